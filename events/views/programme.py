"""The programme of an event to take along."""

import logging

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from events.printing import programme_pdf
from events.views.concerns import live_page
from portal.access.middleware import ViewerRequest
from portal.core.look.errors import error_page

logger = logging.getLogger(__name__)


@require_safe
def programme(request: ViewerRequest, event_id: int) -> HttpResponse:
    """As a PDF, while there is one."""
    page = live_page(event_id)
    if not page.event.sessions.exists():
        raise Http404
    try:
        content = programme_pdf(page, page.get_full_url(request))
    except OSError:
        logger.exception("The programme of event %s can't be printed: is Pango installed?", event_id)
        return error_page(request, 503)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{page.slug}.pdf"'
    response.headers["Cache-Control"] = "public, no-cache"
    return response
