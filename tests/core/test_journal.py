"""Two machines and a Redis between them, a real one."""

import uuid

import pytest
import redis

from portal.core.cache import journal
from portal.core.cache.journal import Journal
from portal.core.cache.versions import SharedVersions, places_of

URL = "redis://127.0.0.1:6379/9"
TAG = ["core.person:1"]
SLOT, OTHER = places_of(TAG), places_of(["core.person:2"])


@pytest.fixture
def line(monkeypatch) -> str:
    """A journal of the test's own."""
    try:
        server = redis.Redis.from_url(URL)
        server.ping()
    except redis.ConnectionError:
        pytest.skip("There is no Redis on this machine.")
    monkeypatch.setattr(journal, "JOURNAL", name := f"test:{uuid.uuid4()}")
    yield name
    server.delete(name)


@pytest.fixture
def machines(line, tmp_path) -> list[SharedVersions]:
    pair = [SharedVersions(tmp_path / name / "versions", Journal(URL)) for name in ("one", "two")]
    for machine in pair * 2:
        machine.follow()
    return pair


def test_what_changes_on_one_machine_is_known_on_the_other_before_it_answers(machines):
    here, there = machines
    since = there.now()
    here.end(TAG)

    there.follow()

    assert not there.unchanged(SLOT, since)
    assert there.unchanged(OTHER, since)


def test_a_change_under_way_is_busy_on_both(machines):
    here, there = machines
    here.begin(TAG)
    there.follow()
    assert not there.unchanged(SLOT, there.now())

    here.end(TAG)
    there.follow()
    assert there.unchanged(SLOT, there.now())


def test_a_machine_does_not_hear_of_its_own_changes_twice(machines):
    here, _there = machines
    here.end(TAG)
    since = here.now()
    here.follow()
    here.follow()
    assert here.now() == since


def test_an_emptied_redis_makes_everything_uncertain(machines, line):
    _here, there = machines
    since = there.now()
    redis.Redis.from_url(URL).delete(line)

    there.follow()

    assert not there.unchanged(OTHER, since)
    assert there.unchanged(OTHER, there.now())


def test_without_redis_nothing_holds_and_the_others_are_told_later(machines, monkeypatch):
    here, there = machines
    since = there.now()
    monkeypatch.setattr(here, "_journal", Journal("redis://127.0.0.1:1/0"))
    here.follow()
    assert not here.unchanged(OTHER, here.now())
    here.end(TAG)

    monkeypatch.setattr(here, "_journal", Journal(URL))
    here.follow()
    there.follow()

    assert here.unchanged(OTHER, here.now())
    assert not there.unchanged(SLOT, since)
