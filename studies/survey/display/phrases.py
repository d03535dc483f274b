"""How figures are said: percents, intervals, bases, and the notes that a reader needs beside them."""

import math
from collections.abc import Iterable, Iterator, Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from studies.survey.codebook import Role
from studies.survey.estimates import Z95
from studies.survey.tables import FRAGILE_BELOW, Column, Table

FRAGILE = "*"


def plain(value: float) -> str:
    """With two decimals at most, and only those that say something."""
    decimals = next((places for places in (0, 1) if abs(value - round(value, places)) < 0.005), 2)
    return number_format(round(value, decimals), decimals, force_grouping=True)


def mean(value: float) -> str:
    return number_format(round(value, 1), 1, force_grouping=True)


def percent(value: float) -> str:
    return _("%(share)s%%") % {"share": plain(value)}


def points(value: int) -> str:
    return f"+ {value}" if value > 0 else f"− {-value}" if value < 0 else "0"


def span(low: str, high: str) -> str:
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def category(column: Column) -> str:
    return str(column.words) or pgettext("all respondents", "Everyone")


def base(column: Column) -> str:
    if column.base is None:
        return _("too few answers")
    return f"{plain(column.base)} {FRAGILE}" if column.is_fragile else plain(column.base)


def bases(columns: Iterable[Column], several: str = "") -> str:
    """« base: 1,187 respondents », or `several` from the smallest to the largest that is shown; "" where none is."""
    known = [column.base for column in columns if column.base is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    if low == high:
        return ngettext("base: %(count)s respondent", "base: %(count)s respondents", low) % {"count": plain(low)}
    several = several or _("base: %(low)s to %(high)s respondents depending on the category")
    return several % {"low": plain(low), "high": plain(high)}


def unit(table: Table) -> str:
    if table.role is Role.NUMBER:
        return str(table.unit)
    if table.role is Role.MULTIPLE:
        return _("in percent of respondents, several answers possible")
    return _("in percent of respondents")


def title(table: Table) -> str:
    if table.is_whole:
        return str(table.title)
    return _("%(question)s, by %(segment)s") % {"question": table.title, "segment": _uncapitalised(table.segment_words)}


def _uncapitalised(words: object) -> str:
    text = str(words)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def notes(table: Table, columns: Sequence[Column]) -> Iterator[str]:
    """What must be said under a chart or a table of these columns."""
    if table.role is Role.MULTIPLE:
        yield _("Several answers were possible: percentages may add up to more than 100.")
    elif table.role is not Role.NUMBER:
        yield _("Percentages are rounded to the unit: they may add up to 99 or 101.")
    if any(column.base is None for column in columns):
        yield _(
            "Too few answers: results of small groups are not published, nor those from which they could be deduced."
        )
    if any(column.is_fragile for column in columns):
        yield _("%(sign)s Fragile base, under %(count)s answers: read with caution.") % {
            "sign": FRAGILE,
            "count": FRAGILE_BELOW,
        }
    if any(column.net is not None for column in columns):
        yield _("Net score: the share of positive answers less that of negative ones, in points.")
    if any(column.quartiles and column.mean_low is not None for column in columns):  # an institute has its own
        yield _(
            "Median and quartiles are the smallest value at which the cumulated weight of respondents reaches a half, "
            "a quarter or three quarters of the total (inverse of the weighted empirical distribution)."
        )
    if any(column.lows or column.mean_low is not None for column in columns):
        yield _(
            "Intervals: there are 95 chances in 100 that they hold the value that all the people concerned would give."
        )


def differences(table: Table) -> list[str]:
    """One sentence for each option and category that stands above others at 95 %."""
    above: dict[tuple[int, int], list[int]] = {}
    for option, first, second in table.differences:
        shares = table.columns[first].shares, table.columns[second].shares
        if not all(shares):
            continue
        higher, lower = (first, second) if shares[0][option] >= shares[1][option] else (second, first)
        above.setdefault((option, higher), []).append(lower)
    return [
        _("%(option)s: %(category)s (%(share)s), above %(others)s")
        % {
            "option": table.options[option].words,
            "category": category(table.columns[higher]),
            "share": percent(table.columns[higher].shares[option]),
            "others": ", ".join(
                f"{category(table.columns[lower])} ({percent(table.columns[lower].shares[option])})"
                for lower in sorted(lowers)
            ),
        }
        for (option, higher), lowers in sorted(above.items())
    ]


def margin(respondents: int) -> str:
    """Of a share of one half, the widest: 1.96 √(0.25 / n), in points rounded up to the tenth."""
    reach = math.ceil(Z95 * 0.5 / math.sqrt(respondents) * 1000 - 1e-9) / 10
    return number_format(reach, 1)
