"""What must hold when many people accept the same seat at the same moment, in several processes."""

import json
import subprocess
import sys

import pytest

from tests.factories.databases import lasting_copy

pytestmark = pytest.mark.django_db

SMALL = {"processes": 2, "each": 6}
FULL = {"processes": 20, "each": 5}


@pytest.fixture(
    scope="module",
    params=[pytest.param(SMALL, id="12-for-1"), pytest.param(FULL, id="100-for-1", marks=pytest.mark.drill)],
)
def race(request, django_db_setup, tmp_path_factory) -> dict:
    """What came of every scenario of `tests.members.race`."""
    command = [sys.executable, "-m", "tests.members.race", json.dumps(request.param)]
    with lasting_copy(tmp_path_factory.mktemp("seats")) as environment:
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_one_of_all_wins_the_last_seat(race):
    assert race["locked"] == {"won": 1, "seats": 1}


def test_one_link_used_at_once_gives_one_seat(race):
    assert race["one_link"] == {"won": 1, "seats": 1}


def test_without_the_lock_the_seat_is_given_twice(race):
    """The negative control."""
    assert race["unlocked"]["seats"] > 1
