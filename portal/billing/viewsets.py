"""The treasurer's views of invoices: the list, and one with what may be done with it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from portal.billing import treasury
from portal.billing.forms import CreditNoteForm, PaymentForm
from portal.billing.models import Invoice
from portal.billing.querysets import InvoiceQuerySet
from portal.billing.services.invoicing import issue_credit_note, left_of
from portal.billing.services.paying import cancel_payment, record_payment
from portal.billing.services.sending import resend_invoice
from portal.billing.states import Refused, State
from portal.billing.wording import money
from portal.core.editing.shared_rows import SharedRowPolicy
from portal.core.mail.models import Message

UNPAID = "unpaid"


class InvoiceFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[(UNPAID, gettext_lazy("not paid yet")), *State.choices],
        method="in_state",
        empty_label=gettext_lazy("All"),
    )
    year = django_filters.ChoiceFilter(label=gettext_lazy("Year"), choices=[], empty_label=gettext_lazy("All"))

    class Meta:
        model = Invoice
        fields = ["state", "year"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = Invoice.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(year, year) for year in years]

    def in_state(self, rows: InvoiceQuerySet, name: str, value: str) -> QuerySet:
        return rows.unpaid() if value == UNPAID else rows.in_state(value, timezone.localdate())


def _state(invoice: Invoice) -> str:
    return str(invoice.state(timezone.localdate()).label)


class InvoiceIndexView(IndexView):
    list_export = [
        "number",
        "issued_on",
        "due_on",
        "buyer",
        "billing_email",
        "billing_siret",
        "about_label",
        "net",
        "vat",
        "gross",
        "paid",
        "credited",
        "owed",
    ]
    export_headings = {
        "buyer": gettext_lazy("Buyer"),
        "paid": gettext_lazy("Paid"),
        "credited": gettext_lazy("Credited"),
        "owed": gettext_lazy("Still to pay"),
    }
    custom_field_preprocess = {
        name: {"csv": float, "xlsx": float} for name in ("net", "vat", "gross", "paid", "credited", "owed")
    }

    def get_base_queryset(self) -> QuerySet:
        return Invoice.objects.with_balance()

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        own = [
            Button(_("Issue an invoice"), url=reverse("invoice:issue"), icon_name="plus", priority=10),
            Button(_("Read a bank’s file"), url=reverse("invoice:bank"), icon_name="upload", priority=20),
            Button(_("Journal for the accounts"), url=reverse("invoice:journal"), icon_name="download", priority=30),
        ]
        return [*own, *super().header_more_buttons]


class InvoiceView(InspectView):
    """One invoice with its lines and payments: what is wrong in it is mended by a credit note."""

    permission_required = "change"
    template_name = "billing/admin/invoice.html"
    page_title = gettext_lazy("Invoice")

    def get_object(self, queryset: QuerySet | None = None) -> Invoice:
        rows = Invoice.objects.with_balance().select_related("corrects", "document")
        return get_object_or_404(rows, pk=self.pk)

    def get_edit_url(self) -> None:
        """Nobody edits an invoice."""

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        invoice = self.object
        undelivered = Message.objects.undelivered().about_any(Invoice.objects.filter(pk=invoice.pk))
        left = [] if invoice.is_credit_note else left_of(invoice)
        context = {
            "state": _state(invoice),
            "link": reverse("billing:invoice", args=[invoice.token]),
            "document": getattr(invoice, "document", None),
            "lines": invoice.lines.all(),
            "payments": invoice.payments.select_related("recorded_by"),
            "credit_notes": invoice.credit_notes.all(),
            "reminders": invoice.reminders.order_by("sent_at"),
            "payment": PaymentForm(initial={"amount": invoice.owed} if invoice.owed else None),
            "credit": CreditNoteForm(left=left) if any(net for _line, net in left) else None,
            "undelivered": undelivered.of_concern_to(self.request.user)[:20],
        }
        return {**super().get_context_data(**kwargs), **context, **kwargs}

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        deeds: dict[str, Callable[[], dict[str, forms.Form] | None]] = {
            "pay": self._pay,
            "credit": self._credit,
            "resend": self._resend,
            "cancel_payment": self._cancel_payment,
        }
        deed = deeds.get(request.POST.get("deed", ""))
        wrong = None
        try:
            wrong = deed() if deed else None
        except Refused as refused:
            messages.error(request, str(refused))
        if wrong:
            return self.render_to_response(self.get_context_data(**wrong))
        return redirect("invoice:edit", self.object.pk)

    def _pay(self) -> dict[str, forms.Form] | None:
        form = PaymentForm(self.request.POST)
        if not form.is_valid():
            return {"payment": form}
        payment = record_payment(invoice_id=self.object.pk, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Recorded: %(amount)s.") % {"amount": money(payment.amount)})
        return None

    def _credit(self) -> dict[str, forms.Form] | None:
        form = CreditNoteForm(self.request.POST, left=left_of(self.object))
        if not form.is_valid():
            return {"credit": form}
        reason = form.cleaned_data["reason"]
        note = issue_credit_note(invoice_id=self.object.pk, nets=form.nets(), reason=reason, by=self.request.user)
        messages.success(self.request, _("Credit note %(number)s is issued.") % {"number": note.number})
        return None

    def _resend(self) -> None:
        resend_invoice(invoice_id=self.object.pk, by=self.request.user)
        messages.success(self.request, _("The message is sent again."))

    def _cancel_payment(self) -> None:
        payments = {str(payment.pk): payment for payment in self.object.payments.all()}
        if payment := payments.get(self.request.POST.get("payment", "")):
            cancel_payment(payment_id=payment.pk, by=self.request.user)
            messages.success(self.request, _("The payment is cancelled."))


class DayColumn(Column):
    """The day itself: Wagtail's own tells how long ago it was."""

    def get_value(self, instance: Invoice) -> str:
        return date_format(super().get_value(instance), "SHORT_DATE_FORMAT")


