import uuid
from datetime import datetime

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from events import standing, wording
from events.models import CalendarFacts, Event, EventPage, Registration, Session, counted
from events.services.admitting import prices
from events.standing import Standing
from events.structured_data import facts_of
from events.timetable import Timetable
from portal.access.middleware import ViewerRequest
from portal.access.models import Release
from portal.billing.wording import money
from portal.core.look.structured_data import as_script

register = template.Library()


@register.simple_tag
def registration_state(page: EventPage, request: ViewerRequest) -> Standing:
    """How a page's event stands now, for whoever looks."""
    return standing.registration_state(page.event, request.viewer, timezone.now())


@register.simple_tag
def registration_url(page: EventPage, shown: Standing) -> str:
    """Where the one thing is done that the visitor may do; "" where there is none."""
    return shown.url(page.event) if page.event_id else ""


@register.simple_tag
def calendar_url(page: EventPage) -> str:
    """The event's .ics to add; "" while it has no dates, and once it is cancelled."""
    event = page.event
    takes_place = event.pk and event.starts_at and event.ends_at and not event.cancelled_at
    return reverse("events:calendar", args=[event.pk]) if takes_place else ""


@register.simple_tag
def event_prices(event: Event) -> list[dict[str, object]]:
    """A row a category: the price without VAT, the VAT, and what is paid."""
    return [
        {
            "category": category,
            "net": money(price.net) if price.gross else "",
            "vat": money(price.vat) if price.vat else "",
            "gross": wording.amount_in_words(price),
        }
        for category, price in prices(event)
    ]


@register.filter
def any_vat(rows: list[dict[str, object]]) -> bool:
    return any(row["vat"] for row in rows)


@register.filter
def category_and_price(registration: Registration) -> str:
    """As what somebody is registered, at the price they keep."""
    return wording.category_at_price(registration)


@register.filter
def event_datetime(event: CalendarFacts) -> str:
    """The start, for a `datetime` attribute; "" while there is none."""
    return str(wording.machine_time(event)["start"]).replace(" ", "T")


@register.filter
def in_words(at: datetime, event: Event | None = None) -> str:
    """Day and hour of a moment, by the clocks of the event, else of Paris."""
    return wording.moment(at, event)


@register.filter
def in_hours(at: datetime) -> str:
    """The hour of a moment, by the clocks in force."""
    return wording.hour(at)


@register.simple_tag
def new_key() -> uuid.UUID:
    """For a form that may be sent twice."""
    return uuid.uuid4()


@register.filter
def event_when(event: CalendarFacts) -> str:
    """Days and hours in words."""
    return wording.when(event)


@register.filter
def session_when(session: Session) -> str:
    """Its day, hours and room in words."""
    return wording.session_hours(session)


@register.simple_tag
def first_shown_at(release: Release) -> EventPage | None:
    """The page, in the visitor's language if there is one, of the event whose attendees read before the members."""
    if release.preview_event_id is None:
        return None
    if not Release.preview_event.is_cached(release):  # type: ignore[attr-defined]
        (release.preview_event,) = counted(release.preview_event_id)
    return release.preview_event.live_page(get_language())  # type: ignore[union-attr]


@register.simple_tag
def event_data(page: EventPage, programme: Timetable, shown: Standing, request: ViewerRequest) -> SafeString:
    """Structured data of an event's page."""
    return as_script(facts_of(page, programme, shown, request))
