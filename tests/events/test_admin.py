import csv
import io
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook
from wagtail.models import GroupPagePermission, ModelLogEntry

from events.models import Event, EventPage
from tests.factories import pages
from tests.factories.events import EventFactory, RegistrationFactory, SessionFactory
from tests.factories.members import UserFactory


@pytest.fixture
def event(db):
    return EventFactory(capacity=2)


@pytest.fixture
def organiser(client, db):
    """Signed in, allowed to change events and registrations, and nothing else of the editor's."""
    group = Group.objects.create(name="Organisers")
    codenames = ["access_admin", "view_event", "change_event", "view_registration", "change_registration"]
    group.permissions.set(Permission.objects.filter(codename__in=codenames))
    user = UserFactory()
    user.groups.add(group)
    client.force_login(user)
    return user


def act(client, registration, action: str):
    response = client.post(reverse("registration:edit", args=[registration.pk]), {"action": action}, follow=True)
    registration.refresh_from_db()
    return response


def edit(client, event, **fields):
    values = {
        "kind": event.kind,
        "time_zone": event.time_zone,
        **{f"{name}-{count}_FORMS": 0 for name in ("partners", "readings") for count in ("TOTAL", "INITIAL")},
        "starts_at": f"{timezone.localtime(event.starts_at):%Y-%m-%d %H:%M}",
        "ends_at": f"{timezone.localtime(event.ends_at):%Y-%m-%d %H:%M}",
        "venue": event.venue,
        "capacity": event.capacity,
        "offer_hours": event.offer_hours,
        "has_waiting_list": "on",
        **fields,
    }
    response = client.post(reverse("event:edit", args=[event.pk]), values, follow=True)
    event.refresh_from_db()
    return response


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


@pytest.mark.parametrize("name", ["event:index", "registration:index"])
def test_who_has_no_permission_gets_in_nowhere(client, event, name):
    registration = RegistrationFactory(event=event)
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for url in (
        reverse(name),
        reverse("event:edit", args=[event.pk]),
        reverse("event:cancel", args=[event.pk]),
        reverse("registration:edit", args=[registration.pk]),
    ):
        assert client.get(url).status_code == 302
        assert client.post(url, {"action": "cancel"}).status_code in (302, 405)
    event.refresh_from_db()
    registration.refresh_from_db()
    assert event.cancelled_at is None
    assert registration.state == "confirmed"


@pytest.mark.parametrize("name", ["event", "registration"])
def test_rows_are_neither_added_nor_deleted_by_hand(client, event, name):
    row = event if name == "event" else RegistrationFactory(event=event)
    client.force_login(UserFactory(is_superuser=True))
    for url in (reverse(f"{name}:add"), reverse(f"{name}:delete", args=[row.pk])):
        assert client.get(url).url == reverse("wagtailadmin_home")
        assert client.post(url).url == reverse("wagtailadmin_home")
    row.refresh_from_db()


def test_the_lists_name_events_by_their_pages(client, site, organiser):
    RegistrationFactory(event=pages.event(site, title="Tenir parole").event)
    for name in ("event:index", "registration:index"):
        assert "Tenir parole" in client.get(reverse(name)).text


@pytest.mark.parametrize("name", ["event:index", "registration:index"])
def test_a_longer_list_asks_the_database_no_more(client, organiser, name, django_assert_max_num_queries):
    def fill(count: int) -> None:
        for event in EventFactory.create_batch(count):
            RegistrationFactory(event=event)

    fill(2)
    client.get(reverse(name))
    with django_assert_max_num_queries(100) as few:
        client.get(reverse(name))
    fill(18)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(reverse(name))


def test_registrations_are_found_by_event_state_and_name(client, event, organiser):
    RegistrationFactory(event=event, last_name="Œuvrard")
    RegistrationFactory(event=event, last_name="Martin", state="waiting")
    RegistrationFactory(event=EventFactory(), last_name="Durand")
    by_event = client.get(reverse("registration:index"), {"event": event.pk}).text
    assert "Œuvrard" in by_event
    assert "Durand" not in by_event
    assert "Œuvrard" not in client.get(reverse("registration:index"), {"state": "waiting"}).text
    assert "Durand" not in client.get(reverse("registration:index"), {"q": "œuvrard".title()}).text


