"""The messages this room sends, one function each."""

from members.models import Seat
from portal.core.mail import association, queue


def invite(seat: Seat, language: str) -> None:
    """Tell somebody of the seat they were given and how to sign in with a code."""
    queue(
        "members/invitation",
        to=seat.user.email,
        language=language,
        context={"organisation": seat.organisation.name, "email": seat.user.email},
        reply_to=seat.organisation.contact_email or association().contact_email,
    )
