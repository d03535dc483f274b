"""One function a message, queued in the caller's transaction: it leads to the invoice, which it does not hold."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from portal.billing.models import Invoice
from portal.core.mail.writing import association, queue


def mail_invoice(invoice: Invoice) -> None:
    """Where it may be read and fetched; of who gave no address, nothing is sent."""
    _mail("credit_note" if invoice.is_credit_note else "invoice", invoice)


def remind(invoice: Invoice, *, step: int) -> None:
    """Of an overdue one, `with_balance`."""
    _mail("reminder", invoice, key=f"billing.invoice {invoice.pk} reminder {step}")


def _mail(name: str, invoice: Invoice, key: str = "") -> None:
    if not invoice.billing_email:
        return
    with override(invoice.language):
        link = settings.BASE_URL + reverse("billing:invoice", args=[invoice.token])
    queue(
        f"billing/{name}",
        to=invoice.billing_email,
        language=invoice.language,
        context={"invoice": invoice, "link": link},
        reply_to=invoice.seller.get("email") or association().contact_email,
        about=invoice,
        key=key,
    )