def test_an_organiser_confirms_cancels_and_marks(client, event, organiser):
    waiting = RegistrationFactory(event=event, state="waiting")
    act(client, waiting, "confirm")
    assert waiting.state == "confirmed"
    act(client, waiting, "absent")
    assert waiting.was_absent
    act(client, waiting, "present")
    assert not waiting.was_absent
    act(client, waiting, "resend")
    act(client, waiting, "cancel")
    assert waiting.state == "cancelled"
    assert len(mail.outbox) == 3


@pytest.mark.parametrize(
    ("state", "action", "name"),
    [
        ("waiting", "confirm", "confirmed"),
        ("confirmed", "cancel", "cancelled"),
        ("confirmed", "resend", "resent"),
        ("confirmed", "absent", "absent"),
        ("confirmed", "present", "present"),
    ],
)
def test_each_deed_is_on_record_under_its_own_name(client, event, organiser, state, action, name):
    registration = RegistrationFactory(event=event, state=state)
    act(client, registration, action)
    (entry,) = ModelLogEntry.objects.for_instance(registration)
    assert (entry.action, entry.user) == (f"events.registration.{name}", organiser)
    assert str(entry.message) in client.get(reverse("registration:history", args=[registration.pk])).text


def test_changing_and_cancelling_an_event_is_on_record(client, event, organiser):
    edit(client, event, venue="Tours")
    client.post(reverse("event:cancel", args=[event.pk]))
    entries = ModelLogEntry.objects.for_instance(event).order_by("pk")
    assert [entry.action for entry in entries] == ["events.event.changed", "events.event.cancelled"]
    assert {entry.user for entry in entries} == {organiser}


def test_an_organiser_is_told_when_there_is_no_place_to_give(client, event, organiser):
    RegistrationFactory.create_batch(2, event=event)
    waiting = RegistrationFactory(event=event, state="waiting")
    response = act(client, waiting, "confirm")
    assert waiting.state == "waiting"
    assert said(response)


def test_an_unknown_action_changes_nothing(client, event, organiser):
    registration = RegistrationFactory(event=event)
    act(client, registration, "promote-me")
    assert registration.state == "confirmed"


def test_an_event_cannot_end_before_it_starts(client, event, organiser):
    response = edit(client, event, ends_at="2020-01-01 10:00")
    assert "ends_at" in response.context["form"].errors


def test_a_capacity_below_the_confirmed_is_saved_with_a_warning(client, event, organiser):
    RegistrationFactory.create_batch(2, event=event)
    response = edit(client, event, capacity=1)
    assert event.capacity == 1
    assert "2" in said(response)
    assert event.registrations.holding_places().count() == 2


def test_moving_an_event_tells_those_registered(client, event, organiser):
    RegistrationFactory(event=event)
    edit(client, event, venue="Tours")
    assert (event.venue, event.sequence) == ("Tours", 1)
    assert len(mail.outbox) == 1


def test_cancelling_an_event_asks_first(client, event, organiser):
    RegistrationFactory(event=event)
    url = reverse("event:cancel", args=[event.pk])
    assert client.get(url).context["count"] == 1
    event.refresh_from_db()
    assert event.cancelled_at is None
    client.post(url)
    event.refresh_from_db()
    assert event.cancelled_at is not None
    assert len(mail.outbox) == 1


# From page to row


@pytest.fixture
def editor(site, organiser):
    group = organiser.groups.get()
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=site["events"], permission=permission)
    return organiser


def page_fields(**fields) -> dict:
    empty = {"programme-count": "0", "materials-count": "0"}
    speakers = {f"speakers-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    return {"title": "Tenir parole", "slug": "tenir-parole", **empty, **speakers, **fields}


def typed_facts(**fields) -> dict:
    values = {"kind": "webinar", "capacity": "120", "venue": "En ligne", **fields}
    return {f"event-{name}": value for name, value in values.items()}


def create(client, site, *, publish: bool = False, **fields):
    url = reverse("wagtailadmin_pages:add", args=["events", "eventpage", site["events"].pk])
    action = {"action-publish": "publish"} if publish else {}
    return client.post(url, page_fields(**action, **fields))


def save(client, page, *, publish: bool = False, **fields):
    action = {"action-publish": "publish"} if publish else {}
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, page_fields(slug=page.slug, **action, **fields))


