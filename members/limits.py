"""allauth's limits, counted where all the portal's are: a cache may forget, and counts by a read and a write."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import Rate
from django.http import HttpRequest

from portal.core.limits.counting import Limit, slowed_down, start_anew, take_back


@dataclass(frozen=True)
class Counted:
    request: HttpRequest
    limit: Limit
    of: str

    def rollback(self) -> None:
        take_back(self.request, self.limit, of=self.of)


def _counted(request: HttpRequest, app: str, action: str, rate: Rate, key: Any, user: Any) -> Counted:
    limit = Limit(f"{app}.{action}.{rate}", rate.amount, timedelta(seconds=rate.duration))
    match rate.per:
        case "ip":
            of = ""
        case "user":
            of = f"user {(user or request.user).pk}"
        case _:
            of = f"key {str(key).lower()}"
    return Counted(request, limit, of)


def consume_single_rate(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    rate: Rate,
    key: Any = None,
    user: Any = None,
    dry_run: bool = False,
    raise_exception: bool = False,
) -> Counted | None:
    """In the place of allauth's own."""
    counted = _counted(request, app, action, rate, key, user)
    if not slowed_down(request, counted.limit, of=counted.of, count=not dry_run):
        return counted
    if raise_exception:
        raise RateLimited
    return None


def clear(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    config: dict[str, str] | None = None,
    key: Any = None,
    user: Any = None,
) -> None:
    """In the place of allauth's own."""
    for rate in ratelimit.get_rates(app=app, action=action, config=config):
        counted = _counted(request, app, action, rate, key, user)
        start_anew(request, counted.limit, of=counted.of)


ratelimit._consume_single_rate = consume_single_rate
ratelimit.clear = clear
