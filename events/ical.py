"""Calendar entries that follow their event: one UID for life, a higher SEQUENCE with each change (RFC 5545, 5546)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from events.models import Event, EventPage, Registration
from portal.core.mail.writing import association
from portal.core.models import SiteSettings

PARIS = ZoneInfo("Europe/Paris")

# The rule of the European Union, in force since 1996: both changes at 1:00 UTC.
TIMEZONE = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
END:VTIMEZONE
"""


REFRESHED = timedelta(hours=6)


class Method(StrEnum):
    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


def calendar(
    event: Event,
    *,
    title: str,
    url: str,
    method: Method = Method.PUBLISH,
    registration: Registration | None = None,
) -> str | None:
    """The entry as text, for everybody or for one person; None while the event has no dates."""
    entry = _entry(event, association(), title=title, url=url)
    if entry is None:
        return None
    if registration is not None:
        entry["sequence"] = event.sequence + registration.sequence
        _make_personal(entry, registration, method)
    entry.add("status", "CANCELLED" if method is Method.CANCEL or event.cancelled_at else "CONFIRMED")
    result = _calendar(method)
    if event.zone == PARIS and not event.hours:
        result.add_component(icalendar.Timezone.from_ical(TIMEZONE))
    result.add_component(entry)
    return result.to_ical().decode()


def file_name(event: Event, page: EventPage | None) -> str:
    """After its page, as published in the reader's language; else after what kind of event it is."""
    return f"{page.slug if page else slugify(event.get_kind_display())}.ics"


@dataclass(frozen=True)
class Listed:
    """An event in a feed, with what is said of it there."""

    event: Event
    title: str
    url: str
    description: str


def feed(listed: Iterable[Listed], *, name: str) -> str:
    """A calendar to subscribe to, of the events among these that have dates."""
    result = _calendar(Method.PUBLISH)
    result.add("name", name)
    result.add("x-wr-calname", name)
    result.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    result.add_component(icalendar.Timezone.from_ical(TIMEZONE))
    facts = association()
    for each in listed:
        entry = _entry(each.event, facts, title=each.title, url=each.url)
        if entry is None:
            continue
        if each.description:
            entry.add("description", each.description)
        entry.add("status", "CANCELLED" if each.event.cancelled_at else "CONFIRMED")
        result.add_component(entry)
    return result.to_ical().decode()


def _calendar(method: Method) -> "icalendar.Calendar":
    result = icalendar.Calendar()
    result.add("version", "2.0")
    result.add("prodid", "-//portal//events//FR")
    result.add("method", str(method))
    return result


def _entry(event: Event, facts: SiteSettings, *, title: str, url: str) -> "icalendar.Event | None":
    if event.starts_at is None or event.ends_at is None:
        return None
    entry = icalendar.Event()
    entry.add("uid", str(event.uid))  # and no host, which the portal may leave (RFC 7986, 5.3)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", timezone.now())
    start, end = event.starts_at.astimezone(event.zone), event.ends_at.astimezone(event.zone)
    entry.add("dtstart", start.date() if event.hours else _told(start))
    entry.add("dtend", end.date() + timedelta(days=1) if event.hours else _told(end))
    entry.add("organizer", _organizer(event, facts))
    entry.add("summary", title)
    if place := ", ".join(part for part in (event.venue, event.address) if part):
        entry.add("location", place)
    if url:
        entry.add("url", url)
    return entry


def _told(moment: datetime) -> datetime:
    """By the clocks of Paris, whose rules the calendar holds; elsewhere in universal time, which needs none."""
    return moment if moment.tzinfo == PARIS else moment.astimezone(UTC)


def _organizer(event: Event, facts: SiteSettings) -> "icalendar.vCalAddress":
    """Without one a calendar need not take an entry for published, or cancelled, by whom it came from."""
    address = event.contact_email or facts.contact_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    organizer = icalendar.vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = facts.name
    return organizer


def _make_personal(entry: "icalendar.Event", registration: Registration, method: Method) -> None:
    """A cancellation names whom it is for; a published entry may not (RFC 5546, 3.2.1 and 3.2.5)."""
    if method is Method.CANCEL:
        entry.add("attendee", icalendar.vCalAddress(f"mailto:{registration.email}"))
    elif registration.joining_url:
        entry.add("description", _("Joining link: %(url)s") % {"url": registration.joining_url})
        entry.add("conference", registration.joining_url, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
