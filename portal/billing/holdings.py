"""What this room holds of people: invoices, which the law has kept for ten years as they are."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from portal.billing.models import Document, Invoice, InvoiceLine, Payment, Reminder, Seller
from portal.core.personal_data.erasing import forget_what_is_told_of
from portal.core.personal_data.registry import Subject, forgets, register, without_account


def made_out_to(subject: Subject) -> QuerySet:
    return Invoice.objects.filter(subject.by_address("billing_email"))


register(
    Invoice,
    under="invoices",
    find=made_out_to,
    export=(
        "number",
        "issued_on",
        "about_label",
        "gross",
        "billing_name",
        "billing_organisation",
        "billing_email",
        "billing_address",
        "billing_postcode",
        "billing_city",
    ),
)
register(Payment, under="invoices", find="recorded_by", export=("received_on", "amount"))
without_account(Seller, under="publications")

LEAP_DAYS = timedelta(days=3)


@forgets("invoices")
@transaction.atomic
def forget_invoices(before: datetime) -> int:
    """Those of years that closed so long ago; an invoice stays as long as a credit note that corrects it."""
    year = (before - LEAP_DAYS).year
    old = Invoice.objects.filter(year__lt=year)
    keys = list(old.exclude(credit_notes__year__gte=year).values_list("pk", flat=True))
    for document in Document.objects.filter(invoice__in=keys):
        document.file.delete(save=False)
    forget_what_is_told_of(Invoice, keys)
    for model in (Document, Payment, Reminder, InvoiceLine):
        _erase(model._base_manager.filter(invoice__in=keys))
    return _erase(Invoice.objects.filter(pk__in=keys))


def _erase(rows: QuerySet) -> int:
    """Past what keeps anybody else from it."""
    return rows._raw_delete(rows.db) or 0
