"""What was invoiced. An issued row never changes, which the database sees to: docs/adr/0013."""

import secrets
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.billing.amounts import Quote, RateTotal
from portal.billing.models.parties import BillingParty
from portal.billing.querysets import InvoiceQuerySet
from portal.billing.states import Kind, Refused, State


def money(name: Any) -> models.DecimalField:
    return models.DecimalField(name, max_digits=12, decimal_places=2)


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Counter(models.Model):
    """The last number given in one series of one year: whoever numbers the next one locks it until all is written."""

    kind = models.CharField(max_length=12, choices=Kind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="counter_one_a_series")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class Frozen(models.Model):
    """Written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Refused("An issued invoice never changes.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Refused("An issued invoice is not deleted.")


class Invoice(Frozen, BillingParty):
    """An invoice, or a credit note that `corrects` one, as it was issued.

    `about` is what was sold, of a room above: `about_label` says it in words. A `key` names it: the same is invoiced
    once. `seller` and `rates` are plain: facts of the issuer, and net and VAT of each rate.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    year = models.PositiveSmallIntegerField()
    rank = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=20, unique=True)
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"))
    supplied_on = models.DateField(_("supplied on"), null=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr")
    currency = models.CharField(max_length=3, default="EUR")
    seller = models.JSONField()
    rates = models.JSONField()
    net = money(_("net"))
    vat = money(_("VAT"))
    gross = money(_("total"))
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="credit_notes", verbose_name=_("corrects")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    about_label = models.CharField(_("about"), max_length=200, blank=True)
    content_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField(null=True)
    about = GenericForeignKey()
    key = models.CharField(max_length=120, blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_token)

    paid: Decimal
    credited: Decimal
    owed: Decimal
    """Of those `with_balance` alone."""

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        default_permissions = ("view", "change")
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "rank"], name="invoice_one_a_number"),
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="invoice_once_a_key"),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.CREDIT_NOTE, corrects__isnull=False)
                | models.Q(kind=Kind.INVOICE, corrects__isnull=True),
                name="invoice_credit_note_corrects_one",
            ),
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="invoice_about"),
            models.Index(fields=["billing_email"], name="invoice_by_address"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_credit_note(self) -> bool:
        return self.kind == Kind.CREDIT_NOTE

    def totals(self) -> list[RateTotal]:
        return [RateTotal(*(Decimal(each[name]) for name in ("rate", "net", "vat"))) for each in self.rates]

    def state(self, today: date) -> State:
        """Of one `with_balance`; the same rule as the QuerySet's `in_state`."""
        if self.is_credit_note:
            return State.CREDIT_NOTE
        if self.owed > 0:
            return State.OVERDUE if self.due_on < today else State.DUE
        if self.owed < 0:
            return State.TO_PAY_BACK
        return State.CREDITED if self.credited == self.gross else State.PAID

    @staticmethod
    def amounts(sums: Quote) -> dict[str, Any]:
        rates = [{"rate": str(each.rate), "net": str(each.net), "vat": str(each.vat)} for each in sums.rates]
        return {"rates": rates, "net": sums.net, "vat": sums.vat, "gross": sums.gross}


class InvoiceLine(Frozen):
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("label"), max_length=300)
    quantity = models.DecimalField(_("quantity"), max_digits=9, decimal_places=2)
    unit_net = models.DecimalField(_("net price"), max_digits=12, decimal_places=4)
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=5, decimal_places=2)
    net = money(_("net"))
    account = models.CharField(max_length=12)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="credits")

    class Meta:
        default_permissions = ()
        ordering = ["invoice", "position"]
        constraints = [models.UniqueConstraint(fields=["invoice", "position"], name="line_one_a_position")]

    def __str__(self) -> str:
        return self.label


class Document(models.Model):
    """The PDF of an invoice, in private storage. The worker makes it; it may be made again from the frozen facts."""

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="document")
    file = models.FileField(upload_to="invoices/")
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.invoice)
