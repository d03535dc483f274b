"""What an organisation made of each of its memberships, as counts: for talks about its renewal, and without a name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from events.models import Registration
from members.models import Membership, Organisation, Seat, Taken


@dataclass(frozen=True)
class Figures:
    """Of one membership: seats in use on its last day, or today; what was taken away in its months; registrations."""

    membership: Membership
    seats: int
    downloads: int
    registrations: int


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
        downloads = sum(count for month, count in taken if start.replace(day=1) <= month <= end)
        registrations = sum(start <= day <= end for day in registered)
        used = sum(_holds(seat, end) for seat in seats)
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


def _holds(seat: Seat, on: date) -> bool:
    given = timezone.localdate(seat.given_at) <= on
    return given and (seat.removed_at is None or timezone.localdate(seat.removed_at) > on)
