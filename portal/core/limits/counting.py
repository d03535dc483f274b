"""The one limiter: counts in the database, whatever the cache, in one statement that no other process comes between."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.core.limits.address import client_network
from portal.core.limits.models import Attempts

logger = logging.getLogger(__name__)

_COUNT = """
    INSERT INTO {table} (key, count, until) VALUES {rows}
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN {table}.until <= %(now)s THEN excluded.count ELSE {table}.count + excluded.count END,
        until = CASE WHEN {table}.until <= %(now)s THEN excluded.until ELSE {table}.until END
    RETURNING key, count, until
"""


@dataclass(frozen=True)
class Limit:
    """So many times `what` from one network, or of one thing, in a window that opens with the first."""

    what: str
    times: int
    window: timedelta


def slowed_down(request: HttpRequest, limit: Limit, *, of: str = "", count: bool = True) -> bool:
    """Whether it was done too often, by this network or `of` what is named; `count` adds this time.

    Where it can't be known, it was.
    """
    if count:
        return seconds_to_wait(request, limit, of=of) > 0
    try:
        key, now = _key(request, limit, of), _now()
        return Attempts.objects.filter(key=key, until__gt=now, count__gte=limit.times).exists()
    except DatabaseError:
        return _close(limit)


def seconds_to_wait(request: HttpRequest, *limits: Limit, of: str = "", times: int = 1) -> int:
    """Adds so many times to each of these, in one statement; 0 within all of them, else how long until the windows have
    closed in which it was done too often. Where it can't be known, it was."""
    counted = {_key(request, limit, of): limit for limit in limits}
    now = _now()
    values: dict[str, int | str] = {"now": now, "times": times}
    for number, (key, limit) in enumerate(counted.items()):
        values |= {f"key{number}": key, f"until{number}": now + int(limit.window.total_seconds())}
    rows = ", ".join(f"(%(key{number})s, %(times)s, %(until{number})s)" for number in range(len(counted)))
    try:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT.format(table=Attempts._meta.db_table, rows=rows), values)
            return max(until - now if count > counted[key].times else 0 for key, count, until in cursor.fetchall())
    except DatabaseError:
        _close(*limits)
        return max(int(limit.window.total_seconds()) for limit in limits)


def _close(*limits: Limit) -> bool:
    for limit in limits:
        logger.exception("The limit of %s can't be counted: it closes.", limit.what)
    return True


def _now() -> int:
    return int(timezone.now().timestamp())


def take_back(request: HttpRequest, limit: Limit, *, of: str = "") -> None:
    """This time does not count after all."""
    Attempts.objects.filter(key=_key(request, limit, of), count__gt=0).update(count=F("count") - 1)


def start_anew(request: HttpRequest, limit: Limit, *, of: str = "") -> None:
    Attempts.objects.filter(key=_key(request, limit, of)).delete()


def _key(request: HttpRequest, limit: Limit, of: str) -> str:
    whose = f"{limit.what}:{of or client_network(request)}"
    return salted_hmac("portal.core.limits", whose, algorithm="sha256").hexdigest()


def forget_attempts() -> None:
    """Erase the windows that have closed."""
    Attempts.objects.filter(until__lte=_now()).delete()
