"""How often one client address, or one account, may do what; beyond that it waits, and is told so."""

from datetime import timedelta

from django.http import HttpRequest

from portal.core.limits.counting import Limit, seconds_to_wait
from portal.core.limits.counting import slowed_down as is_slowed_down

MINUTES = 10
TIMES = {"attendee_code": 10, "wrong_token": 20}
REGISTER = (
    Limit("events.register_at_once", 30, timedelta(minutes=1)),
    Limit("events.register", 200, timedelta(hours=1)),
)
"""People registered from one address. A whole company is behind one, and all who sit in a hall; but nobody types thirty
forms in a minute."""
REGISTER_SIGNED_IN = (Limit("events.register_signed_in", 30, timedelta(minutes=MINUTES)),)


def slowed_down(request: HttpRequest, what: str, *, of: str = "", count: bool = True) -> bool:
    """Whether this address, or the account named by `of`, has done `what` too often; `count` adds this time to it."""
    return is_slowed_down(request, Limit(f"events.{what}", TIMES[what], timedelta(minutes=MINUTES)), of=of, count=count)


def minutes_before_registering(request: HttpRequest, people: int) -> int:
    """So many at once, which are counted; 0 where they may. Who is signed in is counted by their account, not by a
    shared address."""
    of = str(request.user.pk) if request.user.is_authenticated else ""
    seconds = seconds_to_wait(request, *(REGISTER_SIGNED_IN if of else REGISTER), of=of, times=people)
    return -(-seconds // 60)
