"""Invoices: a person's own, and those of an organisation's memberships for its delegates and whom it names for billing;
nobody else finds these addresses."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from members.models import Membership, Organisation, Seat
from members.services.fees import invoices_of
from portal.access.middleware import ViewerRequest
from portal.billing.models import Invoice
from portal.core.cache.policy import never_stored
from portal.core.pages.paging import Paging


def _billed_to(email: str) -> QuerySet[Organisation]:
    """Those that name this proved address for their invoices."""
    billed = Organisation.objects.alias(address=Lower("billing_email")).filter(address=email.lower())
    return billed if email else billed.none()


@never_stored
@login_required
def own_invoices(request: ViewerRequest) -> HttpResponse:
    """Those of one's own memberships and those sent to one's proved address, and the way to an organisation's."""
    balances = Invoice.objects.with_balance()
    found = balances.about_any(Membership.objects.filter(user=request.user.pk))
    if request.viewer.email:
        found |= balances.filter(billing_email__iexact=request.viewer.email)
    context = {"listing": _listing(request, found), "billed": _billed_to(request.viewer.email)}
    return render(request, "account/invoices.html", context)


@never_stored
@login_required
def invoices(request: ViewerRequest, pk: int) -> HttpResponse:
    """Each with its state, and the private link to it and its PDF."""
    organisation = get_object_or_404(Organisation, pk=pk)
    is_delegate = Seat.objects.delegates().filter(user=request.user.pk, organisation=pk).exists()
    if not is_delegate and not _billed_to(request.viewer.email).filter(pk=pk).exists():
        raise Http404
    listing = _listing(request, invoices_of(organisation))
    context = {"organisation": organisation, "listing": listing, "is_delegate": is_delegate}
    return render(request, "account/invoices.html", context)


def _listing(request: ViewerRequest, found: QuerySet[Invoice]) -> Paging:
    today = timezone.localdate()
    return Paging(request, found, shown=lambda rows: [(invoice, invoice.state(today)) for invoice in rows])
