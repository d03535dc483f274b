"""What must hold when mail servers list greys, stop in the middle, and workers are killed."""

import json
import subprocess
import sys

import pytest

from tests.factories.databases import lasting_copy

pytestmark = pytest.mark.django_db

SMALL = {"messages": 8, "kills": 1, "registered": 40}
FULL = {"messages": 100, "kills": 8, "registered": 1000}


@pytest.fixture(
    scope="module", params=[pytest.param(SMALL, id="small"), pytest.param(FULL, id="full", marks=pytest.mark.drill)]
)
def storm(request, django_db_setup, tmp_path_factory) -> dict:
    """What came of every scenario of `tests.core.storm`, and its size."""
    command = [sys.executable, "-m", "tests.core.storm", json.dumps(request.param)]
    with lasting_copy(tmp_path_factory.mktemp("storm")) as environment:
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return {**json.loads(run.stdout), "size": request.param}


def test_every_message_arrives_though_its_server_puts_off_stops_and_starts(storm):
    outcome, count = storm["greylisted"], storm["size"]["messages"]
    assert outcome["greeted"] == outcome["reached"] == outcome["distinct"] == count
    assert outcome["states"] == {"sent": count}


def test_a_letter_is_doubled_only_where_its_end_was_not_heard(storm):
    outcome, size = storm["greylisted"], storm["size"]
    assert outcome["letters"] - size["messages"] <= size["kills"] + 1


def test_nothing_of_what_was_said_is_kept(storm):
    assert storm["greylisted"]["kept"] == 0


def test_everyone_registered_is_told_once(storm):
    assert storm["bulk"]["told"] == storm["bulk"]["addresses"] == storm["size"]["registered"]


def test_nobody_waits_long_to_write_meanwhile(storm):
    """Against the whole, for a machine may be slow: in one transaction, they would wait for all of it."""
    assert storm["bulk"]["usual_wait"] < 0.3
    assert storm["bulk"]["longest_wait"] < storm["bulk"]["seconds"] / 2
