"""What lines come to: net, VAT by rate, gross, rounded as EN 16931 does: each line, then the VAT of each rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Line:
    """One thing sold. `account`: the income account of the books, where it is not the association's usual one."""

    label: str
    unit_net: Decimal
    vat_rate: Decimal = NOTHING
    quantity: Decimal = Decimal(1)
    account: str = ""

    @property
    def net(self) -> Decimal:
        return cents(self.unit_net * self.quantity)


@dataclass(frozen=True)
class RateTotal:
    """Of all lines with one rate of VAT, in percent."""

    rate: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True)
class Quote:
    lines: tuple[Line, ...]
    rates: tuple[RateTotal, ...]

    @property
    def net(self) -> Decimal:
        return sum((each.net for each in self.rates), NOTHING)

    @property
    def vat(self) -> Decimal:
        return sum((each.vat for each in self.rates), NOTHING)

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


def quote(lines: Iterable[Line]) -> Quote:
    """The caller has decided who pays which price; the highest rate comes first."""
    lines = tuple(lines)
    rates = []
    for rate in sorted({cents(line.vat_rate) for line in lines}, reverse=True):
        net = sum((line.net for line in lines if cents(line.vat_rate) == rate), NOTHING)
        rates.append(RateTotal(rate, net, cents(net * rate / 100)))
    return Quote(lines, tuple(rates))
