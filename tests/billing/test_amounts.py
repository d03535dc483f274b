from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.billing.amounts import Line, quote


def line(unit_net: str, rate: str = "20", quantity: str = "1") -> Line:
    return Line("Place", Decimal(unit_net), Decimal(rate), Decimal(quantity))


@pytest.mark.parametrize(
    ("lines", "net", "vat", "gross"),
    [
        ([line("100")], "100.00", "20.00", "120.00"),
        ([line("0.125")], "0.13", "0.03", "0.16"),  # half goes up, twice
        ([line("29.1667", quantity="3")], "87.50", "17.50", "105.00"),
        ([line("10.01", "5.5"), line("10.01", "5.5")], "20.02", "1.10", "21.12"),  # the rate's sum is rounded, not each
        ([line("50"), line("30", "0")], "80.00", "10.00", "90.00"),
    ],
)
def test_the_vat_of_each_rate_is_rounded_once(lines, net, vat, gross):
    sums = quote(lines)
    assert (str(sums.net), str(sums.vat), str(sums.gross)) == (net, vat, gross)


@given(
    st.lists(
        st.builds(
            Line,
            st.just("Place"),
            st.decimals(0, 9999, places=4),
            st.sampled_from([Decimal(0), Decimal("5.5"), Decimal(10), Decimal(20)]),
            st.decimals(1, 99, places=2),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_sums_add_up_to_the_cent(lines):
    sums = quote(lines)
    assert sums.net == sum(each.net for each in lines)
    assert sums.gross == sums.net + sums.vat
    assert all(abs(each.vat - each.net * each.rate / 100) <= Decimal("0.005") for each in sums.rates)
