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
    INSERT INTO {table} (key, count, until) VALUES (%(key)s, 1, %(until)s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN {table}.until <= %(now)s THEN 1 ELSE {table}.count + 1 END,
        until = CASE WHEN {table}.until <= %(now)s THEN excluded.until ELSE {table}.until END
    RETURNING count
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
    key = _key(request, limit, of)
    now = int(timezone.now().timestamp())
    try:
        if not count:
            return Attempts.objects.filter(key=key, until__gt=now, count__gte=limit.times).exists()
        until = now + int(limit.window.total_seconds())
        with connection.cursor() as cursor:
            cursor.execute(_COUNT.format(table=Attempts._meta.db_table), {"key": key, "now": now, "until": until})
            return cursor.fetchone()[0] > limit.times
    except DatabaseError:
        logger.exception("The limit of %s can't be counted: it closes.", limit.what)
        return True


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
    Attempts.objects.filter(until__lte=int(timezone.now().timestamp())).delete()
