"""What must hold when people register, cancel and lose their connection at the same moment, in several processes."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.factories.databases import lasting_copy

pytestmark = pytest.mark.django_db

SMALL = {"processes": 4, "requests": 15, "capacity": 10, "kills": 15}
FULL = {"processes": 8, "requests": 125, "capacity": 50, "kills": 500}


@pytest.fixture(scope="module")
def database(django_db_setup, tmp_path_factory) -> Iterator[dict[str, str]]:
    with lasting_copy(tmp_path_factory.mktemp("race")) as environment:
        yield environment


@pytest.fixture(
    scope="module",
    params=[pytest.param(SMALL, id="60-for-10"), pytest.param(FULL, id="1000-for-50", marks=pytest.mark.drill)],
)
def race(request, database) -> dict:
    """What came of every scenario of `tests.events.race`, and its size."""
    command = [sys.executable, "-m", "tests.events.race", json.dumps(request.param)]
    run = subprocess.run(command, env=database, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return {**json.loads(run.stdout), "size": request.param}


def test_the_places_are_given_once_each_and_the_others_wait(race):
    total = race["size"]["processes"] * race["size"]["requests"]
    states = race["locked"]["states"]
    assert states.count("confirmed") == race["size"]["capacity"]
    assert states.count("waiting") == total - race["size"]["capacity"]
    assert race["locked"]["statuses"] == {"302": total}
    assert race["locked"]["messages"] == total


def test_the_order_is_the_one_in_which_they_were_served(race):
    states, spans = race["locked"]["states"], race["locked"]["spans"]
    assert states == sorted(states)  # confirmed before waiting
    for rank, (started, _finished) in enumerate(spans):
        assert all(finished > started for _started, finished in spans[rank:])


def test_without_a_waiting_list_the_others_are_told_it_is_full(race):
    capacity = race["size"]["capacity"]
    total = race["size"]["processes"] * race["size"]["requests"]
    assert race["no_list"]["states"] == ["confirmed"] * capacity
    assert race["no_list"]["statuses"] == {"302": capacity, "409": total - capacity}


def test_no_category_is_given_further_than_its_places_or_the_event_s(race):
    """And a forged one is given to nobody."""
    outcome, capacity = race["categories"], race["size"]["capacity"]
    assert (outcome["narrow"] + outcome["wide"], outcome["forged"]) == (capacity, 0)
    assert 0 < outcome["narrow"] <= capacity // 2
    assert set(outcome["statuses"]) == {"302", "200"}
    assert len(outcome["states"]) == outcome["statuses"]["302"]


def test_two_workers_and_an_organiser_promote_one_person_for_one_place(race):
    given = {"states": {"confirmed": 1, "waiting": 3}, "messages": 1}
    passed_on = {"states": {"cancelled": 1, "offered": 1, "waiting": 2}, "messages": 2}
    assert [outcome for outcome in race["offers"] if outcome not in (given, passed_on)] == []


def test_without_the_lock_places_are_oversold(race):
    """The negative control: the crowd is dense enough to find a missing lock."""
    assert race["unlocked"]["states"].count("confirmed") > race["size"]["capacity"]


def test_neither_the_event_nor_its_sessions_are_oversold_when_raced_together(race):
    """And nobody who could sit there waits, although places came free all the while."""
    total, capacity = race["size"]["processes"] * race["size"]["requests"], race["size"]["capacity"]
    sessions = race["sessions"]
    assert sessions["statuses"] == {"302": total}
    assert sessions["confirmed"] == capacity
    assert max(sessions["booked"]) <= capacity // 2
    assert sessions["without_place"] == 0
    assert sum(sessions["booked"]) == capacity or sessions["in_line"] < 2


def test_a_group_gets_its_places_together_or_none_however_many_ask_at_once(race):
    """Of places that are no multiple of three some stay free, and nobody is left without their companions."""
    groups, capacity = race["groups"], race["size"]["capacity"]
    total = race["size"]["processes"] * (race["size"]["requests"] // 3)
    assert groups["states"] == {"confirmed": capacity // 3 * 3}
    assert groups["statuses"] == {"302": capacity // 3, "409": total - capacity // 3}


def test_a_flood_from_one_address_is_slowed_down_while_others_register_in_under_a_second(race):
    """Most of them, on a machine that is busy with the flood itself and with other tests."""
    flood, requests = race["flood"], race["size"]["requests"]
    assert flood["visitors"] == {"302": requests}
    sent, allowed = (race["size"]["processes"] - 1) * requests, flood["allowed"]
    assert flood["flooders"] == {"302": allowed, "429": sent - allowed}
    assert flood["took"][requests // 2] < 1


def test_one_form_sent_by_several_at_once_is_one_registration_and_one_message(race):
    processes = race["size"]["processes"]
    assert race["one_form"] == {"statuses": [302] * processes, "registrations": 1, "messages": 1}


def test_one_address_in_several_tabs_is_one_registration_and_one_reminder(race):
    processes = race["size"]["processes"]
    assert race["two_tabs"] == {"statuses": [302] * processes, "registrations": 1, "messages": 2}


def test_simultaneous_cancellations_free_one_place_for_one_person(race):
    assert race["cancelled"] == {"states": {"cancelled": 1, "confirmed": 1, "waiting": 1}, "messages": 2}


def test_a_badge_read_at_several_doors_at_once_is_one_entry(race):
    processes = race["size"]["processes"]
    assert race["doors"]["same_badge"] == {"entered": 1, "already": 3 * processes - 1}
    assert race["doors"]["same_scan"] == {"entered": processes}
    assert race["doors"]["entries"] == 2


def test_a_killed_server_loses_no_registration_that_was_confirmed_and_doubles_none(race):
    killed, kills = race["killed"], race["size"]["kills"]
    assert killed["lost"] == 0
    assert killed["states"] == {"confirmed": kills}
    assert (killed["answered"], killed["told"], killed["most_messages"]) == (kills, kills, 1)
    assert 0 < killed["seen"] < kills, "the kills did not fall on both sides of the commit"
