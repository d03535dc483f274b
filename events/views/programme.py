"""The programme of an event to take along."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events.models import PrintedProgramme
from events.printing import fingerprint, programme_html
from events.services.printing import ask_programme
from events.views.concerns import live_page
from portal.access.middleware import ViewerRequest
from portal.core.cache.policy import never_store

REFRESH_SECONDS = 5
TRIED_AGAIN = timedelta(minutes=30)
"""So long after it could not be printed."""


@require_safe
def programme(request: ViewerRequest, event_id: int) -> HttpResponse:
    """As a PDF, while there is one; until the worker has printed what it says now, a page that asks again by itself;
    where it can't be printed, a page that says so."""
    page = live_page(event_id)
    if not page.event.sessions.exists():
        raise Http404
    language = get_language()[:2]
    printed = PrintedProgramme.objects.filter(event=event_id, language=language).exclude(made_at=None)
    found = printed.filter(fingerprint=fingerprint(programme_html(page))).first()
    if found is None and printed.filter(fingerprint="", made_at__gt=now() - TRIED_AGAIN).exists():
        return never_store(render(request, "events/programme_failed.html", {"event_page": page}, status=503))
    if found is None:
        ask_programme(event_id=event_id, language=language)
        waiting = render(request, "events/programme_awaited.html", {"event_page": page}, status=202)
        waiting.headers["Refresh"] = str(REFRESH_SECONDS)
        return never_store(waiting)
    response = HttpResponse(bytes(found.content), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{page.slug}.pdf"'
    response.headers["Cache-Control"] = "public, no-cache"
    return response
