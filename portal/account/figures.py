"""What an organisation made of each of its memberships, as counts: for talks about its renewal, and without a name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from events.models import Registration
from members.models import Membership, Organisation, Seat, Taken

FEWEST = 3


@dataclass(frozen=True)
class Figures:
    """Of one membership: seats in use on its last day, or today; what was taken away in its months; registrations.

    The last two are None where fewer than `FEWEST` people had a seat: they would tell what one of them did.
    """

    membership: Membership
    seats: int
    downloads: int | None
    registrations: int | None


def figures(organisation: Organisation) -> list[Figures]:
    """One for each membership that has begun, the latest first."""
    today = timezone.localdate()
    seats = list(Seat.objects.filter(organisation=organisation).select_related("user"))
    taken = list(Taken.objects.filter(organisation=organisation).values_list("month", "count"))
    registered = list(_registered(seats))
    found = []
    for membership in organisation.memberships.all():
        start, end = membership.starts_on, min(membership.ended_on or membership.ends_on, today)
        if start > today:
            continue
        used = sum(_holds(seat, end) for seat in seats)
        if len({seat.user_id for seat in seats if _held_between(seat, start, end)}) < FEWEST:
            found.append(Figures(membership, used, None, None))
            continue
        downloads = sum(count for month, count in taken if start.replace(day=1) <= month <= end)
        registrations = sum(start <= day <= end for day in registered)
        found.append(Figures(membership, used, downloads, registrations))
    return found


def _registered(seats: Iterable[Seat]) -> Iterable[date]:
    """The days on which those who held a seat registered for something."""
    held: dict[str, list[Seat]] = {}
    for seat in seats:
        held.setdefault(seat.user.email, []).append(seat)
    rows = Registration.objects.active().filter(email__in=list(held)).order_by()
    for email, moment in rows.values_list("email", "created_at"):
        day = timezone.localdate(moment)
        if any(_holds(seat, day) for seat in held[email]):
            yield day


def _held_between(seat: Seat, start: date, end: date) -> bool:
    given, removed = timezone.localdate(seat.given_at), seat.removed_at
    return given <= end and (removed is None or timezone.localdate(removed) > start)


def _holds(seat: Seat, on: date) -> bool:
    given = timezone.localdate(seat.given_at) <= on
    return given and (seat.removed_at is None or timezone.localdate(seat.removed_at) > on)
