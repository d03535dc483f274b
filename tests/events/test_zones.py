"""The hours of an event are told by the clocks of its place, wherever they are told."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.core import mail
from django.utils import translation

from events.ical import calendar
from events.models import Event, EventChange
from events.services.organising import change_event
from events.states import Refusal
from events.tasks import tell_registrants
from events.wording import explain, machine_time, when
from tests.factories import pages
from tests.factories.events import RegistrationFactory

EVENING = datetime(2099, 3, 11, 23, 30, tzinfo=UTC)
QUEBEC = {"starts_at": EVENING, "ends_at": EVENING + timedelta(hours=2), "time_zone": "America/Toronto"}


def spaced(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def test_page_and_list_tell_the_local_day_and_name_the_city(client, site):
    page = pages.event(site, facts=QUEBEC)
    shown = client.get(page.url).text
    assert "11 mars 2099, de 19 h 30 à 21 h 30 (heure locale, Montréal)" in spaced(shown)
    assert 'datetime="2099-03-11T19:30:00-04:00"' in shown
    assert "<b>11</b>" in client.get("/evenements/").text


def test_deadlines_too():
    event = Event(**QUEBEC, registration_closes_at=EVENING)
    with translation.override("en"):
        assert explain(Refusal.CLOSED, event).endswith("Wednesday 11 March 2099 at 19:30 (local time, Montréal).")


def test_in_paris_no_city_is_named():
    with translation.override("en"):
        assert when(Event(**QUEBEC | {"time_zone": "Europe/Paris"})).endswith("from 0:30 to 2:30")


def test_a_day_in_words_is_that_of_the_place():
    assert str(machine_time(Event(**QUEBEC, hours_fr="soirée"))["start"]) == "2099-03-11"


@pytest.mark.parametrize(("zone", "zones"), [("America/Toronto", 0), ("Europe/Paris", 1)])
def test_a_calendar_has_the_moment_in_universal_time_where_it_holds_no_rules(db, zone, zones):
    text = calendar(Event(**QUEBEC | {"time_zone": zone}), title="Un atelier", url="")
    found = icalendar.Calendar.from_ical(text)
    (entry,) = found.walk("VEVENT")
    assert entry.decoded("dtstart") == EVENING
    assert len(found.walk("VTIMEZONE")) == zones


def test_those_registered_are_told_what_it_was_by_the_clocks_it_had(site):
    event = pages.event(site, facts=QUEBEC).event
    RegistrationFactory(event=event)
    event.time_zone, event.starts_at = "Europe/Paris", EVENING + timedelta(minutes=30)
    change_event(event=event, by=None)
    change = EventChange.objects.get(event=event)
    assert change.time_zone == "America/Toronto"
    tell_registrants.call(change_id=change.pk)
    told = spaced(mail.outbox[-1].body)
    assert "jeudi 12 mars 2099, de 1 h à 2 h 30" in told
    assert "mercredi 11 mars 2099, de 19 h 30 à 21 h 30 (heure locale, Montréal)" in told
