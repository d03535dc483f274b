"""The books' journal: invoices, credit notes and payments of a year, in the columns of the FEC (LPF, A. 47 A-1)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

from portal.billing.amounts import NOTHING
from portal.billing.models import Invoice, Payment
from portal.core.files.spreadsheets import inert

COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
AMOUNTS = (COLUMNS.index("Debit"), COLUMNS.index("Credit"))
Row = list[str | Decimal]


def rows(year: int) -> Iterator[Row]:
    """In French whoever asks, as the law has it; debits of each entry come to as much as its credits."""
    issued = Invoice.objects.filter(year=year).prefetch_related("lines").order_by("issued_on", "pk")
    for invoice in issued:
        yield from _sale(invoice)
    received = Payment.objects.filter(received_on__year=year, cancelled_at=None).select_related("invoice")
    for payment in received.order_by("received_on", "pk"):
        yield from _receipt(payment)


@dataclass(frozen=True)
class Entry:
    """What all rows of one entry have in common."""

    journal: tuple[str, str]
    number: str
    day: date
    invoice: Invoice
    words: str

    def row(self, account: str, label: str, debit: Decimal) -> Row:
        """`debit` below nought is a credit. Whom it concerns is told with the customers' account."""
        invoice, written = self.invoice, f"{self.day:%Y%m%d}"
        is_customer = account == invoice.seller["customers_account"]
        customer = [f"C{invoice.corrects_id or invoice.pk}", invoice.buyer] if is_customer else ["", ""]
        amounts = [max(debit, NOTHING), max(-debit, NOTHING)]
        piece = [invoice.number, f"{invoice.issued_on:%Y%m%d}", self.words]
        head = [*self.journal, self.number, written, account, label]
        return [*head, *customer, *piece, *amounts, "", "", written, "", ""]


def _sale(invoice: Invoice) -> Iterator[Row]:
    sign = -1 if invoice.is_credit_note else 1
    name = "Avoir" if invoice.is_credit_note else "Facture"
    words = f"{name} {invoice.number} {invoice.buyer}"
    entry = Entry(("VT", "Ventes"), invoice.number, invoice.issued_on, invoice, words)
    yield entry.row(invoice.seller["customers_account"], "Clients", sign * invoice.gross)
    income: dict[str, Decimal] = {}
    for line in invoice.lines.all():
        income[line.account] = income.get(line.account, NOTHING) + line.net
    for account, net in income.items():
        yield entry.row(account, "Produits", -sign * net)
    for total in invoice.totals():
        if total.vat:
            label = f"TVA collectée {total.rate.normalize():f} %".replace(".", ",")
            yield entry.row(invoice.seller["vat_account"], label, -sign * total.vat)


def _receipt(payment: Payment) -> Iterator[Row]:
    invoice = payment.invoice
    number = f"BQ{payment.received_on.year}-{payment.pk:06d}"
    words = f"Règlement {invoice.number} {invoice.buyer}"
    entry = Entry(("BQ", "Banque"), number, payment.received_on, invoice, words)
    yield entry.row(invoice.seller["bank_account"], "Banque", payment.amount)
    yield entry.row(invoice.seller["customers_account"], "Clients", -payment.amount)


def as_csv(year: int) -> bytes:
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(COLUMNS)
    for row in rows(year):
        writer.writerow([inert(cell) if isinstance(cell, str) else f"{cell:.2f}".replace(".", ",") for cell in row])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(year: int) -> bytes:
    """Text stays text, whatever it starts with."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and seldom needed

    content = BytesIO()
    book = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, money = book.add_worksheet("Journal"), book.add_format({"num_format": "0.00"})
    sheet.write_row(0, 0, COLUMNS)
    for number, row in enumerate(rows(year), 1):
        for place, cell in enumerate(row):
            if place in AMOUNTS:
                sheet.write_number(number, place, cell, money)
            else:
                sheet.write_string(number, place, str(cell))
    book.close()
    return content.getvalue()
