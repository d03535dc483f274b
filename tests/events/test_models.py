from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.models import Event
from events.states import EventState
from tests.factories.events import EventFactory

NOW = timezone.now()
HOUR = timedelta(hours=1)
OPEN = {"starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR, "capacity": 10}
BY_PRECEDENCE = [
    (EventState.CANCELLED, {"cancelled_at": NOW}),
    (EventState.PAST, {"ends_at": NOW}),
    (EventState.ANNOUNCED, {"starts_at": None, "ends_at": None}),
    (EventState.NOT_YET_OPEN, {"registration_opens_at": NOW + timedelta(seconds=1)}),
    (EventState.CLOSED, {"registration_closes_at": NOW}),
    (EventState.FULL, {"capacity": 0, "has_waiting_list": False}),
    (EventState.OPEN, {}),
]


def counted(taken: int, waiting: int = 0, **facts) -> Event:
    """An event as a list brings it, with its counts."""
    event = Event(**OPEN, **facts)
    event.places_taken, event.queue_moves = taken, bool(waiting)
    return event


@pytest.mark.parametrize("rank", range(len(BY_PRECEDENCE)))
def test_of_all_states_that_apply_the_first_counts(rank):
    facts = dict(OPEN)
    for state, change in reversed(BY_PRECEDENCE[rank:]):
        if not (state is EventState.ANNOUNCED and rank < BY_PRECEDENCE.index((state, change))):  # no date is past
            facts |= change
    assert Event(**facts).state(NOW) is BY_PRECEDENCE[rank][0]


def test_registration_opens_and_closes_at_the_very_second():
    event = Event(**OPEN, registration_opens_at=NOW, registration_closes_at=NOW + HOUR)
    second = timedelta(seconds=1)
    moments = (NOW - second, NOW, NOW + HOUR - second, NOW + HOUR)
    assert [event.state(at) for at in moments] == ["not_yet_open", "open", "open", "closed"]


def test_registration_closes_when_the_event_starts_unless_told_otherwise():
    assert Event(**OPEN).state(NOW + HOUR) is EventState.CLOSED


def test_registration_never_lasts_into_the_event():
    event = Event(**OPEN, registration_closes_at=NOW + 90 * HOUR / 60)
    assert event.state(NOW + HOUR) is EventState.CLOSED


@pytest.mark.parametrize("state", EventState)
def test_every_state_either_takes_a_form_or_says_why_not(state):
    takes = state in (EventState.OPEN, EventState.WAITING_LIST)
    assert (state.refusal is None) is takes


def test_a_full_event_has_a_waiting_list_where_there_is_one():
    assert counted(10).state(NOW) is EventState.WAITING_LIST
    assert counted(10, has_waiting_list=False).state(NOW) is EventState.FULL


def test_while_somebody_waits_a_free_place_is_not_open():
    assert counted(9, waiting=1).state(NOW) is EventState.WAITING_LIST


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
