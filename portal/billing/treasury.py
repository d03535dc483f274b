"""The treasurer's other pages: an invoice by hand, a bank's file, the journal of a year."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from portal.billing.forms import BankFileForm, InvoiceForm, LineFormSet, ReadFileForm
from portal.billing.journal import as_csv, as_workbook
from portal.billing.models import Invoice, Seller
from portal.billing.services.bank import import_bank_file
from portal.billing.services.invoicing import issue_invoice
from portal.billing.states import Refused
from portal.billing.views import hand_out
from portal.core.cache.policy import never_store
from portal.core.files.spreadsheets import XLSX

keeps_invoices = permission_required("billing.change_invoice")


@require_safe
@keeps_invoices
def pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    return never_store(hand_out(request, get_object_or_404(Invoice.objects.select_related("document"), pk=pk)))


@keeps_invoices
def issue(request: HttpRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = InvoiceForm(data, initial={"form_key": uuid.uuid4()})
    lines = LineFormSet(data, prefix="lines")
    if request.method == "POST" and all([form.is_valid(), lines.is_valid()]):
        given = form.cleaned_data
        try:
            invoice = issue_invoice(
                lines=[each.line() for each in lines if each.has_changed()],
                buyer=form.instance,
                by=request.user,
                language=given["language"],
                about_label=given["about_label"],
                supplied_on=given["supplied_on"],
                key=f"billing.by_hand {given['form_key']}",
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Invoice %(number)s is issued.") % {"number": invoice.number})
            return redirect("invoice:edit", invoice.pk)
    context = {"form": form, "lines": lines, "missing": Seller.current().missing(), "settings_url": _settings_url()}
    return _show(request, "issue", _("Issue an invoice"), context)


def _settings_url() -> str:
    return reverse("wagtailsettings:edit", args=["billing", "seller"])


@keeps_invoices
def bank(request: HttpRequest) -> HttpResponse:
    """Send a file, read what would come of it, then have it noted."""
    title = _("Read a bank’s file")
    if request.method != "POST":
        return _show(request, "bank", title, {"form": BankFileForm()})
    confirmed = "content" in request.POST
    form = ReadFileForm(request.POST) if confirmed else BankFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, "bank", title, {"form": BankFileForm() if confirmed else form})
    content = form.cleaned_data["content" if confirmed else "file"]
    try:
        findings = import_bank_file(content=content, dry_run=not confirmed, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return _show(request, "bank", title, {"form": BankFileForm()})
    if confirmed:
        count = len(findings.paid)
        done = ngettext("%(count)d transfer is noted.", "%(count)d transfers are noted.", count)
        messages.success(request, done % {"count": count})
        return redirect("invoice:index")
    again = ReadFileForm.of(content)
    return _show(request, "bank", title, {"findings": findings, "again": again})


@require_safe
@keeps_invoices
def journal(request: HttpRequest) -> HttpResponse:
    """Which year, then the file."""
    years = sorted({*Invoice.objects.values_list("year", flat=True), timezone.localdate().year}, reverse=True)
    if "year" not in request.GET:
        return _show(request, "journal", _("Journal for the accounts"), {"years": years})
    year, kind = request.GET["year"], request.GET.get("kind", "csv")
    if year not in map(str, years) or kind not in ("csv", "xlsx"):
        raise Http404
    response = HttpResponse(as_workbook(int(year)) if kind == "xlsx" else as_csv(int(year)))
    response.headers["Content-Type"] = XLSX if kind == "xlsx" else "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = (
        f'attachment; filename="journal-{year}-{timezone.localdate():%Y%m%d}.{kind}"'
    )
    return never_store(response)


def _show(request: HttpRequest, name: str, title: str, context: dict) -> HttpResponse:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("invoice:index"), "label": _("Invoices")},
        {"url": "", "label": title},
    ]
    chrome = {"header_title": title, "breadcrumbs_items": trail, "header_icon": "doc-full"}
    return render(request, f"billing/admin/{name}.html", {**chrome, "title": title, **context})
