"""The invoices of places, and what is credited of them.

A place is invoiced once it is somebody's: confirmed, by whatever deed, never while it is asked for, waited for or
offered. It is credited wholly, paid or not, when it is given up before the event starts or the event is cancelled; what
was paid is then owed to the buyer. Given up later it stays due, unless the treasurer credits it by hand.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from events.models import Buyer, Event, Registration
from events.states import RegistrationState
from portal.access.services import Actor
from portal.billing.amounts import NOTHING, Line
from portal.billing.models import Invoice, InvoiceLine
from portal.billing.services.invoicing import left_of, write_credit_note, write_invoice
from portal.billing.states import Refused


def is_due(registration: Registration) -> bool:
    """Whether their place is to be invoiced, and is not yet at this price."""
    has_place = registration.state == RegistrationState.CONFIRMED and registration.event.cancelled_at is None
    line = registration.invoice_line
    return has_place and bool(registration.net_price) and (line is None or line.unit_net != registration.net_price)


def settle(event_id: int, registration_ids: Iterable[int], *, by: Actor = None) -> list[str]:
    """Bring invoices in line with where these people stand now, once however often it is asked; answers, in words, why
    somebody could not be invoiced."""
    refusals = []
    with transaction.atomic():
        event = Event.objects.lock(event_id)
        rows = event.registrations.filter(pk__in=list(registration_ids)).order_by("pk")
        found = list(rows.select_related("buyer", "category", "event", "invoice_line__invoice"))
        for (invoice_id, reason), nets in _given_up(found).items():
            write_credit_note(invoice_id=invoice_id, nets=nets, reason=reason, by=by)
        due: dict[int | None, list[Registration]] = {}
        for registration in filter(is_due, found):
            due.setdefault(registration.buyer_id, []).append(registration)
        for registrations in due.values():
            try:
                with transaction.atomic():
                    invoice_registrations(registrations=registrations, by=by)
            except Refused as refused:
                refusals.append(str(refused))
    return refusals


def invoice_registrations(*, registrations: Sequence[Registration], by: Actor) -> Invoice:
    """One invoice, a line each, for confirmed people of one event and buyer, in the transaction that holds the event,
    at its end. Raises Refused, in words."""
    first = registrations[0]
    event, buyer = first.event, first.buyer
    if buyer is None:
        raise Refused(_("It is not known to whom this place is to be invoiced: give the billing details first."))
    with override(first.language):
        title = str(event.live_page(first.language) or event)
        lines = [_line_of(registration, title) for registration in registrations]
        invoice = write_invoice(
            lines=lines,
            buyer=buyer,
            by=by,
            language=first.language,
            about=event,
            about_label=title,
            supplied_on=timezone.localdate(event.starts_at, event.zone) if event.starts_at else None,
        )
    for registration, line in zip(registrations, invoice.lines.order_by("position"), strict=True):
        registration.invoice_line = line
        registration.save(update_fields=["invoice_line"])
    return invoice


def _line_of(registration: Registration, title: str) -> Line:
    line = registration.line
    facts = {"event": title, "category": line.label, "name": registration}
    return Line(_("%(event)s, %(category)s: %(name)s") % facts, line.unit_net, line.vat_rate)


def _why_credited(registration: Registration, line: InvoiceLine) -> str:
    """What is printed on the credit note; "" where nothing is credited."""
    with override(registration.language):
        if registration.event.cancelled_at:
            return _("The event is cancelled")
        if registration.state != RegistrationState.CONFIRMED:
            return _("The registration is cancelled")
        changed = line.unit_net != registration.net_price
        return _("The registration is in another category") if changed else ""


def _given_up(registrations: Iterable[Registration]) -> dict[tuple[int, str], dict[int, Decimal]]:
    """By invoice and reason, what is left of the lines to be credited: one note for all whom one buyer pays for."""
    nets: dict[tuple[int, str], dict[int, Decimal]] = {}
    for registration in registrations:
        line = registration.invoice_line
        if line and (reason := _why_credited(registration, line)) and (left := left_of_place(registration)):
            nets.setdefault((line.invoice_id, reason), {})[line.pk] = left
    return nets


def left_of_place(registration: Registration) -> Decimal:
    """What is invoiced of their place and not credited, without VAT."""
    line = registration.invoice_line
    return next((net for each, net in left_of(line.invoice) if each == line), NOTHING) if line else NOTHING


def own_invoice(registration: Registration) -> Invoice | None:
    """That of their place alone, with what is owed: a group's is for whoever registered the group."""
    line = registration.invoice_line_id
    if line is None or _shares_buyer(registration):
        return None
    return Invoice.objects.with_balance().filter(lines=line).first()


def may_name_buyer(registration: Registration) -> bool:
    """Whether they say themselves to whom their place is invoiced: until it is, and where nobody else's goes along."""
    stands = registration.state != RegistrationState.CANCELLED and registration.event.cancelled_at is None
    costs = bool(registration.net_price) and registration.invoice_line_id is None
    return stands and costs and not _shares_buyer(registration)


def lacks_buyer(registration: Registration) -> bool:
    """Whether they must say it before there can be an invoice."""
    if not may_name_buyer(registration):
        return False
    try:
        (registration.buyer or Buyer()).clean_for_invoice()
    except ValidationError:
        return True
    return False


def _shares_buyer(registration: Registration) -> bool:
    """With others than those whom they registered along; not with themselves where they were before they were moved."""
    own = [registration.email, *registration.companions.values_list("email", flat=True)]
    others = Registration.objects.exclude(models.Q(email__in=own) | models.Q(brought_as__leader=registration))
    return registration.buyer_id is not None and others.filter(buyer=registration.buyer_id).exists()


def payments(registrations: Iterable[Registration]) -> dict[int, tuple[str, str]]:
    """Of those invoiced, by their number: the invoice's, and how far its payment is, in words."""
    by_line = {row.invoice_line_id: row.pk for row in registrations if row.invoice_line_id}
    lines = dict(InvoiceLine.objects.filter(pk__in=by_line).values_list("pk", "invoice"))
    invoices = Invoice.objects.with_balance().in_bulk(set(lines.values()))
    today = timezone.localdate()
    told = {pk: (invoice.number, str(invoice.state(today).label)) for pk, invoice in invoices.items()}
    return {by_line[line]: told[invoice] for line, invoice in lines.items()}
