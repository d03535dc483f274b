import uuid
from datetime import datetime

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from events import wording
from events.models import Event, EventPage, Kind, counted
from events.states import EventState, Refusal
from events.wording import Badge
from portal.access.models import Release
from portal.core.look.structured_data import as_script

register = template.Library()


@register.simple_tag
def event_badge(page: EventPage) -> Badge:
    """`code` and `label` of the state of a page's event, now."""
    return wording.badge(page.event, page.event.state(timezone.now()))


@register.simple_tag
def registration_url(page: EventPage) -> str:
    """The form's address while one may register or join the waiting list; "" otherwise."""
    if page.event_id is None or page.event.state(timezone.now()).refusal:
        return ""
    return reverse("events:register", args=[page.event_id])


@register.simple_tag
def calendar_url(page: EventPage) -> str:
    """The event's .ics to add; "" while it has no dates, and once it is cancelled."""
    event = page.event
    takes_place = event.pk and event.starts_at and event.ends_at and not event.cancelled_at
    return reverse("events:calendar", args=[event.pk]) if takes_place else ""


@register.simple_tag
def event_notice(page: EventPage) -> str:
    """A sentence for those who wonder why there is no form yet; "" where the badge says all."""
    announced = page.event.state(timezone.now()) is EventState.ANNOUNCED
    return wording.explain(Refusal.ANNOUNCED, page.event) if announced else ""


@register.filter
def event_datetime(event: Event) -> str:
    """The start, for a `datetime` attribute; "" while there is none."""
    return str(wording.machine_time(event)["start"]).replace(" ", "T")


@register.filter
def in_words(at: datetime) -> str:
    """Day and hour of a moment, in Paris."""
    return wording.moment(at)


@register.filter
def in_hours(at: datetime) -> str:
    """The hour of a moment, by the clocks in force."""
    return wording.hour(at)


@register.simple_tag
def new_key() -> uuid.UUID:
    """For a form that may be sent twice."""
    return uuid.uuid4()


@register.filter
def event_when(event: Event) -> str:
    """Days and hours in words."""
    return wording.when(event)


@register.simple_tag
def first_shown_at(release: Release) -> EventPage | None:
    """The page, in the visitor's language if there is one, of the event whose attendees read before the members."""
    if release.preview_event_id is None:
        return None
    if not Release.preview_event.is_cached(release):  # type: ignore[attr-defined]
        (release.preview_event,) = counted(release.preview_event_id)
    return release.preview_event.live_page(get_language())  # type: ignore[union-attr]


@register.simple_tag(takes_context=True)
def event_data(context: RequestContext) -> SafeString:
    """Structured data of the current page, an event's."""
    page, event = context["page"], context["page"].event
    times = wording.machine_time(event)
    url = page.get_full_url(context["request"])
    place: str | dict[str, str] = ""
    if event.venue:
        place = {"@type": "Place", "name": event.venue, "address": event.address}
    elif event.kind == Kind.WEBINAR:
        place = {"@type": "VirtualLocation", "url": url}  # where one registers: the joining link is nobody else's
    return as_script(
        {
            "@type": "Event",
            "name": page.title,
            "description": page.standfirst,
            "url": url,
            "inLanguage": get_language(),
            "startDate": times["start"],
            "endDate": times["end"],
            "location": place,
            "eventStatus": f"https://schema.org/Event{'Cancelled' if event.cancelled_at else 'Scheduled'}",
        }
    )
