"""A sheet in the editor: what was sent, what would come of it, and the word to import it."""

import csv
from collections.abc import Callable
from functools import wraps
from io import BytesIO, StringIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.files.spreadsheets import XLSX
from portal.roster.forms import SheetForm
from portal.roster.models import Sheet, Work
from portal.roster.progress import noted
from portal.roster.reading import example
from portal.roster.services import NotChanged, confirm_import, go_on, is_lost, send_sheet

PER_PAGE = 100
REFRESH_SECONDS = 3
RIGHTS = ("members.add_organisation", "members.change_organisation", "members.add_membership")


def may_import(user) -> bool:
    return user.has_perms(RIGHTS)


def roster_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For whoever keeps the memberships; what can't be done now is told on the list of sheets."""

    @wraps(view)
    def checked(request: HttpRequest, **kwargs) -> HttpResponse:
        if not may_import(request.user):
            raise PermissionDenied
        try:
            return view(request, **kwargs)
        except NotChanged as refused:
            messages.error(request, str(refused))
            return redirect("roster_admin:sheets")

    return checked


@require_safe
@roster_view
def sheets(request: HttpRequest) -> HttpResponse:
    rows = Sheet.objects.select_related("by").defer("problems", "effects", "to_invite")
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    return _show(request, "sheets", _("Import of organisations"), {"sheets": found})


@roster_view
def send(request: HttpRequest) -> HttpResponse:
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sheet = send_sheet(by=request.user, **form.cleaned_data)
        messages.success(request, _("The file is received and is being checked: nothing is imported yet."))
        return redirect("roster_admin:sheet", sheet.pk)
    return _show(request, "send", _("Send a sheet"), {"form": form})


@require_safe
@roster_view
def sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    found = get_object_or_404(Sheet.objects.select_related("by"), pk=sheet_id)
    rows = found.problems if found.state == Work.REFUSED else found.effects
    context = {
        "sheet": found,
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("p")),
        "percent": _percent(found),
        "lost": is_lost(found),
        "at_work": found.is_under_way and not is_lost(found),
        "ready": any(found.counts.values()),
        "left": len(found.to_invite),
    }
    response = _show(request, "sheet", found.title, context)
    if context["at_work"] or found.to_invite:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def _percent(sheet: Sheet) -> int | None:
    """Of what the worker does with it now, where that is known."""
    if sheet.state == Work.CHECKING:
        return sheet.progress
    told = noted(sheet.pk)
    return told.percent if told else None


@require_POST
@roster_view
def confirm(request: HttpRequest, sheet_id: int) -> HttpResponse:
    get_object_or_404(Sheet, pk=sheet_id)
    confirm_import(sheet_id=sheet_id, by=request.user)
    return redirect("roster_admin:sheet", sheet_id)


@require_POST
@roster_view
def resume(request: HttpRequest, sheet_id: int) -> HttpResponse:
    get_object_or_404(Sheet, pk=sheet_id)
    go_on(sheet_id=sheet_id)
    return redirect("roster_admin:sheet", sheet_id)


@require_safe
@roster_view
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty sheet with its columns, and two rows that show how to fill them."""
    response = HttpResponse(_workbook() if kind == "xlsx" else _csv())
    response.headers["Content-Type"] = XLSX if kind == "xlsx" else "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="organisations.{kind}"'
    return response


def _csv() -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=";").writerows(example())
    return text.getvalue().encode("utf-8-sig")


def _workbook() -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - heavy, and seldom needed

    book = Workbook(write_only=True)
    worksheet = book.create_sheet("Organisations")
    for row in example():
        worksheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _show(request: HttpRequest, name: str, title: str, context: dict) -> HttpResponse:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("roster_admin:sheets"), "label": _("Import of organisations")},
    ]
    if name != "sheets":
        trail.append({"url": "", "label": title})
    chrome = {"header_title": title, "breadcrumbs_items": trail, "header_icon": "group"}
    return render(request, f"roster/admin/{name}.html", {**chrome, "title": title, **context})
