"""Which invoices are owed what, in one query on both databases."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, DecimalField, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Round

from portal.billing.states import Kind, Refused, State

MONEY: DecimalField = DecimalField(max_digits=12, decimal_places=2)


def _sum_of(rows: models.QuerySet, by: str, amount: str) -> Round:
    total = rows.order_by().values(by).annotate(total=Sum(amount)).values("total")
    some = Coalesce(Subquery(total, output_field=MONEY), Value(Decimal(0)), output_field=MONEY)
    return Round(some, precision=2, output_field=MONEY)


class InvoiceQuerySet(models.QuerySet):
    def delete(self) -> tuple[int, dict[str, int]]:
        raise Refused("An issued invoice is not deleted.")

    def with_balance(self) -> "InvoiceQuerySet":
        """`paid`, `credited` and `owed`, rounded: SQLite adds as floats do."""
        payment: Any = self.model._meta.get_field("payments").related_model
        paid = payment._base_manager.filter(invoice=OuterRef("pk"), cancelled_at=None)
        notes = self.model._base_manager.filter(corrects=OuterRef("pk"))
        return self.annotate(
            paid=_sum_of(paid, "invoice", "amount"), credited=_sum_of(notes, "corrects", "gross")
        ).annotate(
            owed=Case(
                When(kind=Kind.CREDIT_NOTE, then=Value(Decimal(0))),
                default=Round(F("gross") - F("paid") - F("credited"), precision=2),
                output_field=MONEY,
            )
        )

    def in_state(self, state: str, today: date) -> "InvoiceQuerySet":
        """Of those `with_balance`; the same rule as `Invoice.state`."""
        invoices, notes = Q(kind=Kind.INVOICE), Q(kind=Kind.CREDIT_NOTE)
        settled = invoices & Q(owed=0)
        conditions = {
            State.CREDIT_NOTE: notes,
            State.DUE: invoices & Q(owed__gt=0, due_on__gte=today),
            State.OVERDUE: invoices & Q(owed__gt=0, due_on__lt=today),
            State.PAID: settled & ~Q(credited=F("gross")),
            State.CREDITED: settled & Q(credited=F("gross")),
            State.TO_PAY_BACK: invoices & Q(owed__lt=0),
        }
        return self.filter(conditions[State(state)])

    def unpaid(self) -> "InvoiceQuerySet":
        """Of those `with_balance`: due and overdue ones."""
        return self.filter(owed__gt=0)

    def about_any(self, rows: models.QuerySet) -> "InvoiceQuerySet":
        """Those of one of these rows, which are all of one model."""
        content_type = ContentType.objects.get_for_model(rows.model)
        return self.filter(content_type=content_type, object_id__in=rows.values("pk"))
