"""How often one client address, or one account, may do what; beyond that it waits, and is told so."""

from datetime import timedelta

from django.http import HttpRequest

from portal.core.limits.counting import Limit
from portal.core.limits.counting import slowed_down as is_slowed_down

MINUTES = 10
TIMES = {"register": 150, "register_signed_in": 30, "attendee_code": 10, "wrong_token": 20}
"""A whole company registers from one address, and all who sit in a hall."""


def slowed_down(request: HttpRequest, what: str, *, of: str = "", count: bool = True) -> bool:
    """Whether this address, or the account named by `of`, has done `what` too often; `count` adds this time to it."""
    return is_slowed_down(request, Limit(f"events.{what}", TIMES[what], timedelta(minutes=MINUTES)), of=of, count=count)


def registers_too_often(request: HttpRequest, people: int) -> bool:
    """For so many people at once. Who is signed in is counted by their account, not by a shared address."""
    of = str(request.user.pk) if request.user.is_authenticated else ""
    what = "register_signed_in" if of else "register"
    return any(slowed_down(request, what, of=of) for _person in range(people))
