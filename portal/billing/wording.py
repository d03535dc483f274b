"""Amounts and the law's mentions, in words."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.billing.models import Invoice
from portal.billing.states import VatRegime


def money(amount: Decimal, decimals: int = 2) -> str:
    """In the reader's language, with cents."""
    number = number_format(amount, decimals, use_l10n=True, force_grouping=True)
    return _("€%(amount)s") % {"amount": number}


def unit_price(amount: Decimal) -> str:
    """With more decimals than cents have, where it has some."""
    return money(amount, max(2, _decimals(amount)))


def rate(percent: Decimal) -> str:
    return _("%(rate)s%%") % {"rate": quantity(percent)}


def quantity(number: Decimal) -> str:
    return number_format(number, _decimals(number), use_l10n=True, force_grouping=True)


def _decimals(number: Decimal) -> int:
    return max(-int(number.normalize().as_tuple().exponent), 0)


def grouped(identifier: str) -> str:
    """An IBAN as it is read aloud."""
    return " ".join(identifier[place : place + 4] for place in range(0, len(identifier), 4))


def vat_mention(invoice: Invoice) -> str:
    """Why a line bears no VAT; "" where all do. In the law's own words, which are French."""
    if all(total.rate for total in invoice.totals()):
        return ""
    if invoice.seller["vat_regime"] == VatRegime.FRANCHISE:
        return "TVA non applicable, art. 293 B du CGI"
    return "Exonération de TVA, art. 261, 7, 1° du CGI"


def late_mentions(invoice: Invoice) -> dict[str, str]:
    """Penalties, recovery and discount, by the code under which Factur-X carries them."""
    seller = invoice.seller
    return {
        "PMD": seller[f"penalties_{invoice.language}"],
        "PMT": _("A business that pays late also owes €40 for recovery costs (art. D. 441-5 of the Code de commerce)."),
        "AAB": seller[f"discount_{invoice.language}"],
    }
