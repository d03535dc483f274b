"""Payments from a bank's file: matched by the invoice's number in the wording, and by what is owed to the cent."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.access.services import Actor
from portal.billing.amounts import cents
from portal.billing.models import Invoice, Payment
from portal.billing.services.paying import write_payment
from portal.billing.statements import StatementLine, read
from portal.billing.states import Kind
from portal.billing.wording import money

_NUMBER = re.compile(r"(?<![A-Z0-9])F[\s./-]{0,2}(20\d\d)[\s./-]{0,2}(\d{4,7})(?!\d)", re.IGNORECASE)


@dataclass
class Findings:
    """`paid`: lines that pay invoices; `known`: how many were read before; `unmatched`: lines left, and why."""

    paid: list[tuple[StatementLine, list[Invoice]]] = field(default_factory=list)
    known: int = 0
    unmatched: list[tuple[StatementLine, str]] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)


@transaction.atomic(durable=True)
def import_bank_file(*, content: bytes, dry_run: bool, by: Actor) -> Findings:
    """Note what pays an invoice, or with `dry_run` only tell it; the same line read twice pays once.

    Raises Refused where it is no statement.
    """
    lines, unreadable = read(content)
    found = Findings(unreadable=unreadable)
    numbers = {number for line in lines for number in numbers_in(line.wording)}
    locked = Invoice.objects.select_for_update(of=("self",)).filter(kind=Kind.INVOICE, number__in=numbers)
    keys = list(locked.order_by("pk").values_list("pk", flat=True))
    invoices = {invoice.number: invoice for invoice in Invoice.objects.with_balance().filter(pk__in=keys)}
    owed = {number: cents(invoice.owed) for number, invoice in invoices.items()}
    before = set(Payment.objects.exclude(bank_key="").values_list("bank_key", flat=True))
    for line in lines:
        if f"{line.key} 1" in before:
            found.known += 1
            continue
        named = [number for number in numbers_in(line.wording) if number in invoices]
        if why := _why_not(line, named, owed):
            found.unmatched.append((line, why))
            continue
        found.paid.append((line, [invoices[number] for number in named]))
        for place, number in enumerate(named, 1):
            if not dry_run:
                write_payment(
                    invoice=invoices[number],
                    amount=owed[number],
                    received_on=line.day,
                    reference=line.wording,
                    bank_key=f"{line.key} {place}",
                    by=by,
                )
            owed[number] = Decimal(0)
    return found


def numbers_in(wording: str) -> list[str]:
    """The invoices it names, each once: “F2026-0012”, “f 2026 0012”, “F20260012”."""
    return list(dict.fromkeys(f"F{year}-{rank.lstrip('0'):0>4}" for year, rank in _NUMBER.findall(wording)))


def _why_not(line: StatementLine, named: list[str], owed: dict[str, Decimal]) -> str:
    """ "" where the invoices it names are owed just so much."""
    if not named:
        return _("It names no invoice.")
    total = sum((owed[number] for number in named), Decimal(0))
    if not all(owed[number] > 0 for number in named):
        return _("The invoice it names is paid.")
    return "" if total == line.amount else _("What is owed is another amount: %(amount)s.") % {"amount": money(total)}