MARCH = {"starts_at": "11/03/2099 09:30", "ends_at": "11/03/2099 12:00"}


def test_a_page_and_its_facts_are_written_and_published_in_one_sitting(client, site, editor):
    response = create(client, site, publish=True, **typed_facts(**MARCH))
    page = EventPage.objects.get()
    assert response.status_code == 302
    assert page.live
    assert (page.event.kind, page.event.capacity, page.event.venue) == ("webinar", 120, "En ligne")
    assert f"{timezone.localtime(page.event.starts_at):%d/%m/%Y %H:%M}" == "11/03/2099 09:30"


@pytest.mark.parametrize(
    ("kind", "capacity", "hours", "offer_hours"),
    [("convention", 400, 9, 48), ("workshop", 20, 3, 48), ("webinar", 300, 1, 0)],
)
def test_what_is_left_empty_is_as_usual_for_the_kind(client, site, editor, kind, capacity, hours, offer_hours):
    create(client, site, publish=True, **typed_facts(kind=kind, capacity="", starts_at=MARCH["starts_at"]))
    event = Event.objects.get()
    assert (event.capacity, event.offer_hours) == (capacity, offer_hours)
    assert event.ends_at - event.starts_at == timedelta(hours=hours)


def test_the_hours_of_a_draft_are_those_of_the_place_that_its_form_names(client, site, editor):
    create(client, site, **typed_facts(time_zone="America/Toronto", **MARCH))
    page = EventPage.objects.get()
    assert page.event.starts_at == datetime(2099, 3, 11, 13, 30, tzinfo=UTC)
    assert "11/03/2099 09:30" in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    save(client, page, **typed_facts(time_zone="America/Toronto", **MARCH))
    page.event.refresh_from_db()
    assert page.event.starts_at == datetime(2099, 3, 11, 13, 30, tzinfo=UTC)


def test_the_sessions_of_a_draft_follow_its_date(client, site, editor):
    create(client, site, **typed_facts(**MARCH))
    page = EventPage.objects.get()
    session = SessionFactory(event=page.event)
    save(client, page, **typed_facts(starts_at="20/03/2099 09:30", ends_at="20/03/2099 12:00"))
    session.refresh_from_db()
    assert f"{timezone.localtime(session.starts_at):%d/%m/%Y %H:%M}" == "20/03/2099 09:30"


def test_the_form_of_a_new_page_shows_the_facts(client, site, editor):
    page = client.get(reverse("wagtailadmin_pages:add", args=["events", "eventpage", site["events"].pk])).text
    for name in ("kind", "starts_at", "ends_at", "announced_fr", "announced_en", "venue", "capacity"):
        assert f'name="event-{name}"' in page


def test_a_draft_needs_no_date_and_stays_in_the_page_s_editor(client, site, editor):
    response = create(client, site, **typed_facts())
    page = EventPage.objects.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert save(client, page, **typed_facts(capacity=40)).url == response.url
    page.event.refresh_from_db()
    assert page.event.capacity == 40


def test_publishing_without_a_date_is_refused_on_the_form_which_keeps_what_was_typed(client, site, editor):
    response = create(client, site, publish=True, **typed_facts(venue="Halle aux grains"))
    assert response.status_code == 200
    assert "starts_at" in response.context["form"].row_form.errors
    assert "Halle aux grains" in response.text
    assert not EventPage.objects.exists()
    assert not Event.objects.exists()


def test_a_draft_is_not_published_without_a_date_either(client, site, editor):
    create(client, site, **typed_facts())
    page = EventPage.objects.get()
    response = save(client, page, publish=True, **typed_facts(venue="Halle aux grains"))
    page.refresh_from_db()
    assert not page.live
    assert "Halle aux grains" in response.text
    save(client, page, publish=True, **typed_facts(**MARCH))
    page.refresh_from_db()
    assert page.live


def test_an_event_is_published_with_words_for_its_date(client, site, editor):
    create(client, site, publish=True, **typed_facts(announced_fr="printemps 2099"))
    page = EventPage.objects.get()
    assert page.live
    assert "rintemps 2099" in client.get(page.url).text


