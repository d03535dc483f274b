"""Who is reminded of an invoice that was not paid in time."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from portal.billing.emails import remind
from portal.billing.models import Invoice, Reminder
from portal.billing.services.paying import lock_invoice
from portal.billing.states import State

DAYS_AFTER = (3, 15, 30)
"""Days after an invoice was due."""


def remind_of_unpaid() -> None:
    """Write at each step once, however often this runs; of steps that passed meanwhile, only the last one is told."""
    today = timezone.localdate()
    overdue = Invoice.objects.with_balance().in_state(State.OVERDUE, today).exclude(billing_email="")
    for pk in list(overdue.order_by("pk").values_list("pk", flat=True)):
        _remind(pk, today)


@transaction.atomic
def _remind(pk: int, today: date) -> None:
    lock_invoice(pk)
    invoice = Invoice.objects.with_balance().get(pk=pk)
    late = (today - invoice.due_on).days
    step = max((days for days in DAYS_AFTER if days <= late), default=None)
    if step is None or invoice.state(today) is not State.OVERDUE:
        return
    if not Reminder.objects.get_or_create(invoice=invoice, step=step)[1]:
        return
    remind(invoice, step=step)
    log(instance=invoice, action="billing.invoice.reminded", data={"days": late})
