import os
import time
from multiprocessing import get_context

import pytest
import time_machine

from portal.core.cache.versions import Versions, places_of

A, B = places_of(["core.person:1"]), places_of(["core.person:2"])


@pytest.fixture
def versions(tmp_path) -> Versions:
    return Versions(tmp_path / "versions")


def test_what_changed_is_told_from_the_rest(versions):
    since = versions.now()
    versions.end(["core.person:1"])

    assert not versions.unchanged(A, since)
    assert versions.unchanged(B, since)
    assert versions.unchanged(A, versions.now())


def test_nothing_holds_while_a_change_is_not_committed(versions):
    versions.begin(["core.person:1"])
    assert not versions.unchanged(A, versions.now())

    versions.end(["core.person:1"])
    assert versions.unchanged(A, versions.now())


def test_a_change_that_is_never_heard_of_again_is_taken_for_settled(versions):
    versions.begin(["core.person:1"])
    with time_machine.travel(time.time() + 121, tick=False):
        assert versions.unchanged(A, versions.now())


def test_all_can_be_forgotten_at_once(versions):
    since = versions.now()
    versions.forget()
    assert not versions.unchanged(B, since)


def test_another_process_sees_it_at_once_and_none_is_lost(versions, tmp_path):
    def change() -> None:
        os.closerange(3, 64)  # as a daemon does
        for _each in range(200):
            versions.end(["core.person:1"])

    since = versions.now()
    processes = [get_context("fork").Process(target=change) for _each in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert not versions.unchanged(A, since)
    assert versions.now() == Versions(tmp_path / "versions").now() == since + 600


def test_a_new_file_counts_on_from_where_an_older_one_was(versions, tmp_path):
    versions.end(["core.person:1"])
    time.sleep(0.01)
    assert Versions(tmp_path / "other").now() > versions.now()
