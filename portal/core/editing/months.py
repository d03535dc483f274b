"""A month without a day, as people write one: « août 2026 », 08/2026."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import translation
from django.utils.dates import MONTHS
from django.utils.formats import date_format

_IN_WORDS = re.compile(r"(?P<name>[^\W\d]+)\s+(?P<year>\d{4})")
_IN_FIGURES = re.compile(r"(?P<month>\d{1,2})[/.-](?P<year>\d{4})|(?P<year2>\d{4})-(?P<month2>\d{1,2})")


def read_month(text: str) -> date | None:
    """Its first day; None for what is no month in French, in English or in figures."""
    text = text.strip()
    if found := _IN_WORDS.fullmatch(text):
        year, month = int(found["year"]), _number(found["name"])
    elif found := _IN_FIGURES.fullmatch(text):
        year, month = int(found["year"] or found["year2"]), int(found["month"] or found["month2"])
    else:
        return None
    return date(year, month, 1) if 1 <= month <= 12 and year else None


def _number(name: str) -> int:
    for language in ("fr", "en"):
        with translation.override(language):
            names = {str(month).casefold(): number for number, month in MONTHS.items()}
        if number := names.get(name.casefold()):
            return number
    return 0


class MonthInput(forms.TextInput):
    """For a date of which the month alone counts; a whole date is read as in any other field."""

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, str):
            value = read_month(value.removesuffix("-01")) or value  # what it read itself
        return date_format(value, "F Y") if isinstance(value, date) else super().format_value(value)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        month = read_month(typed) if isinstance(typed, str) else None
        return month.isoformat() if month else typed
