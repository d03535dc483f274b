"""How often one client address may do what; beyond that it waits, and is told so."""

from datetime import timedelta

from django.http import HttpRequest

from portal.core.limits.counting import Limit
from portal.core.limits.counting import slowed_down as is_slowed_down

MINUTES = 10
_TIMES = {"register": 30, "attendee_code": 10, "wrong_token": 20}


def slowed_down(request: HttpRequest, what: str, *, count: bool = True) -> bool:
    """Whether this address has done `what` too often; `count` adds this time to it."""
    return is_slowed_down(request, Limit(f"events.{what}", _TIMES[what], timedelta(minutes=MINUTES)), count=count)
