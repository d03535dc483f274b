"""Badges, attendance sheets, certificates, programmes as PDF, in the look of the association: for the worker alone."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from events.models import Event, PrintedProgramme, PrintKind, Printout
from events.naming import alphabetical
from events.printing import fingerprint, programme_html
from portal.core.look.printing import to_pdf
from portal.core.look.qr import png
from portal.core.look.typography import typeset_html
from portal.core.mail.writing import association

TEMPLATES = {PrintKind.BADGES_A4: "badges", PrintKind.BADGES_A6: "badges", PrintKind.SHEET: "sheet"}
A_LABEL_SHEET = 8
LONG_DAY = timedelta(hours=5)
"""So long a day is signed for twice."""
LATECOMERS = 6


def pdf(printout: Printout) -> bytes:
    """The people are those asked for who have, or had, a place when it is printed."""
    event = printout.event
    people: Any = event.registrations.confirmed().filter(pk__in=printout.registration_ids).select_related("category")
    if printout.kind == PrintKind.CERTIFICATES:
        people = people.came()
    rows = alphabetical(people)
    with override(printout.language), timezone.override(event.zone):
        context = {
            "kind": printout.kind,
            "event": event,
            "event_title": event.live_page(printout.language) or event,
            "people": rows,
            "sheets": [rows[first : first + _a_page(printout)] for first in range(0, len(rows), _a_page(printout))],
            "columns": _columns(event),
            "latecomers": range(LATECOMERS),
            "association": association(),
            "language": printout.language,
            "today": timezone.localdate(),
        }
        if printout.kind in (PrintKind.BADGES_A4, PrintKind.BADGES_A6):
            for row in rows:
                row.picture = f"data:image/png;base64,{b64encode(png(row.code)).decode()}"
        template = TEMPLATES.get(PrintKind(printout.kind), "certificates")
        html = render_to_string(f"events/print/{template}.html", context)
        return to_pdf(typeset_html(html, printout.language, divide=False))


def print_programme(event: Event, language: str) -> None:
    """Unless it is printed as it is now, or nobody may read it."""
    page = event.live_page(language)
    if page is None:
        return
    with override(language):
        html = programme_html(page)
    there = PrintedProgramme.objects.filter(event=event, language=language)
    mark = fingerprint(html)
    if not there.filter(fingerprint=mark).exclude(made_at=None).exists():
        content = to_pdf(html)
        there.update(content=content, fingerprint=mark, made_at=timezone.now())


def _a_page(printout: Printout) -> int:
    return A_LABEL_SHEET if printout.kind == PrintKind.BADGES_A4 else 1


def _columns(event: Event) -> list[dict[str, object]]:
    """What is signed for: each day, its morning and its afternoon where it is long."""
    days = event.days()
    if not days or event.starts_at is None or event.ends_at is None:
        return [{"day": None, "half": ""}]
    long = (event.ends_at - event.starts_at) / len(days) >= LONG_DAY
    return [{"day": day, "half": half} for day in days for half in (("am", "pm") if long else ("",))]
