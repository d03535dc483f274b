"""When each thing last changed: one file that every process of this machine maps into its memory.

A *tag* names a thing ("core.person:7") or a set of things ("articles.newspage:*:fr"). It has two of 262,144 slots of
the file, its *place*: both get the number of its last change, counted by one clock for all, and the lower one counts,
for another tag may share one of them. So whether any of fifty things changed since a page was made is told in a few
microseconds, without a query, as of this very moment.

A change inside a transaction is told twice. `begin` comes before it is committed: until `end`, or for a minute or two
if that never comes, nothing that shows the thing is kept. So a process that dies in between leaves nothing stale.
"""

import fcntl
import mmap
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from portal.core.cache.journal import EVERYTHING, Journal, Line

_BITS = 18
SLOTS = 1 << _BITS
_WORD = 8
_CLOCK, _ALL, _READ, _UNSENT, _MACHINE, _FIRST = range(6)
_COUNT = 40  # bits of a word that hold the number of a change; above them, the minute until which it is busy
_NUMBER = (1 << _COUNT) - 1
_SINCE = 1_700_000_000


def places_of(tags: Iterable[str]) -> tuple[int, ...]:
    return tuple({_slot(tag) << _BITS | _slot(f"{tag}.") for tag in tags})


def _slot(text: str) -> int:
    return _FIRST + crc32(text.encode()) % (SLOTS - _FIRST)


class Versions:
    """The file must not be deleted while a process uses it."""

    is_blind = False

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._alone() as file:
            if os.fstat(file).st_size != SLOTS * _WORD:
                os.ftruncate(file, SLOTS * _WORD)
            self._words = memoryview(mmap.mmap(file, SLOTS * _WORD)).cast("Q")
            if not self._words[_CLOCK]:
                self._words[_CLOCK] = int((time.time() - _SINCE) * 1000)  # above what an older file gave
                self._words[_MACHINE] = secrets.randbits(64)

    def now(self) -> int:
        """The number of the last change of anything."""
        return self._words[_CLOCK]

    def unchanged(self, places: Iterable[int], since: int) -> bool:
        """Whether nothing at these places changed after that number, or is being changed."""
        words, low = self._words, SLOTS - 1
        if self.is_blind or words[_ALL] > since:
            return False
        for place in places:
            first, second = words[place >> _BITS], words[place & low]
            if first > since and second > since and not self._is_settled(min(first, second), since):
                return False
        return True

    @staticmethod
    def _is_settled(word: int, since: int) -> bool:
        return word & _NUMBER <= since and word >> _COUNT <= _minute()

    def begin(self, tags: Iterable[str]) -> None:
        self._change(tags, _minute() + 2)

    def end(self, tags: Iterable[str]) -> None:
        self._change(tags, 0)

    def forget(self) -> None:
        """As if everything had just changed."""
        with self._alone():
            self._note_all()

    def _note_all(self) -> None:
        self._words[_ALL] = self._words[_CLOCK] = self._words[_CLOCK] + 1

    def follow(self) -> None:
        """Take in what other machines changed."""

    def _change(self, tags: Iterable[str], busy_until: int) -> None:
        with self._alone():
            self._note(tags, busy_until)

    def _note(self, tags: Iterable[str], busy_until: int) -> None:
        number = self._words[_CLOCK] + 1
        for place in places_of(tags):
            for slot in (place >> _BITS, place & SLOTS - 1):
                self._words[slot] = busy_until << _COUNT | number
        self._words[_CLOCK] = number

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """One change at a time. Opened anew each time: what shares an open file is not kept apart by its lock."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)  # closing would not: the map keeps the file open
            os.close(file)


def _minute() -> int:
    return int(time.time() - _SINCE) // 60


class SharedVersions(Versions):
    """Those of several machines. Without the journal nothing is known to hold: nothing is kept or given."""

    def __init__(self, path: Path, journal: Journal) -> None:
        super().__init__(path)
        self._journal = journal

    def forget(self) -> None:
        super().forget()
        self._tell([EVERYTHING], 0)

    def follow(self) -> None:
        since = self._words[_READ]
        lines = self._journal.read(since)
        self.is_blind = lines is None
        if lines is None or (len(lines) == 1 and lines[0].number == since and not self._words[_UNSENT]):
            return
        if self._words[_UNSENT] or not lines:
            self._words[_UNSENT] = 0
            self._tell([EVERYTHING], 0)
            lines = self._journal.read(since) or []
        with self._alone():
            self._take_in(lines, since)

    def _take_in(self, lines: list[Line], since: int) -> None:
        if not lines or lines[0].number != since:
            self._note_all()
        for line in lines:
            if line.number <= self._words[_READ]:  # another process took it in
                continue
            self._words[_READ] = line.number
            if EVERYTHING in line.tags:
                self._note_all()
            elif line.machine != str(self._words[_MACHINE]):
                self._note(line.tags, line.minute)

    def _change(self, tags: Iterable[str], busy_until: int) -> None:
        super()._change(tags, busy_until)
        self._tell(tags, busy_until)

    def _tell(self, tags: Iterable[str], busy_until: int) -> None:
        if not self._journal.write(Line(0, str(self._words[_MACHINE]), frozenset(tags), busy_until)):
            self._words[_UNSENT] = 1
