"""What a visitor is told of an event and may do about it: the same words wherever it is shown."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from events.models import Event
from events.standing import Action, registration_state
from events.states import EventState, Room
from portal.access.viewer import ANONYMOUS, MembershipState, Viewer
from tests.factories import pages
from tests.factories.members import member
from tests.factories.visitors import signed_in

NOW = timezone.now()
HOUR = timedelta(hours=1)
MEMBER = Viewer(user_id=1, membership=MembershipState.ACTIVE)
STRANGER = Viewer(user_id=2)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def event_with(**facts) -> Event:
    taken, waiting, room = facts.pop("taken", 0), facts.pop("waiting", 0), facts.pop("room", Room.ANY)
    event = Event(**{"starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR, "capacity": 10, **facts})
    event.pk, event.places_taken, event.queue_moves = 7, taken, bool(waiting)
    event.room_for_all, event.room_for_members = room, Room.LEFT if room != Room.ANY else room
    return event


@pytest.mark.parametrize(
    ("facts", "state", "moment", "action", "words"),
    [
        ({"cancelled_at": NOW}, "cancelled", "cancelled_at", None, "was cancelled on"),
        ({"starts_at": NOW - 2 * HOUR, "ends_at": NOW}, "past", "ends_at", None, "ended on"),
        ({"starts_at": None, "ends_at": None}, "announced", None, None, "not set yet"),
        ({"registration_opens_at": NOW + HOUR / 2}, "not_yet_open", "registration_opens_at", None, "opens on"),
        ({"registration_closes_at": NOW}, "closed", "closes_at", None, "closed on"),
        ({"taken": 10}, "waiting_list", "closes_at", Action.JOIN_LIST, "waiting list"),
        ({"taken": 10, "has_waiting_list": False}, "full", None, None, "no waiting list"),
        ({}, "open", "closes_at", Action.REGISTER, "is open until"),
    ],
)
def test_each_state_has_a_sentence_the_moment_it_tells_and_one_action(facts, state, moment, action, words):
    event = event_with(**facts)
    shown = registration_state(event, ANONYMOUS, NOW)
    assert (shown.state, shown.action) == (EventState(state), action)
    assert shown.at == (getattr(event, moment) if moment else None)
    assert words in shown.sentence
    assert bool(shown.url(event)) == bool(shown.label) == bool(action)


def test_an_event_for_members_says_so_before_the_form():
    event = event_with(members_only=True)
    shown = {viewer: registration_state(event, viewer, NOW) for viewer in (ANONYMOUS, STRANGER, MEMBER)}
    assert [shown[viewer].badge.code for viewer in shown] == ["members", "members", "open"]
    assert [shown[viewer].action for viewer in shown] == [Action.SIGN_IN, None, Action.REGISTER]
    assert shown[ANONYMOUS].url(event).endswith("?next=%2Fen%2Fregistrations%2F7%2F")


def test_what_is_over_for_everybody_is_not_said_to_be_for_members():
    event = event_with(members_only=True, cancelled_at=NOW)
    assert registration_state(event, ANONYMOUS, NOW).badge.code == "cancelled"


@pytest.mark.parametrize("url", ["/evenements/", "page"])
def test_page_and_list_say_it_to_members_and_to_others(client, site, url):
    page = pages.event(site, facts={"members_only": True})
    url = page.url if url == "page" else url
    assert "Réservé aux membres" in client.get(url).text
    assert "Inscriptions ouvertes" in signed_in(member()).get(url).text


def test_where_others_have_categories_alone_and_where_members_come_first_it_says_so():
    later = NOW + HOUR / 2
    for facts, badge, moment in (
        ({"room": Room.NONE}, "For members", None),
        ({"members_first_until": later}, "Members first", later),
    ):
        event = event_with(**facts)
        shown = registration_state(event, ANONYMOUS, NOW)
        assert (str(shown.badge.label), shown.at, shown.action) == (badge, moment, Action.SIGN_IN)
        assert registration_state(event, MEMBER, NOW).action is Action.REGISTER


def test_whoever_would_have_to_wait_is_told_so_while_others_would_not():
    shown = registration_state(event_with(room=Room.FULL), STRANGER, NOW)
    assert (shown.badge.code, shown.action) == ("waiting", Action.JOIN_LIST)
