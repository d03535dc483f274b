"""How registrations for an event came in, day by day before it, beside those for another edition."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from events.models import Event

STEP = 7
LONGEST = 364


@dataclass(frozen=True)
class Curve:
    """`by_day[n]` is how many of those registered now, or at the end, were so `n` days before the event."""

    event: Event
    by_day: dict[int, int]

    @property
    def highest(self) -> int:
        return max(self.by_day.values(), default=0)

    @property
    def longest(self) -> int:
        return max(self.by_day, default=0)

    def at(self, days: int) -> int | None:
        """None for a day that is still to come, and 0 before the first."""
        if self.by_day and days > self.longest:
            return 0
        return self.by_day.get(days)


def curve(event: Event, today: date) -> Curve:
    """Of an event with a date; what was registered more than a year before counts from then on."""
    if event.starts_at is None:
        return Curve(event, {})
    start = timezone.localdate(event.starts_at, event.zone)
    made = event.registrations.active().values_list("created_at", flat=True)
    days = Counter(min(max((start - timezone.localdate(at, event.zone)).days, 0), LONGEST) for at in made.order_by())
    total, by_day = 0, {}
    for day in range(max(days, default=-1), -1, -1):
        total += days[day]
        if (start - today).days <= day:
            by_day[day] = total
    return Curve(event, by_day)


def earlier_edition(event: Event) -> Event | None:
    """The last event of its kind before it for which somebody registered."""
    if event.starts_at is None:
        return None
    before = Event.objects.filter(kind=event.kind, starts_at__lt=event.starts_at, registrations__isnull=False)
    return before.exclude(pk=event.pk).order_by("-starts_at", "-pk").first()
