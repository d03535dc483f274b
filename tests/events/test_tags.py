from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from events.models import Event, EventPage
from events.standing import Standing
from events.standing import registration_state as standing_of
from events.templatetags.events_tags import calendar_url, event_datetime, event_when, registration_url
from portal.access.viewer import ANONYMOUS
from tests.factories import pages
from tests.factories.events import RegistrationFactory

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def page(site):
    return pages.event(site)


def with_facts(page, **facts) -> EventPage:
    Event.objects.filter(pk=page.event_id).update(**facts)
    return EventPage.objects.for_cards().get(pk=page.pk)


def shown(page) -> Standing:
    return standing_of(page.event, ANONYMOUS, timezone.now())


def way_to_register(page) -> str:
    return registration_url(page, shown(page))


@pytest.mark.parametrize(
    ("facts", "code", "label"),
    [
        ({}, "open", "Registration open"),
        ({"capacity": 3}, "open", "Only 3 places left"),
        ({"capacity": 0}, "waiting", "Full, waiting list"),
        ({"capacity": 0, "has_waiting_list": False}, "full", "Full"),
        ({"registration_closes_at": datetime(2020, 1, 1, tzinfo=UTC)}, "closed", "Registration closed"),
        ({"registration_opens_at": datetime(2099, 3, 2, 9, tzinfo=UTC)}, "soon", "Opens on Monday 2 March 2099"),
        ({"ends_at": datetime(2020, 1, 1, tzinfo=UTC)}, "past", "Past"),
        ({"starts_at": None, "ends_at": None}, "soon", "Announced"),
        ({"cancelled_at": datetime(2020, 1, 1, tzinfo=UTC)}, "cancelled", "Cancelled"),
    ],
)
def test_a_badge_says_the_state(page, facts, code, label):
    badge = shown(with_facts(page, **facts)).badge
    assert (badge.code, badge.label) == (code, label)


def test_the_way_to_register_is_there_only_while_one_may(page):
    assert way_to_register(page) == f"/en/registrations/{page.event_id}/"
    assert way_to_register(with_facts(page, capacity=0)) != ""
    assert way_to_register(with_facts(page, cancelled_at=timezone.now())) == ""


def test_a_cancelled_event_is_not_offered_to_calendars(page):
    assert calendar_url(page) != ""
    assert calendar_url(with_facts(page, cancelled_at=timezone.now())) == ""


def test_a_page_from_a_list_is_not_counted_again(page, django_assert_num_queries):
    RegistrationFactory(event=page.event)
    listed = EventPage.objects.for_cards().get(pk=page.pk)
    with django_assert_num_queries(0):
        way_to_register(listed)
        calendar_url(listed)
        event_when(listed.event)


def test_days_and_hours_are_those_of_paris():
    event = Event(
        starts_at=datetime(2027, 3, 11, 8, 15, tzinfo=UTC),
        ends_at=datetime(2027, 3, 11, 16, tzinfo=UTC),
    )
    assert event_when(event) == "Thursday 11 March 2027, from 9:15 to 17:00"
    event.ends_at += timedelta(days=1)
    assert event_when(event) == "from Thursday 11 March 2027 at 9:15 to Friday 12 March 2027 at 17:00"


def test_words_stand_for_a_date_or_for_hours_that_are_not_set():
    assert event_when(Event()) == "Date to be announced"
    assert event_when(Event(announced_fr="printemps 2027", announced_en="spring 2027")) == "spring 2027"
    start = datetime(2027, 3, 11, 8, 15, tzinfo=UTC)
    morning = Event(starts_at=start, ends_at=start + 3 * HOUR, hours_fr="matinée")
    assert event_when(morning) == "Thursday 11 March 2027, matinée"
    assert event_datetime(morning) == "2027-03-11"
    morning.ends_at += timedelta(days=1)
    assert event_when(morning) == "from Thursday 11 March 2027 to Friday 12 March 2027, matinée"
