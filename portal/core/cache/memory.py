"""What is looked up once and used by every request of a process, until it changes."""

from collections.abc import Callable
from time import time
from typing import TypeVar

from portal.core.cache.recording import current, recording
from portal.core.cache.store import store

T = TypeVar("T")

MOST = 500


def remembered(key: str, look_up: Callable[[], T]) -> T:
    """What `look_up` gave for that key, shared by all who ask: nobody changes it. None is looked up each time."""
    versions, kept, outer = store().versions, store().memory, current()
    if found := kept.get(key):
        since, until, places, value = found
        if time() < until and versions.unchanged(places, since):
            if outer:
                outer.include(places, until)
            return value
    with recording(versions) as made:
        value = look_up()
    if value is not None and made.may_be_kept():
        if len(kept) >= MOST:
            kept.clear()
        kept[key] = (made.since, made.until, tuple(made.places), value)
    return value
