"""An event held again on another day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from events.models import Event, EventPage, EventPartner, SessionFile, SessionPerson
from portal.core.models import Person
from tests.events.test_admin import organiser, said
from tests.events.test_page_form import editor
from tests.factories import media, pages
from tests.factories.events import RegistrationFactory, SessionFactory
from tests.factories.members import OrganisationFactory

__all__ = ["editor", "organiser"]

PARIS = ZoneInfo("Europe/Paris")
NINE = datetime(2027, 3, 11, 9, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def _in_winter():
    with time_machine.travel(datetime(2027, 1, 4, 12, tzinfo=PARIS)):
        yield


@pytest.fixture
def page(site):
    facts = {
        "starts_at": NINE,
        "ends_at": NINE + timedelta(hours=9),
        "registration_opens_at": NINE - timedelta(days=30),
        "joining_url": "https://visio.exemple/salle",
    }
    page = pages.event(site, title="Tenir parole", facts=facts, materials=pages.text("Les diapositives."))
    pages.release(page, preview_event=page.event, preview_at=NINE)
    pages.translate(page, title="Keeping one’s word")
    session = SessionFactory(event=page.event, title_fr="Ouverture")
    SessionPerson.objects.create(session=session, person=Person.objects.create(name="Awa Sy"))
    session.files.add(SessionFile(document=media.document(), title_fr="Support"))
    session.save()
    EventPartner.objects.create(event=page.event, organisation=OrganisationFactory())
    RegistrationFactory(event=page.event)
    return page


def copy(client, page, day: str):
    return client.post(reverse("event:copy", args=[page.event_id]), {"day": day}, follow=True)


def test_a_copy_is_a_draft_in_each_language_whose_programme_and_dates_follow(client, editor, page):
    response = copy(client, page, "2027-04-08")
    assert "brouillon du nouvel événement" in said(response)
    event = Event.objects.exclude(pk=page.event_id).get()
    french, english = event.pages.order_by("pk")
    assert (french.title, english.title) == ("Tenir parole", "Keeping one’s word")
    assert not french.live
    assert not english.live
    assert french.translation_key == english.translation_key != page.translation_key
    # Summer time has begun meanwhile: nine o'clock all the same.
    assert event.starts_at == datetime(2027, 4, 8, 9, tzinfo=PARIS)
    assert event.registration_opens_at == datetime(2027, 3, 9, 9, tzinfo=PARIS)
    session = event.sessions.get()
    assert (session.starts_at, session.people.get().person.name) == (event.starts_at, "Awa Sy")
    assert event.partners.count() == 1


def test_the_day_is_picked_from_a_calendar(client, editor, page):
    assert "date-time-chooser.js" in client.get(reverse("event:copy", args=[page.event_id])).text


def test_what_belongs_to_the_past_stays_there(client, editor, page):
    copy(client, page, "2027-04-08")
    event = Event.objects.exclude(pk=page.event_id).get()
    draft = EventPage.objects.get(event=event, locale=page.locale)
    assert (event.registrations.count(), event.joining_url, event.sequence) == (0, "", 0)
    assert not draft.materials
    assert not draft.get_latest_revision_as_object().materials
    assert not SessionFile.objects.filter(session__event=event).exists()
    assert draft.release.preview_event is None
    assert draft.release.everyone_at <= timezone.now()
    assert page.event.sessions.get().files.count() == page.event.registrations.count() == 1


@pytest.mark.parametrize("day", ["2027-01-03", "", "demain", "9999-12-31", "0001-01-01"])
def test_a_day_that_can_not_be_is_refused_and_nothing_is_copied(client, editor, page, day):
    assert copy(client, page, day).status_code == 200
    assert Event.objects.count() == 1


def test_an_event_without_a_date_is_not_held_again(client, editor, page):
    Event.objects.update(starts_at=None, ends_at=None, announced_fr="printemps")
    assert copy(client, page, "2027-04-08").status_code == 404
