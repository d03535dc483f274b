"""Calendar entries that follow their event: one UID for life, a higher SEQUENCE with each change."""

from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.utils import timezone

from events.models import Event

PARIS = ZoneInfo("Europe/Paris")
YEAR = timedelta(days=366)  # which holds both changes of the clock


class Method(StrEnum):
    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


def calendar(event: Event, *, title: str, url: str, method: Method = Method.PUBLISH) -> str | None:
    """The entry as text; None while the event has no dates."""
    if event.starts_at is None or event.ends_at is None:
        return None
    entry = icalendar.Event()
    entry.add("uid", f"{event.uid}@{settings.ALLOWED_HOSTS[0]}")
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", timezone.now())
    entry.add("dtstart", event.starts_at.astimezone(PARIS))
    entry.add("dtend", event.ends_at.astimezone(PARIS))
    entry.add("summary", title)
    if place := ", ".join(part for part in (event.venue, event.address) if part):
        entry.add("location", place)
    if url:
        entry.add("url", url)
    entry.add("status", "CANCELLED" if method is Method.CANCEL or event.cancelled_at else "CONFIRMED")
    result = icalendar.Calendar()
    result.add("version", "2.0")
    result.add("prodid", "-//portal//events//FR")
    result.add("method", str(method))
    result.add_component(entry)
    result.add_missing_timezones(event.starts_at.date() - YEAR, event.ends_at.date() + YEAR)
    return result.to_ical().decode()
