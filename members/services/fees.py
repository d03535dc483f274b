"""The invoices of membership fees: the treasurer's books know the sum, a membership knows that it is paid."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from members.models import Application, Membership, Organisation
from members.services.periods import mark_paid, take_payment_back
from portal.access.services import Actor
from portal.billing.amounts import Line
from portal.billing.models import BILLING_FIELDS, Invoice, Payment
from portal.billing.services.invoicing import write_invoice
from portal.billing.signals import paid, unsettled
from portal.billing.states import Kind, Refused, State

FEES_ACCOUNT = "756000"
LANGUAGE = "fr"


def invoices_of(organisation: Organisation) -> QuerySet[Invoice]:
    """Invoices and credit notes of its memberships, with what is owed."""
    return Invoice.objects.with_balance().about_any(Membership.objects.filter(organisation=organisation))


@transaction.atomic(durable=True)
def invoice_fee(*, membership_id: int, buyer: Invoice | None = None, by: Actor) -> Invoice:
    """Issue the invoice of a membership, once: asked for again it is the same, until all of it was credited.

    It is made out to the organisation, or to an unsaved `buyer`, whom a person's own membership needs. Raises Refused,
    in words."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("organisation", "plan")
    membership = rows.get(pk=membership_id)
    earlier = Invoice.objects.with_balance().about_any(Membership.objects.filter(pk=membership_id))
    issued = list(earlier.filter(kind=Kind.INVOICE))
    today = timezone.localdate()
    standing = [invoice for invoice in issued if invoice.state(today) != State.CREDITED]
    if standing:
        return standing[0]
    if membership.accepted_on is None:
        raise Refused(_("The membership is not accepted yet."))
    if membership.paid_on is not None:
        raise Refused(_("The membership is paid already."))
    if membership.organisation is not None:
        buyer = _buyer(membership.organisation)
    if buyer is None:
        raise Refused(_("Say to whom the invoice is made out."))
    label = _label(membership)
    return write_invoice(
        lines=[Line(label, membership.fee, Decimal(0), account=FEES_ACCOUNT)],
        buyer=buyer,
        by=by,
        language=LANGUAGE,
        about=membership,
        about_label=label,
        supplied_on=membership.starts_on,
        key=f"members.membership {membership_id}" + (f" {len(issued) + 1}" if issued else ""),
        sends=bool(buyer.billing_email),
    )


def buyer_known_of(membership: Membership) -> dict[str, str]:
    """To whom the fee of a person's own membership was made out last, or else what they applied with."""
    person = membership.user
    if person is None:
        return {}
    last = Invoice.objects.about_any(Membership.objects.filter(user=person)).order_by("-pk").first()
    if last is not None:
        return last.buyer_facts()
    known = {"billing_name": person.get_full_name(), "billing_email": person.email}
    application = Application.objects.filter(membership__user=person).order_by("-pk").first()
    if application is not None:
        postal = ("billing_address", "billing_postcode", "billing_city", "billing_country")
        known |= {name: getattr(application, name) for name in postal}
    return known


def _label(membership: Membership) -> str:
    with override(LANGUAGE):
        facts = {
            "plan": membership.plan.name if membership.plan else _("Membership"),
            "start": date_format(membership.starts_on, "DATE_FORMAT"),
            "end": date_format(membership.ends_on, "DATE_FORMAT"),
        }
        return _("%(plan)s: membership fee from %(start)s to %(end)s") % facts


def _buyer(organisation: Organisation) -> Invoice:
    """Not saved: it carries the buyer's fields, checked as those of any invoice are."""
    named = ("name", "email", "address", "postcode", "city", "country", "vat_number", "order_number")
    facts = {f"billing_{name}": getattr(organisation, f"billing_{name}") for name in named}
    buyer = Invoice(billing_organisation=organisation.name, billing_siret=organisation.siret, **facts)
    others = {field.name for field in Invoice._meta.fields} - set(BILLING_FIELDS)
    try:
        buyer.clean_fields(exclude=others)
        buyer.clean_for_invoice()
    except ValidationError as wrong:
        labels = {field.name: str(field.verbose_name) for field in Invoice._meta.fields}
        names = ", ".join(labels[name] for name in wrong.message_dict)
        raise Refused(_("Complete the organisation’s billing contact first: %(names)s.") % {"names": names}) from wrong
    return buyer


@receiver(paid)
def settle_membership(invoice: Invoice, payment: Payment, by: Actor, **kwargs: Any) -> None:
    """Its membership is paid from the payment's day on; one that was marked as paid stays as it is."""
    if isinstance(membership := invoice.about, Membership):
        reference = f"{invoice.number} {payment.reference}".strip()[:80]
        mark_paid(memberships=[membership], paid_on=payment.received_on, reference=reference, by=by)


@receiver(unsettled)
def reopen_membership(invoice: Invoice, by: Actor, **kwargs: Any) -> None:
    """What the invoice had settled waits for its payment again, at once."""
    if isinstance(membership := invoice.about, Membership):
        take_payment_back(membership=membership, invoice_number=invoice.number, by=by)
