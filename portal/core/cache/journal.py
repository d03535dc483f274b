"""Changes told between machines, where Redis is there: each reads on from where it was, before it answers a request.

Each machine has its own file of versions. The last line of the journal that it took in is the first that it asks for:
if that one is gone (Redis was emptied, or the machine was away for too long), anything may have changed. A machine that
does not reach Redis keeps nothing meanwhile, and tells the others that anything may have changed once it does.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

logger = logging.getLogger(__name__)

JOURNAL = "portal:changes"
LINES = 10_000
SECONDS = 1
AWAY_SECONDS = 5
EVERYTHING = "*"


@dataclass(frozen=True)
class Line:
    """These tags changed, on that machine, and are busy until that minute."""

    number: int
    machine: str
    tags: frozenset[str]
    minute: int


class Journal:
    """Lines are numbered by Redis: milliseconds and, within one, a count."""

    def __init__(self, url: str) -> None:
        import redis  # noqa: PLC0415 - takes memory that only those need who have one
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415

        self._redis = redis.Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=SECONDS,
            socket_connect_timeout=SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._failure = redis.RedisError
        self._away_until = 0.0

    def write(self, line: Line) -> bool:
        """Whether it is there for all to read: Redis gives it its number."""
        facts: Any = {"machine": line.machine, "tags": "\n".join(line.tags), "minute": line.minute}
        return self._ask(lambda: self._redis.xadd(JOURNAL, facts, maxlen=LINES)) is not None

    def read(self, since: int) -> list[Line] | None:
        """That line and all after it; None where Redis is away."""
        found = self._ask(lambda: self._redis.xrange(JOURNAL, min=f"{since >> 20}-{since & 0xFFFFF}"))
        if found is None:
            return None
        return [
            Line(_number(name), said["machine"], frozenset(said["tags"].split("\n")), int(said["minute"]))
            for name, said in found
        ]

    def _ask(self, question: Callable[[], Any]) -> Any:
        if monotonic() < self._away_until:
            return None
        try:
            return question()
        except (self._failure, OSError) as error:
            self._away_until = monotonic() + AWAY_SECONDS
            logger.warning("Redis does not answer; no page is kept: %s", error)
            return None


def _number(name: str) -> int:
    milliseconds, _dash, count = name.partition("-")
    return int(milliseconds) << 20 | int(count)
