"""How often pages are read: counted in memory, added to the day's row once a minute. Nobody is followed."""

import atexit
import logging
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from threading import Lock, Thread
from time import sleep

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.core.reads.models import PageReads

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60
_MACHINES = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|archive|preview|scan|monitor|uptime|check|valid|feed|fetch|headless|lighthouse"
    r"|facebookexternalhit|embedly|curl|wget|python|httpx|java/|okhttp|go-http|libwww|perl|ruby|axios|node|postman",
    re.IGNORECASE,
)
_ADD = """
    INSERT INTO {reads} (page_id, day, reads, by_members)
    SELECT id, %s, %s, %s FROM wagtailcore_page WHERE id = %s
    ON CONFLICT (page_id, day) DO UPDATE SET
        reads = {reads}.reads + excluded.reads, by_members = {reads}.by_members + excluded.by_members
"""


class Reads:
    """The counts of one process; until it is told to `begin` it counts nothing."""

    def __init__(self) -> None:
        self._begun = False
        self._anew()

    def _anew(self) -> None:
        """Also in a process that was forked from another, whose counts are not its own."""
        self._lock = Lock()
        self._counts: dict[tuple[int, bool], int] = {}
        self._writer: Thread | None = None

    def begin(self) -> None:
        """From now on reads are counted, and written down once a minute and when the process ends."""
        self._begun = True
        os.register_at_fork(after_in_child=self._anew)
        atexit.register(self.write_down)

    def count(self, page: int, environ: Mapping, *, by_member: bool = False) -> None:
        """One more, unless a machine asks, or a browser does before anybody wants to read."""
        if not self._begun or "HTTP_SEC_PURPOSE" in environ or _is_machine(environ.get("HTTP_USER_AGENT", "")):
            return
        key = (page, by_member)
        with self._lock:
            self._counts[key] = self._counts.get(key, 0) + 1
            if self._writer is None:
                self._writer = Thread(target=self._write_on, daemon=True, name="reads")
                self._writer.start()

    def _write_on(self) -> None:
        while True:
            sleep(EVERY_SECONDS)
            self.write_down()

    def write_down(self) -> None:
        """Add what was counted to today's rows; where the database does not answer, it waits for the next time."""
        with self._lock:
            counts, self._counts = self._counts, {}
        if not counts:
            return
        try:
            _add(counts)
        except DatabaseError:
            logger.exception("Reads could not be written down: they are kept for the next time.")
            with self._lock:
                for key, count in counts.items():
                    self._counts[key] = self._counts.get(key, 0) + count
        finally:
            if not connection.in_atomic_block:
                connection.close()


reads = Reads()


def _add(counts: Mapping[tuple[int, bool], int]) -> None:
    today = timezone.localdate()
    rows = [
        (today, by_all + (by_members := counts.get((page, True), 0)), by_members, page)
        for page in sorted({page for page, _by_member in counts})
        for by_all in [counts.get((page, False), 0)]
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_ADD.format(reads=PageReads._meta.db_table), rows)


@lru_cache(maxsize=1000)
def _is_machine(agent: str) -> bool:
    """By the name that it gives itself: what says nothing is no browser."""
    return not agent or _MACHINES.search(agent) is not None
