"""The programme of an event on paper."""

import hashlib

from django.template.loader import render_to_string
from django.utils.translation import get_language

from events.models import EventPage
from events.timetable import timetable_of
from portal.core.look.typography import typeset_html
from portal.core.mail.writing import association


def programme_html(page: EventPage) -> str:
    """In the current language, of what everybody reads."""
    context = {
        "page": page,
        "event": page.event,
        "timetable": timetable_of(page.event, with_files=False),
        "association": association(),
        "language": get_language(),
        "url": page.full_url,
    }
    return typeset_html(render_to_string("events/programme_pdf.html", context), get_language()[:2], divide=False)


def fingerprint(html: str) -> str:
    """By which a programme that says the same is known again."""
    return hashlib.sha256(html.encode()).hexdigest()