class MoneyColumn(Column):
    """With cents; nothing for nothing."""

    def get_value(self, instance: Invoice) -> str:
        value: Decimal = super().get_value(instance)
        return money(value) if value else ""


class InvoiceViewSet(ModelViewSet):
    model = Invoice
    name = "invoice"
    icon = "doc-full"
    menu_label = gettext_lazy("Invoices")
    menu_order = 312
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = InvoiceIndexView
    edit_view_class = InvoiceView
    form_fields = ["number"]
    list_display = [
        "__str__",
        Column("buyer", label=gettext_lazy("Buyer")),
        Column("about_label", label=gettext_lazy("Subject")),
        DayColumn("issued_on", label=gettext_lazy("Issued on"), sort_key="issued_on"),
        DayColumn("due_on", label=gettext_lazy("To be paid by"), sort_key="due_on"),
        MoneyColumn("gross", label=gettext_lazy("Total"), sort_key="gross"),
        MoneyColumn("owed", label=gettext_lazy("Still to pay")),
        Column("state", label=gettext_lazy("State"), accessor=_state),
    ]
    filterset_class = InvoiceFilterSet
    search_fields = ["number", "billing_name", "billing_organisation", "billing_email", "about_label"]
    search_backend_name = None
    list_per_page = 50
    export_filename = "factures"

    @property
    def permission_policy(self) -> SharedRowPolicy:
        return SharedRowPolicy(self.model)

    def get_edit_view_kwargs(self, **kwargs) -> dict:
        return super().get_edit_view_kwargs(fields=["number"], **kwargs)

    def get_urlpatterns(self) -> list:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.edit_view, name="edit"),
            path("<int:pk>/pdf/", treasury.pdf, name="pdf"),
            path("history/<int:pk>/", self.history_view, name="history"),
            path("history-results/<int:pk>/", self.history_results_view, name="history_results"),
            path("issue/", treasury.issue, name="issue"),
            path("bank/", treasury.bank, name="bank"),
            path("journal/", treasury.journal, name="journal"),
        ]
