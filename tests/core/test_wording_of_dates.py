"""How dates and sizes are written in French, where Django's own words are not those of a French printer."""

from datetime import date, datetime

import pytest
from django.template.defaultfilters import filesizeformat
from django.utils.dates import MONTHS_3, MONTHS_AP
from django.utils.formats import date_format
from django.utils.translation import override

W = "\xa0"
SHORT = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]


def test_months_are_shortened_as_in_french():
    assert [str(MONTHS_AP[month]) for month in range(1, 13)] == SHORT
    assert [str(MONTHS_3[month]) for month in range(1, 13)] == SHORT


@pytest.mark.parametrize(("size", "shown"), [(900, "octets"), (2048, "Ko"), (3 * 2**20, "Mo"), (2**31, "Go")])
def test_sizes_are_in_octets(size, shown):
    assert filesizeformat(size).endswith(f"{W}{shown}")


def test_a_moment_is_said_as_in_french():
    assert date_format(datetime(2026, 11, 28, 18, 30), "DATETIME_FORMAT") == "28 novembre 2026 à 18 h 30"  # noqa: DTZ001


def test_english_months_stay():
    with override("en"):
        assert date_format(date(2026, 2, 1), "N Y") == "Feb. 2026"
