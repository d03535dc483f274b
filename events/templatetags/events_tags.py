from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from events import wording
from events.models import Event, EventPage, EventState
from events.wording import Badge
from portal.access.models import Release
from portal.core.structured_data import as_script

register = template.Library()


@register.simple_tag
def event_badge(page: EventPage) -> Badge:
    """`code` and `label` of the state of a page's event, now."""
    return wording.badge(page.event, _state(page), page.event.capacity - page.places_taken)


@register.simple_tag
def registration_url(page: EventPage) -> str:
    """The form's address while one may register or join the waiting list; "" otherwise."""
    if _state(page) not in (EventState.OPEN, EventState.WAITING_LIST):
        return ""
    return reverse("events:register", args=[page.event_id])


@register.simple_tag
def calendar_url(page: EventPage) -> str:
    """The event's .ics; "" while it has no dates."""
    event = page.event
    return reverse("events:calendar", args=[event.pk]) if event.starts_at and event.ends_at else ""


@register.filter
def event_when(event: Event) -> str:
    """Days and hours in words."""
    return wording.when(event)


def _state(page: EventPage) -> EventState:
    """Pages from `with_event()` bring their counts; another page is counted once."""
    if page.event_id is None:
        page.places_taken = page.people_waiting = 0
    elif not hasattr(page, "people_waiting"):
        counts = Event.objects.with_places_taken().values("places_taken", "people_waiting").get(pk=page.event_id)
        page.places_taken, page.people_waiting = counts["places_taken"], counts["people_waiting"]
    return page.event.state(timezone.now(), page.places_taken, page.people_waiting)


@register.simple_tag
def first_shown_at(release: Release) -> EventPage | None:
    """The page, in the visitor's language if there is one, of the event whose attendees read before the members."""
    event = release.preview_event
    return event.live_page(get_language()) if event else None


@register.simple_tag(takes_context=True)
def event_data(context: RequestContext) -> SafeString:
    """Structured data of the current page, an event's."""
    page, event = context["page"], context["page"].event
    place = {"@type": "Place", "name": event.venue, "address": event.address}
    return as_script(
        {
            "@type": "Event",
            "name": page.title,
            "description": page.standfirst,
            "url": page.get_full_url(context["request"]),
            "inLanguage": get_language(),
            "startDate": event.starts_at,
            "endDate": event.ends_at,
            "location": place if event.venue else "",
            "eventStatus": f"https://schema.org/Event{'Cancelled' if event.cancelled_at else 'Scheduled'}",
        }
    )
