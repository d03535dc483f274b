"""A buyer's own invoice, by the link in their message."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.billing.models import Invoice
from portal.billing.states import State
from portal.core.cache.policy import never_store
from portal.core.files.delivery import deliver
from portal.core.limits.counting import Limit, slowed_down

MINUTES = 10
WRONG_TOKENS = Limit("billing.wrong_token", 20, timedelta(minutes=MINUTES))


@require_safe
def invoice(request: HttpRequest, token: str) -> HttpResponseBase:
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    state = found.state(timezone.localdate())
    waits = state in (State.DUE, State.OVERDUE)
    context = {"invoice": found, "state": state, "waits": waits, "document": _document(found)}
    response = never_store(render(request, "billing/invoice.html", context))
    if not context["document"]:
        response.headers["Refresh"] = "5"
    return response


@require_safe
def invoice_pdf(request: HttpRequest, token: str) -> HttpResponseBase:
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    return never_store(hand_out(request, found))


def hand_out(request: HttpRequest, found: Invoice) -> HttpResponseBase:
    """Its PDF; 404 while it is being made."""
    document = _document(found)
    if not document:
        raise Http404
    return deliver(request, document.file, f"{found.number}.pdf")


def _document(found: Invoice):
    return getattr(found, "document", None)


def _found(request: HttpRequest, token: str) -> Invoice | HttpResponse:
    """Or the page that asks to wait, for who tries many addresses."""
    if slowed_down(request, WRONG_TOKENS, count=False):
        context = {"minutes": MINUTES}
        return never_store(render(request, "billing/slowed.html", context, status=429))
    found = Invoice.objects.with_balance().select_related("corrects", "document").filter(token=token).first()
    if found is None:
        slowed_down(request, WRONG_TOKENS)
        raise Http404
    return found
