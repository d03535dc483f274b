"""Allergies and access needs of those who come: what the kitchen gets, without a name, and whom to receive how."""

import csv
from collections import Counter
from io import BytesIO, StringIO

from django.http import Http404, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.models import Diet, Event, Needs
from events.naming import alphabetical
from events.viewsets.concerns import StaffRequest
from events.viewsets.desk import event_or_404, organisers_view, show
from portal.core.cache.policy import never_stored
from portal.core.files.spreadsheets import XLSX, inert

Row = tuple[str, str | int]


@require_safe
@organisers_view
def needs(request: StaffRequest, event_id: int) -> HttpResponse:
    event = event_or_404(event_id)
    access = {row.registration: row.access for row in _told(event) if row.access}
    context = {
        "kitchen": _kitchen(event),
        "access": [(person, access[person]) for person in alphabetical(access)],
    }
    return show(request, "needs", event, _("Allergies and access needs"), context)


@never_stored
@require_safe
@organisers_view
def kitchen(request: StaffRequest, event_id: int, extension: str) -> HttpResponse:
    """What the kitchen needs as a file, without a name."""
    event = event_or_404(event_id)
    if extension not in _FILES:
        raise Http404
    write, mimetype = _FILES[extension]
    rows: list[Row] = [(_("Meal or allergy"), _("People"))]
    rows += [(inert(words), count) for words, count in _kitchen(event)]
    response = HttpResponse(write(rows), content_type=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{_("meals")}-{event.pk}.{extension}"'
    return response


def _told(event: Event) -> list[Needs]:
    return list(Needs.objects.filter(registration__in=event.registrations.confirmed()).select_related("registration"))


def _kitchen(event: Event) -> list[tuple[str, int]]:
    """How many want what, and how many told nothing; somebody who told several counts in each."""
    rows = _told(event)
    counted = Counter(diet for row in rows for diet in row.diets)
    allergies = Counter(" ".join(row.allergies.split()).casefold() for row in rows if row.allergies)
    told = sum(1 for row in rows if row.diets or row.allergies)
    return [
        *((str(capfirst(Diet(diet).label)), counted[diet]) for diet in Diet if counted[diet]),
        *((capfirst(words), count) for words, count in sorted(allergies.items())),
        (_("Nothing told"), event.registrations.confirmed().count() - told),
    ]


def _as_csv(rows: list[Row]) -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _as_xlsx(rows: list[Row]) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and seldom needed

    output = BytesIO()
    with Workbook(output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, 0, 50)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return output.getvalue()


_FILES = {"csv": (_as_csv, "text/csv; charset=utf-8"), "xlsx": (_as_xlsx, XLSX)}
