"""Invoices and credit notes: numbered without a gap, since the number is given where all else is written."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.access.services import Actor
from portal.billing.amounts import NOTHING, Line, Quote, RateTotal, cents, quote
from portal.billing.emails import mail_invoice
from portal.billing.models import BillingParty, Counter, Invoice, InvoiceLine, Seller
from portal.billing.services.paying import tell_how_it_stands
from portal.billing.states import Kind, Refused
from portal.billing.tasks import print_invoice

LETTERS = {Kind.INVOICE: "F", Kind.CREDIT_NOTE: "A"}
"""*Facture*, *avoir*."""


def price(lines: Iterable[Line]) -> Quote:
    """What these lines come to at the association, which may charge no VAT whatever rate they name."""
    return _quoted(lines, Seller.current())


def price_each(lines: Sequence[Line]) -> list[Quote]:
    """What each of these comes to alone; nothing is asked of the database where all are free."""
    seller = Seller.current() if any(line.unit_net for line in lines) else Seller()
    return [_quoted([line], seller) for line in lines]


def _quoted(lines: Iterable[Line], seller: Seller) -> Quote:
    return quote(line if seller.charges_vat else replace(line, vat_rate=NOTHING) for line in lines)


@transaction.atomic(durable=True)
def issue_invoice(
    *,
    lines: Iterable[Line],
    buyer: BillingParty,
    by: Actor,
    language: str = "fr",
    about: models.Model | None = None,
    about_label: str = "",
    supplied_on: date | None = None,
    key: str = "",
    sends: bool = True,
) -> Invoice:
    """Number it, have its PDF made, and write to the buyer unless told not to.

    `key` names what is invoiced: asked for twice, it is the same invoice. Raises Refused, in words, where the law asks
    for more than is known of the seller or the buyer, or where there is nothing to pay.
    """
    return write_invoice(
        lines=lines,
        buyer=buyer,
        by=by,
        language=language,
        about=about,
        about_label=about_label,
        supplied_on=supplied_on,
        key=key,
        sends=sends,
    )


def write_invoice(
    *,
    lines: Iterable[Line],
    buyer: BillingParty,
    by: Actor,
    language: str = "fr",
    about: models.Model | None = None,
    about_label: str = "",
    supplied_on: date | None = None,
    key: str = "",
    sends: bool = True,
) -> Invoice:
    """The same in the caller's transaction, which does it last: from here to its end nobody else issues an invoice."""
    seller = Seller.current()
    sums = _quoted(lines, seller)
    _refuse_unless_complete(seller, buyer, sums)
    counter = _lock_counter(Kind.INVOICE)
    if key and (known := Invoice.objects.filter(key=key).first()):
        return known
    today = timezone.localdate()
    invoice = Invoice(
        kind=Kind.INVOICE,
        due_on=today + timedelta(days=seller.payment_days),
        supplied_on=supplied_on,
        language=language,
        seller=seller.facts(),
        about=about,
        about_label=(about_label or str(about or sums.lines[0].label))[:200],
        key=key,
        **buyer.buyer_facts(),
        **Invoice.amounts(sums),
    )
    rows = [(line, None) for line in sums.lines]
    return _issue(invoice, counter, rows, by=by, sends=sends)


def _refuse_unless_complete(seller: Seller, buyer: BillingParty, sums: Quote) -> None:
    if missing := seller.missing():
        names = ", ".join(missing)
        raise Refused(_("Fill in first who issues the invoices, in the settings: %(names)s.") % {"names": names})
    if not buyer.buyer.strip() or not buyer.billing_address.strip() or not buyer.billing_city.strip():
        raise Refused(_("An invoice needs the buyer’s name or organisation, street and town."))
    if sums.gross <= 0:
        raise Refused(_("There is nothing to pay."))


def _lock_counter(kind: Kind) -> Counter:
    """That of today's year; who waited for it past midnight on New Year's Eve asks again."""
    year = timezone.localdate().year
    Counter.objects.get_or_create(kind=kind, year=year)
    counter = Counter.objects.select_for_update().get(kind=kind, year=year)
    return counter if timezone.localdate().year == year else _lock_counter(kind)


