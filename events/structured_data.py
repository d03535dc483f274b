"""What search engines read of an event: schema.org's words for what its page says."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from events.models import Event, EventPage, Kind, SessionKind
from events.services.admitting import prices
from events.standing import Standing
from events.states import EventState
from events.timetable import Item, Timetable
from events.wording import machine_time

_PLACES = {EventState.OPEN: "InStock", EventState.WAITING_LIST: "SoldOut", EventState.FULL: "SoldOut"}


def facts_of(page: EventPage, programme: Timetable, standing: Standing, request: HttpRequest) -> dict[str, object]:
    event, url = page.event, page.get_full_url(request)
    times = machine_time(event)
    online = event.kind == Kind.WEBINAR and not event.venue
    return {
        "@type": "Event",
        "name": page.title,
        "description": page.standfirst,
        "url": url,
        "inLanguage": get_language(),
        "startDate": times["start"],
        "endDate": times["end"],
        "location": _place(event, url),
        "eventAttendanceMode": f"https://schema.org/{'Online' if online else 'Offline'}EventAttendanceMode",
        "eventStatus": f"https://schema.org/Event{'Cancelled' if event.cancelled_at else 'Scheduled'}",
        "performer": [{"@type": "Person", "name": name} for name in _speakers(programme.items)],
        "subEvent": [_session(item, event, url) for item in programme.items if item.session.kind != SessionKind.BREAK],
        "offers": _offers(event, standing, request),
    }


def _place(event: Event, url: str) -> dict[str, str] | str:
    if event.venue:
        return {"@type": "Place", "name": event.venue, "address": event.address}
    # Where one registers: the joining link is nobody else's.
    return {"@type": "VirtualLocation", "url": url} if event.kind == Kind.WEBINAR else ""


def _speakers(items: Iterable[Item]) -> list[str]:
    return list(dict.fromkeys(person.name for item in items for person in item.speakers))


def _session(item: Item, event: Event, url: str) -> dict[str, Any]:
    session = item.session
    facts: dict[str, Any] = {"@type": "Event", "name": str(session.title), "url": f"{url}#session-{session.pk}"}
    if session.starts_at and session.ends_at:
        start, end = (moment.astimezone(event.zone) for moment in (session.starts_at, session.ends_at))
        facts |= {"startDate": start, "endDate": end}
    if place := ", ".join(filter(None, (session.room, event.venue))):
        facts["location"] = {"@type": "Place", "name": place, "address": event.address}
    if item.speakers:
        facts["performer"] = [{"@type": "Person", "name": name} for name in _speakers([item])]
    return facts


def _offers(event: Event, standing: Standing, request: HttpRequest) -> list[dict[str, object]]:
    """Places that anybody may ask for now or soon, or could before they were all taken: in each category at its price,
    as the page tells it."""
    is_for_members_alone = event.members_only or (standing.is_for_members and standing.at is None)
    if standing.state not in _PLACES or is_for_members_alone:
        return []
    offer: dict[str, object] = {"@type": "Offer", "availability": f"https://schema.org/{_PLACES[standing.state]}"}
    if event.pk:
        offer["url"] = request.build_absolute_uri(reverse("events:register", args=[event.pk]))
    if standing.is_for_members:
        offer["validFrom"] = standing.at
    priced = prices(event)
    return [
        offer | {"name": category.label, "price": f"{price.gross:.2f}", "priceCurrency": "EUR"}
        for category, price in priced
        if not category.members_only
    ] or ([] if priced else [offer])
