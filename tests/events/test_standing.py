"""What a visitor is told of an event and may do about it: the same words wherever it is shown."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from events.models import Event
from events.standing import Action, registration_state
from events.states import EventState, Room
from portal.access.viewer import ANONYMOUS, MembershipState, Viewer
from tests.factories import pages
from tests.factories.members import UserFactory, member
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


@pytest.mark.parametrize(
    "facts", [{"members_only": True}, {"members_first_until": NOW + HOUR / 2}, {"room": Room.NONE}]
)
@pytest.mark.parametrize(
    ("viewer", "action", "words"),
    [
        (ANONYMOUS, Action.SIGN_IN, "Sign in"),
        (STRANGER, Action.BECOME_MEMBER, "not linked to a membership"),
        (Viewer(2, membership=MembershipState.PENDING), Action.SEE_MEMBERSHIP, "not confirmed yet"),
        (Viewer(2, membership=MembershipState.LAPSED), Action.SEE_MEMBERSHIP, "come to its end"),
        (Viewer(2, membership=MembershipState.ENDED), Action.SEE_MEMBERSHIP, "come to its end"),
        (Viewer(2, membership=MembershipState.SUSPENDED), Action.SEE_MEMBERSHIP, "suspended"),
        (Viewer(2, membership=MembershipState.NO_SEAT), Action.SEE_MEMBERSHIP, "no longer have a seat"),
        (Viewer(2, membership=MembershipState.GRACE), Action.REGISTER, ""),
        (MEMBER, Action.REGISTER, ""),
    ],
)
def test_where_members_alone_register_each_is_told_what_is_true_of_them(facts, viewer, action, words):
    event = event_with(**facts)
    shown = registration_state(event, viewer, NOW)
    assert (shown.action, shown.is_for_members) == (action, bool(words))
    assert words in shown.sentence
    assert ("Sign in" in shown.sentence) == (viewer is ANONYMOUS)
    assert shown.label
    assert shown.url(event)
    over = registration_state(event_with(**facts, cancelled_at=NOW), viewer, NOW)
    assert (over.action, over.badge.code) == (None, "cancelled")


def test_who_signs_in_comes_back_to_the_form():
    event = event_with(members_only=True)
    assert registration_state(event, ANONYMOUS, NOW).url(event).endswith("?next=%2Fen%2Fregistrations%2F7%2F")


@pytest.mark.parametrize("is_form", [False, True])
def test_page_and_form_offer_nobody_signed_in_to_sign_in(client, site, is_form):
    page = pages.event(site, facts={"members_only": True})
    url = f"/inscriptions/{page.event_id}/" if is_form else page.url
    visited = signed_in(UserFactory()).get(url).text
    assert "Devenir membre" in visited
    assert "Connectez-vous" not in visited
    assert "Connectez-vous avec un compte de membre" in client.get(url).text


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
