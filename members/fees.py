"""Memberships with the invoices of their fees, for whoever keeps the memberships."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from members.forms import BuyerForm
from members.models import Membership, Organisation, User
from members.screens import head_of
from members.services.fees import buyer_known_of, invoice_fee, invoices_of
from portal.billing.models import Invoice
from portal.billing.states import Refused, State

changes_organisations = permission_required("members.change_organisation")
changes_memberships = permission_required("members.change_membership")


@changes_organisations
def fees(request: HttpRequest, pk: int) -> HttpResponse:
    """Each period with its invoices and how far their payment is."""
    organisation = get_object_or_404(Organisation, pk=pk)
    issued: dict[int | None, list[tuple[Invoice, State]]] = {}
    today = timezone.localdate()
    for invoice in invoices_of(organisation).order_by("pk"):
        issued.setdefault(invoice.object_id, []).append((invoice, invoice.state(today)))
    context = {
        "organisation": organisation,
        "periods": [
            (period, issued.get(period.pk, []), _may_be_invoiced(period, issued.get(period.pk, [])))
            for period in organisation.memberships.select_related("plan").order_by("-starts_on", "-pk")
        ],
        "keeps_invoices": _keeps_invoices(request.user),
        **head_of(organisation, gettext("Invoices"), "doc-full"),
    }
    return render(request, "members/admin/fees.html", context)


def _keeps_invoices(user: User | AnonymousUser) -> bool:
    return user.has_perm("billing.change_invoice")


def _may_be_invoiced(period: Membership, issued: list[tuple[Invoice, State]]) -> bool:
    asked = any(state not in (State.CREDITED, State.CREDIT_NOTE) for _invoice, state in issued)
    return bool(period.fee and period.accepted_on and not period.paid_on and not asked)


@changes_organisations
@require_POST
def invoice_period(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    period = get_object_or_404(Membership, pk=membership_pk, organisation=pk)
    try:
        invoice = invoice_fee(membership_id=period.pk, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("Invoice %(number)s is issued.") % {"number": invoice.number})
    return redirect("organisations:fees", pk=pk)


@changes_memberships
def own_fee(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's own membership, the invoices of its fee, and the form that says to whom one is made out."""
    membership = get_object_or_404(Membership.objects.select_related("user", "plan"), pk=pk, organisation=None)
    today = timezone.localdate()
    rows = Invoice.objects.with_balance().about_any(Membership.objects.filter(pk=pk)).order_by("pk")
    issued = [(invoice, invoice.state(today)) for invoice in rows]
    form = BuyerForm(request.POST or None, initial=buyer_known_of(membership))
    if request.method == "POST" and form.is_valid():
        try:
            invoice = invoice_fee(membership_id=pk, buyer=form.instance, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Invoice %(number)s is issued.") % {"number": invoice.number})
            return redirect("individual_memberships:fee", pk=pk)
    context = {
        "period": membership,
        "invoices": issued,
        "keeps_invoices": _keeps_invoices(request.user),
        "form": form if _may_be_invoiced(membership, issued) else None,
        "header_title": str(membership.user),
        "header_icon": "doc-full",
        "breadcrumbs_items": [
            {"url": reverse("individual_memberships:index"), "label": gettext("Individual memberships")},
            {"url": reverse("individual_memberships:edit", args=[pk]), "label": str(membership.user)},
            {"url": "", "label": gettext("Invoices")},
        ],
    }
    return render(request, "members/admin/own_fee.html", context)
