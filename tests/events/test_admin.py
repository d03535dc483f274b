import csv
import io
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from events.services.organising import resend
from events.states import Refused
from tests.factories import pages
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.members import UserFactory


@pytest.fixture
def event(db):
    return EventFactory(capacity=2)


PARTS = ("categories", "partners", "readings")


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
        **{f"{name}-{count}_FORMS": 0 for name in PARTS for count in ("TOTAL", "INITIAL")},
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


def test_the_list_of_events_leads_to_a_new_one_and_tells_which_is_cancelled(client, site, organiser):
    event = pages.event(site).event
    there = reverse("wagtailadmin_pages:add", args=["events", "eventpage", event.page().get_parent().pk])
    assert there not in client.get(reverse("event:index")).text, "they may add no page"
    client.force_login(UserFactory(is_superuser=True))
    text = client.get(reverse("event:index")).text
    assert f'href="{there}"' in text
    assert "Annulé" not in text
    type(event).objects.update(cancelled_at=timezone.now())
    assert "Annulé" in client.get(reverse("event:index")).text


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


@pytest.mark.parametrize(("state", "action"), [("cancelled", "resend"), ("offered", "absent"), ("pending", "confirm")])
def test_what_is_not_for_their_state_is_not_said_to_be_done(client, event, organiser, state, action):
    registration = RegistrationFactory(event=event, state=state)
    assert "Rien n’est fait" in said(act(client, registration, action))
    assert registration.state == state


def test_a_message_about_what_was_given_up_meanwhile_is_refused(event):
    registration = RegistrationFactory(event=event, state="cancelled")
    with pytest.raises(Refused):
        resend(registration_id=registration.pk, by=None)


def test_somebody_who_was_offered_a_place_can_be_given_it(client, event, organiser):
    offered = RegistrationFactory(event=event, state="offered")
    screen = client.get(reverse("registration:edit", args=[offered.pk])).text
    assert 'value="confirm"' in screen
    assert 'value="absent"' not in screen
    act(client, offered, "confirm")
    assert offered.state == "confirmed"


def test_a_longer_export_of_all_events_asks_the_database_no_more(client, organiser, django_assert_max_num_queries):
    url = reverse("registration:index")
    RegistrationFactory.create_batch(2, event=EventFactory())
    client.get(url, {"export": "csv"}).getvalue()
    with django_assert_max_num_queries(100) as few:
        client.get(url, {"export": "csv"}).getvalue()
    RegistrationFactory.create_batch(18, event=EventFactory())
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(url, {"export": "csv"}).getvalue()


def test_an_unknown_action_changes_nothing(client, event, organiser):
    registration = RegistrationFactory(event=event)
    act(client, registration, "promote-me")
    assert registration.state == "confirmed"


def test_an_event_cannot_end_before_it_starts(client, event, organiser):
    response = edit(client, event, ends_at="2020-01-01 10:00")
    assert "ends_at" in response.context["form"].errors


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
    _heading, row = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
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
