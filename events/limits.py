"""How often one client address may do what; beyond that it waits, and is told so."""

from django.http import HttpRequest
from django_ratelimit.core import is_ratelimited

MINUTES = 10
_RATES = {"register": f"30/{MINUTES}m", "attendee_code": f"10/{MINUTES}m", "wrong_token": f"20/{MINUTES}m"}


def slowed_down(request: HttpRequest, what: str, *, count: bool = True) -> bool:
    """Whether this address has done `what` too often; `count` adds this time to it."""
    return is_ratelimited(request, group=f"events.{what}", key="ip", rate=_RATES[what], increment=count)
