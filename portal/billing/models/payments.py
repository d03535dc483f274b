"""What came of an invoice: money, and reminders."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.billing.models.invoices import Invoice, money


class Payment(models.Model):
    """Money that came in; below nought, that was paid back. A mistake is cancelled, never erased.

    A line of a bank's file has a `bank_key`: read twice, it pays once.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="payments")
    amount = money(_("amount"))
    received_on = models.DateField(_("received on"))
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    bank_key = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("recorded by")
    )
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["received_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bank_key"], condition=~models.Q(bank_key=""), name="payment_once_a_bank_line"
            ),
            models.CheckConstraint(condition=~models.Q(amount=0), name="payment_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} € ({self.received_on:%d/%m/%Y})"


class Reminder(models.Model):
    """That an unpaid invoice was reminded of, at one step: once each."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="reminders")
    step = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["invoice", "step"], name="invoice_reminder_once_a_step")]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.step}"
