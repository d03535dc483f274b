"""The programme of an event on paper."""

import hashlib

from django.template.loader import render_to_string
from django.utils.translation import get_language

from events.models import EventPage
from events.timetable import timetable_of
from portal.core.cache.store import store
from portal.core.look.typography import typeset_html
from portal.core.mail.writing import association


def programme_pdf(page: EventPage, url: str) -> bytes:
    """In the current language, of what everybody reads. It is printed anew only when it would say something else."""
    context = {
        "page": page,
        "event": page.event,
        "timetable": timetable_of(page.event, with_files=False),
        "association": association(),
        "language": get_language(),
        "url": url,
    }
    html = typeset_html(render_to_string("events/programme_pdf.html", context), get_language()[:2], divide=False)
    key = f"programme {hashlib.sha256(html.encode()).hexdigest()}"
    return store().made_once(key, lambda: _printed(html)) or b""


def _printed(html: str) -> bytes:
    from portal.core.look.printing import to_pdf  # noqa: PLC0415 - half a second, and it needs Pango

    return to_pdf(html)