def test_a_past_date_is_saved_with_a_warning(client, site, editor):
    create(client, site, **typed_facts(starts_at="11/03/2020 09:30", ends_at="11/03/2020 12:00"))
    page = EventPage.objects.get()
    assert page.event.starts_at.year == 2020
    with translation.override("fr"):
        assert str(Event.PAST_DATE) in unescape(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text)


def test_once_online_the_page_s_editor_changes_no_fact(client, site, editor):
    create(client, site, publish=True, **typed_facts(**MARCH))
    page = EventPage.objects.get()
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert 'name="event-venue"' not in response.text
    assert reverse("event:edit", args=[page.event_id]) in response.text
    save(client, page, publish=True, **typed_facts(venue="Ailleurs"))
    page.event.refresh_from_db()
    assert page.event.venue == "En ligne"


def test_who_may_not_change_events_publishes_none_without_a_date(client, site, editor):
    editor.groups.get().permissions.remove(Permission.objects.get(codename="change_event"))
    response = create(client, site, publish=True, **typed_facts(**MARCH))
    assert response.context["form"].non_field_errors()
    assert not EventPage.objects.exists()


def test_looking_at_a_page_before_it_is_saved_shows_its_facts_and_saves_none(client, site, editor):
    url = reverse("wagtailadmin_pages:preview_on_add", args=["events", "eventpage", site["events"].pk])
    client.post(url, page_fields(**typed_facts(**MARCH)))
    assert "2099" in client.get(url, {"mode": ""}).text
    assert not Event.objects.exists()


def test_the_facts_typed_into_a_draft_are_on_record(client, site, editor):
    create(client, site, **typed_facts())
    event = EventPage.objects.get().event
    save(client, EventPage.objects.get(), **typed_facts(venue="Tours"))
    assert [entry.user for entry in ModelLogEntry.objects.for_instance(event)] == [editor]


# An event's own editor


def test_an_event_online_keeps_a_date_or_words_for_it(client, site, organiser):
    event = pages.event(site).event
    response = edit(client, event, starts_at="", ends_at="")
    assert "starts_at" in response.context["form"].errors
    assert edit(client, event, starts_at="", ends_at="", announced_fr="printemps 2099").redirect_chain
    assert event.starts_at is None


def test_a_date_moved_into_the_past_is_saved_with_a_warning(client, event, organiser):
    response = edit(client, event, starts_at="11/03/2020 09:30", ends_at="11/03/2020 12:00")
    assert event.starts_at.year == 2020
    assert any(message.level_tag == "warning" for message in response.context["messages"])
    assert "warning" not in {m.level_tag for m in edit(client, event, venue="Tours").context["messages"]}


def test_registration_cannot_close_after_the_start(client, event, organiser):
    response = edit(client, event, registration_closes_at="11/03/2099 09:30")
    assert "registration_closes_at" in response.context["form"].errors


# Exports


def test_the_csv_opens_in_excel_with_its_accents_and_without_formulas(client, event, organiser):
    RegistrationFactory(event=event, last_name="Œuvrard-D’Été", first_name="a;=1+1", organisation_name="=1+1")
    response = client.get(reverse("registration:index"), {"export": "csv"})
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    _heading, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert "Œuvrard-D’Été" in row
    assert "'=1+1" in row
    assert "a;'=1+1" in row
    assert f"{timezone.localtime():%Y-%m-%d}" in " ".join(row)


def test_the_workbook_holds_the_filtered_list(client, event, organiser):
    RegistrationFactory(event=event, organisation_name="=1+1", last_name="+33 6 12 34 56 78")
    RegistrationFactory(event=event, state="waiting")
    response = client.get(reverse("registration:index"), {"export": "xlsx", "state": "confirmed"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    _heading, row = sheet.iter_rows()
    texts = {cell.value: cell.data_type for cell in row}
    assert texts["=1+1"] == texts["+33 6 12 34 56 78"] == "s"


def test_a_registration_tells_its_moment_by_the_clock_of_the_association(client, organiser, event):
    made = RegistrationFactory(event=event, created_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    assert "2 juillet 2026 à 0 h 30" in client.get(reverse("registration:edit", args=[made.pk])).text
