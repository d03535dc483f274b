"""Money that came in, by hand. What else receives money, a card terminal one day, calls `record_payment` too."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.access.services import Actor
from portal.billing.amounts import cents
from portal.billing.models import Invoice, Payment
from portal.billing.signals import paid, unsettled
from portal.billing.states import Refused


@transaction.atomic(durable=True)
def record_payment(*, invoice_id: int, amount: Decimal, received_on: date, reference: str = "", by: Actor) -> Payment:
    """Note that so much came in, or was paid back where it is below nought. Raises Refused for a credit note."""
    return write_payment(
        invoice=lock_invoice(invoice_id), amount=amount, received_on=received_on, reference=reference, by=by
    )


def lock_invoice(pk: int) -> Invoice:
    """Whoever pays or takes back something of it waits here for the others."""
    return Invoice.objects.select_for_update(of=("self",)).get(pk=pk)


def write_payment(
    *, invoice: Invoice, amount: Decimal, received_on: date, reference: str, bank_key: str = "", by: Actor
) -> Payment:
    """A row-level function, for a locked invoice."""
    if invoice.is_credit_note:
        raise Refused(_("Money is noted with the invoice that a credit note corrects."))
    if not cents(amount):
        raise Refused(_("A payment is of more than nothing."))
    payment = Payment.objects.create(
        invoice=invoice,
        amount=cents(amount),
        received_on=received_on,
        reference=reference[:200],
        bank_key=bank_key,
        recorded_by_id=by.pk if by else None,
    )
    data = {"payment": payment.pk, "amount": str(payment.amount)}
    log(instance=invoice, action="billing.payment.recorded", user=by, data=data)
    tell_how_it_stands(invoice.pk, by)
    return payment


def tell_how_it_stands(invoice_id: int, by: Actor) -> None:
    """In the transaction that noted a payment or a credit note of it, or took a payment back."""
    invoice = Invoice.objects.with_balance().get(pk=invoice_id)
    payment = invoice.payments.filter(cancelled_at=None, amount__gt=0).order_by("received_on", "pk").last()
    if payment and invoice.paid > 0 and invoice.owed <= 0 and invoice.credited < invoice.gross:
        paid.send(sender=Invoice, invoice=invoice, payment=payment, by=by)
    else:
        unsettled.send(sender=Invoice, invoice=invoice, by=by)


@transaction.atomic(durable=True)
def cancel_payment(*, payment_id: int, by: Actor) -> None:
    """It was a mistake: it counts no more, and is still shown. A second call changes nothing."""
    lock_invoice(Payment.objects.values_list("invoice", flat=True).get(pk=payment_id))
    payment = Payment.objects.select_related("invoice").get(pk=payment_id)
    if payment.cancelled_at is not None:
        return
    payment.cancelled_at = timezone.now()
    payment.save(update_fields=["cancelled_at"])
    data = {"payment": payment.pk, "amount": str(payment.amount)}
    log(instance=payment.invoice, action="billing.payment.cancelled", user=by, data=data)
    tell_how_it_stands(payment.invoice_id, by)
