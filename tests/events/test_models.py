from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.models import Event, EventState
from tests.factories.events import EventFactory

NOW = timezone.now()
HOUR = timedelta(hours=1)
OPEN = {"starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR, "capacity": 10}
BY_PRECEDENCE = [
    (EventState.CANCELLED, {"cancelled_at": NOW}),
    (EventState.PAST, {"ends_at": NOW}),
    (EventState.NOT_YET_OPEN, {"registration_opens_at": NOW + timedelta(seconds=1)}),
    (EventState.CLOSED, {"registration_closes_at": NOW}),
    (EventState.FULL, {"capacity": 0, "has_waiting_list": False}),
    (EventState.OPEN, {}),
]


@pytest.mark.parametrize("rank", range(len(BY_PRECEDENCE)))
def test_of_all_states_that_apply_the_first_counts(rank):
    facts = dict(OPEN)
    for _state, change in reversed(BY_PRECEDENCE[rank:]):
        facts |= change
    assert Event(**facts).state(NOW, confirmed=0) is BY_PRECEDENCE[rank][0]


def test_registration_opens_and_closes_at_the_very_second():
    event = Event(**OPEN, registration_opens_at=NOW, registration_closes_at=NOW + HOUR)
    second = timedelta(seconds=1)
    moments = (NOW - second, NOW, NOW + HOUR - second, NOW + HOUR)
    assert [event.state(at, confirmed=0) for at in moments] == ["not_yet_open", "open", "open", "closed"]


def test_registration_closes_when_the_event_starts_unless_told_otherwise():
    assert Event(**OPEN).state(NOW + HOUR, confirmed=0) is EventState.CLOSED


def test_a_full_event_has_a_waiting_list_where_there_is_one():
    assert Event(**OPEN).state(NOW, confirmed=10) is EventState.WAITING_LIST
    assert Event(**OPEN, has_waiting_list=False).state(NOW, confirmed=10) is EventState.FULL


def test_while_somebody_waits_a_free_place_is_not_open():
    assert Event(**OPEN).state(NOW, confirmed=9, waiting=1) is EventState.WAITING_LIST


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ends_at": NOW}, "ends_at"),
        ({"ends_at": None}, "ends_at"),
        ({"starts_at": None}, "starts_at"),
        ({"registration_opens_at": NOW + 2 * HOUR}, "registration_opens_at"),
    ],
)
def test_moments_out_of_order_are_refused(facts, field):
    with pytest.raises(ValidationError) as error:
        Event(**{**OPEN, **facts}).clean()
    assert set(error.value.message_dict) == {field}


def test_a_copied_event_has_the_same_facts_and_a_calendar_entry_of_its_own(db):
    event = EventFactory(venue="Tours", sequence=3, cancelled_at=NOW)
    copy = event.clone()
    assert (copy.venue, copy.sequence, copy.cancelled_at) == ("Tours", 0, None)
    assert copy.uid != event.uid
