import os
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

import pytest
import time_machine

from portal.core.cache import recording
from portal.core.cache.recording import shows
from portal.core.cache.store import Store


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setattr(recording, "in_transaction", lambda: False)
    return Store(tmp_path)


def page(text: bytes = b"page", seconds: float = 0) -> bytes:
    shows("core.person:1")
    time.sleep(seconds)
    return text


def test_what_was_made_is_given_out_until_it_changes(store):
    assert store.made_once("a", lambda: page(b"first")) == b"first"
    assert store.made_once("a", lambda: page(b"second")) == b"first"

    store.versions.end(["core.person:1"])

    assert store.made_once("a", lambda: page(b"third")) == b"third"


def test_another_process_gives_it_out_too(store, tmp_path):
    store.made_once("a", page)
    assert Store(tmp_path).made_once("a", lambda: pytest.fail("made twice")) == b"page"


def test_what_changed_while_it_was_made_is_not_kept(store):
    def make() -> bytes:
        shows("core.person:1")
        store.versions.end(["core.person:1"])
        return b"too late"

    store.made_once("a", make)

    assert store.get("a") is None


def test_what_shows_something_kept_ends_with_it(store):
    store.made_once("outer", lambda: store.made_once("inner", page))
    store.versions.end(["core.person:1"])
    assert store.get("outer") is None


def test_nothing_is_kept_for_longer_than_an_hour(store):
    store.made_once("a", page)
    with time_machine.travel(time.time() + 3601, tick=False):
        assert store.get("a") is None


def test_it_is_made_once_however_many_ask_at_once(store):
    made = []

    def make() -> bytes:
        made.append(1)
        return page(seconds=0.2)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _each: store.made_once("a", make), range(8)))

    assert answers == [b"page"] * 8
    assert len(made) == 1


def test_it_is_made_once_by_several_processes(store, tmp_path):
    def ask() -> None:
        def make() -> bytes:
            (tmp_path / f"made-{os.getpid()}").touch()
            return page(seconds=0.3)

        Store(tmp_path).made_once("a", make)

    processes = [get_context("fork").Process(target=ask) for _each in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert len(list(tmp_path.glob("made-*"))) == 1


def test_a_damaged_file_is_made_anew(store, tmp_path):
    store.made_once("a", page)
    for path in tmp_path.glob("entries/*/*"):
        path.write_bytes(b"12\n[")
    assert Store(tmp_path).made_once("a", lambda: page(b"anew")) == b"anew"


def test_what_is_too_old_to_hold_is_deleted(store, tmp_path):
    store.made_once("a", page)
    store.made_once("b", page)
    old, young = tmp_path.glob("entries/*/*")
    os.utime(old, (time.time() - 4000,) * 2)

    store.prune()

    assert list(tmp_path.glob("entries/*/*")) == [young]


def test_the_oldest_go_when_there_are_too_many(store, tmp_path, monkeypatch):
    monkeypatch.setattr("portal.core.cache.store.MEGABYTES", 0.0002)
    for name in "abcd":
        store.made_once(name, page)
    store.prune()
    assert 0 < len(list(tmp_path.glob("entries/*/*"))) < 4