def _issue(
    invoice: Invoice, counter: Counter, rows: Sequence[tuple[Line, InvoiceLine | None]], *, by: Actor, sends: bool
) -> Invoice:
    counter.last += 1
    counter.save(update_fields=["last"])
    invoice.year, invoice.rank = counter.year, counter.last
    invoice.number = f"{LETTERS[Kind(invoice.kind)]}{counter.year}-{counter.last:04d}"
    invoice.issued_on = timezone.localdate()
    invoice.save(force_insert=True)
    for position, (line, corrected) in enumerate(rows, 1):
        InvoiceLine.objects.create(
            invoice=invoice,
            position=position,
            label=line.label[:300],
            quantity=line.quantity,
            unit_net=line.unit_net,
            vat_rate=line.vat_rate,
            net=line.net,
            account=line.account or invoice.seller["income_account"],
            corrects=corrected,
        )
    action = "billing.credit_note.issued" if invoice.is_credit_note else "billing.invoice.issued"
    log(instance=invoice, action=action, user=by, data={"number": invoice.number})
    print_invoice.enqueue(invoice.pk)
    if sends:
        mail_invoice(invoice)
    return invoice


@transaction.atomic(durable=True)
def issue_credit_note(
    *, invoice_id: int, nets: dict[int, Decimal] | None = None, reason: str, by: Actor, sends: bool = True
) -> Invoice:
    """Take back an invoice, all that is left of it, or of some of its lines so much net: `nets`, by line.

    Raises Refused where that is more than is left, or nothing.
    """
    return write_credit_note(invoice_id=invoice_id, nets=nets, reason=reason, by=by, sends=sends)


def write_credit_note(
    *, invoice_id: int, nets: dict[int, Decimal] | None = None, reason: str, by: Actor, sends: bool = True
) -> Invoice:
    """The same in the caller's transaction."""
    corrected = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice_id)
    if corrected.is_credit_note:
        raise Refused(_("A credit note is not credited itself."))
    left = {line.pk: (line, net) for line, net in left_of(corrected)}
    asked = {pk: net for pk, (_line, net) in left.items()} if nets is None else nets
    rows = []
    for pk, net in asked.items():
        if pk not in left or net < 0 or net > left[pk][1]:
            raise Refused(_("A credit note can’t take back more than is left of a line."))
        line = left[pk][0]
        if net:
            rows.append((Line(line.label, cents(net), line.vat_rate, account=line.account), line))
    if not rows:
        raise Refused(_("There is nothing left to take back."))
    sums = Quote(tuple(line for line, _corrected in rows), tuple(_rates_within(corrected, [line for line, _c in rows])))
    counter = _lock_counter(Kind.CREDIT_NOTE)
    note = Invoice(
        kind=Kind.CREDIT_NOTE,
        due_on=timezone.localdate(),
        supplied_on=corrected.supplied_on,
        language=corrected.language,
        seller=corrected.seller,
        corrects=corrected,
        reason=reason[:200],
        content_type=corrected.content_type,
        object_id=corrected.object_id,
        about_label=corrected.about_label,
        **corrected.buyer_facts(),
        **Invoice.amounts(sums),
    )
    issued = _issue(note, counter, rows, by=by, sends=sends)
    tell_how_it_stands(invoice_id, by)
    return issued


def left_of(invoice: Invoice) -> list[tuple[InvoiceLine, Decimal]]:
    """Each line with what no credit note has taken back of it, net."""
    return [
        (line, line.net - sum((credit.net for credit in line.credits.all()), NOTHING))
        for line in invoice.lines.prefetch_related("credits")
    ]


def _rates_within(corrected: Invoice, lines: list[Line]) -> Iterable[RateTotal]:
    """The VAT of parts, rounded each, must not come to more than that of the whole: the last part takes the rest."""
    noted = [total for note in corrected.credit_notes.all() for total in note.totals()]
    whole = {total.rate: total for total in corrected.totals()}
    for part in quote(lines).rates:
        before = [total for total in noted if total.rate == part.rate]
        net = whole[part.rate].net - sum((total.net for total in before), NOTHING)
        vat = whole[part.rate].vat - sum((total.vat for total in before), NOTHING)
        yield RateTotal(part.rate, part.net, vat if part.net == net else min(part.vat, vat))
