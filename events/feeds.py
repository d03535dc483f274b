"""Calendars of events, for programs that subscribe to them."""

from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from events.ical import Listed, feed
from events.models import EventPage, Kind
from events.standing import registration_state
from portal.access.decision import FOR_EVERYONE
from portal.access.middleware import ViewerRequest
from portal.access.viewer import ANONYMOUS
from portal.core.cache.policy import apply_cache_policy
from portal.core.cache.recording import shows_all
from portal.core.look.chrome import chrome_for

KEPT = timedelta(days=366)
MOST = 300
_PLURALS = {Kind.CONVENTION: _lazy("Conventions"), Kind.WORKSHOP: _lazy("Workshops"), Kind.WEBINAR: _lazy("Webinars")}


@require_safe
def calendar(request: ViewerRequest, kind: str = "") -> HttpResponse:
    """The events of a kind, or all, in the visitor's language: those to come and the past year's."""
    now = timezone.now()
    pages = EventPage.objects.live().filter(locale__language_code=get_language(), event__ends_at__gte=now - KEPT)
    if kind:
        pages = pages.filter(event__kind=kind)
    shows_all(EventPage)
    chrome = chrome_for(request)
    listed = [
        Listed(
            event=page.event,
            title=page.title,
            url=request.build_absolute_uri(chrome.url(page)),
            description="\n\n".join(
                filter(None, (page.standfirst, registration_state(page.event, ANONYMOUS, now).sentence))
            ),
        )
        for page in pages.for_cards().order_by("-event__starts_at", "pk")[:MOST]
    ]
    what = str(_PLURALS[Kind(kind)]) if kind else _("Events")
    text = feed(listed, name=f"{chrome.settings.name}, {what.lower()}")
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    return apply_cache_policy(response, request, FOR_EVERYONE)
