"""The facts of a new event, asked for in the editor of its page."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import GroupPagePermission, ModelLogEntry

from events.models import Event, EventPage
from tests.events.test_admin import organiser
from tests.factories.events import SessionFactory

__all__ = ["organiser"]


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


@pytest.mark.parametrize("publish", [False, True])
def test_the_editor_of_the_page_leads_to_all_that_prepares_the_event(client, site, editor, publish):
    create(client, site, publish=publish, **typed_facts(**MARCH))
    page = EventPage.objects.get()
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    for name in ("event:edit", "event:programme", "event:asked", "registration:dashboard"):
        assert reverse(name, args=[page.event_id]) in text


def test_who_may_not_change_events_is_led_nowhere(client, site, editor):
    create(client, site, **typed_facts(**MARCH))
    page = EventPage.objects.get()
    editor.groups.get().permissions.remove(Permission.objects.get(codename="change_registration"))
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert reverse("registration:dashboard", args=[page.event_id]) not in text
    editor.groups.get().permissions.remove(Permission.objects.get(codename="change_event"))
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert reverse("event:programme", args=[page.event_id]) not in text


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
