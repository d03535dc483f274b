"""What was made once and is given out again: in files that all processes share, and the latest in memory as well.

An entry holds until its `until`, or until anything it shows changes; where CACHE_URL names a Redis, other machines tell
of changes by it. It is made once at a time: who comes meanwhile waits for it.
"""

import fcntl
import hashlib
import json
import os
import time
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import django
import wagtail
from django.conf import settings

from portal.core.cache.journal import Journal
from portal.core.cache.recording import Recording, current, recording
from portal.core.cache.versions import SLOTS, SharedVersions, Versions

IN_MEMORY = 64
MEGABYTES = 512
WAIT_SECONDS = 5
_LOCKS = 1024


@dataclass
class Entry:
    """`checked` is the number of the last change of anything by which it was seen to hold."""

    since: int
    until: float
    places: array
    head: list = field(default_factory=list)
    body: bytes = b""
    page: int = 0
    checked: int = -1


class Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        url = settings.CACHE_URL
        file = folder / f"versions-{SLOTS}"  # as it is mapped by what else runs: none shrinks under another
        self.versions = SharedVersions(file, Journal(url)) if url else Versions(file)
        self.memory: dict[str, tuple[int, float, tuple[int, ...], Any]] = {}
        self._edition = _edition()
        self._latest: OrderedDict[str, Entry] = OrderedDict()

    def get(self, key: str) -> Entry | None:
        """The entry, if it holds; it becomes a part of what is being recorded."""
        entry = self._latest.get(key) or self._read(key)
        if entry is None or not self._holds(entry):
            return None
        if now := current():
            now.include(entry.places, entry.until)
        return entry

    def _holds(self, entry: Entry) -> bool:
        if time.time() >= entry.until or self.versions.is_blind:
            return False
        now = self.versions.now()
        if entry.checked == now:
            return True
        if not self.versions.unchanged(entry.places, entry.since):
            return False
        entry.checked = now
        return True

    def put(self, key: str, made: Recording, body: bytes, head: list | None = None) -> Entry | None:
        """Keep it, unless what it shows changed while it was made: then None."""
        if not made.may_be_kept():
            return None
        entry = Entry(made.since, made.until, array("Q", made.places), head or [], body, made.page)
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        facts = json.dumps([entry.since, entry.until, list(entry.places), entry.head, entry.page]).encode()
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(b"%d\n" % len(facts) + facts + body)
        path.unlink(missing_ok=True)  # a file put in the place of another is first written to the disk
        os.replace(file.name, path)
        self._remember(key, entry)
        return entry

    def made_once(self, key: str, make: Callable[[], bytes | None]) -> bytes | None:
        """The body under that key, made by `make` where there is none that holds; what is None is not kept."""
        if entry := self.get(key):
            return entry.body
        with self.alone(key):
            if entry := self.get(key):
                return entry.body
            with recording(self.versions) as made:
                body = make()
            if body is not None:
                self.put(key, made, body)
            return body

    def _read(self, key: str) -> Entry | None:
        try:
            with open(self._path(key), "rb", buffering=0) as file:
                content = file.read()
            length, _newline, rest = content.partition(b"\n")
            since, until, places, head, page = json.loads(rest[: int(length)])
        except (OSError, ValueError):
            return None
        entry = Entry(since, until, array("Q", places), [tuple(line) for line in head], rest[int(length) :], page)
        if self._holds(entry):
            self._remember(key, entry)
        return entry

    def _remember(self, key: str, entry: Entry) -> None:
        self._latest[key] = entry
        while len(self._latest) > IN_MEMORY:
            with suppress(KeyError):  # another thread made room
                self._latest.popitem(last=False)

    def _path(self, key: str) -> Path:
        name = hashlib.blake2b(f"{self._edition} {key}".encode(), digest_size=16).hexdigest()
        return self.folder / "entries" / name[:2] / name[2:]

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """One at a time makes what is kept under that key; who has waited too long goes ahead.

        What is made within something else has locks of its own: the first word of the key names the kind.
        """
        locks = self.folder / "locks" / key.partition(" ")[0]
        locks.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=2).digest()) % _LOCKS
        lock = os.open(locks / str(number), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        give_up = time.monotonic() + WAIT_SECONDS
        try:
            while time.monotonic() < give_up:
                with suppress(BlockingIOError):
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                time.sleep(0.005)
            yield
        finally:
            os.close(lock)

    def prune(self) -> None:
        """Delete entries that are too old to hold, and the oldest above MEGABYTES."""
        found = []
        for path in self.folder.glob("entries/*/*"):
            with suppress(OSError):  # replaced meanwhile
                facts = path.stat()
                found.append((facts.st_mtime, facts.st_size, path))
        room = MEGABYTES * 1_000_000
        for modified, size, path in sorted(found, reverse=True):
            room -= size
            if room < 0 or modified < time.time() - 3600:
                path.unlink(missing_ok=True)

    def forget(self) -> None:
        """Nothing kept before holds any longer: for whatever changed behind the back of Django's signals."""
        self.versions.forget()


@cache
def store() -> Store:
    return Store(settings.CACHE_DIR)


def _edition() -> str:
    """Another one for every version of the program, its templates, words and settings."""
    said = [django.__version__, wagtail.__version__, settings.BASE_URL, settings.DEMO, settings.X_ACCEL_REDIRECT]
    said += [f"{path} {os.stat(path).st_mtime_ns}" for path in sorted(_program())]
    return hashlib.blake2b(repr(said).encode(), digest_size=8).hexdigest()


def _program() -> Iterator[str]:
    for folder in ("portal", "members", "articles", "studies", "events", "demo", "templates", "locale"):
        for parent, _folders, names in os.walk(settings.BASE_DIR / folder):
            yield from (f"{parent}/{name}" for name in names if name.endswith((".py", ".html", ".mo")))
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.exists():
        yield str(manifest)
