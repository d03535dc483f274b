"""Writing to a buyer."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.access.services import Actor
from portal.billing.emails import mail_invoice
from portal.billing.models import Invoice
from portal.billing.states import Refused
from portal.billing.tasks import print_invoice


@transaction.atomic(durable=True)
def resend_invoice(*, invoice_id: int, by: Actor) -> None:
    """Write to the buyer once more, and have a PDF made that failed. Raises Refused without an address to write to."""
    invoice = Invoice.objects.select_related("corrects", "document").get(pk=invoice_id)
    if not invoice.billing_email:
        raise Refused(_("This invoice has no e-mail address to be sent to."))
    mail_invoice(invoice)
    if not hasattr(invoice, "document"):
        print_invoice.enqueue(invoice.pk)
    log(instance=invoice, action="billing.invoice.resent", user=by)
