"""The invoice as EN 16931 has it, in Cross Industry Invoice XML: what Factur-X embeds in the PDF."""

from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from portal.billing.amounts import RateTotal
from portal.billing.models import Invoice, InvoiceLine
from portal.billing.wording import late_mentions, vat_mention

NAME = "factur-x.xml"
SCHEMA = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
STANDARD, EXEMPT = "S", "E"


def xml(invoice: Invoice) -> bytes:
    with override(invoice.language):
        mentions = late_mentions(invoice)
    context = {
        "invoice": invoice,
        "seller": invoice.seller,
        "siren": invoice.seller["siret"][:9],
        "buyer_siren": invoice.billing_siret[:9],
        "lines": [_plain_line(line) for line in invoice.lines.all()],
        "rates": [_plain_rate(total) for total in invoice.totals()],
        "exempt_for": vat_mention(invoice),
        "notes": {**mentions, "REG": invoice.seller["legal_form"]} if invoice.seller["legal_form"] else mentions,
        "net": f"{invoice.net:.2f}",
        "vat": f"{invoice.vat:.2f}",
        "gross": f"{invoice.gross:.2f}",
    }
    return render_to_string("billing/facturx.xml", context).strip().encode()


def _plain_line(line: InvoiceLine) -> dict[str, Any]:
    return {
        "position": line.position,
        "label": line.label,
        "price": f"{line.unit_net:.4f}",
        "quantity": f"{line.quantity:.2f}",
        "net": f"{line.net:.2f}",
        "rate": f"{line.vat_rate:.2f}",
        "category": _of(line.vat_rate),
    }


def _plain_rate(total: RateTotal) -> dict[str, str]:
    amounts = {"rate": total.rate, "net": total.net, "vat": total.vat}
    return {"category": _of(total.rate), **{name: f"{amount:.2f}" for name, amount in amounts.items()}}


def _of(rate: Decimal) -> str:
    return STANDARD if rate else EXEMPT


def xmp() -> bytes:
    """What tells a reader of the PDF that it carries such a file, and of what kind."""
    return render_to_string("billing/facturx.xmp", {"name": NAME, "schema": SCHEMA}).strip().encode()
