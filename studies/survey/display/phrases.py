"""How figures are said: percents, intervals, bases, and the notes that a reader needs beside them."""

import math
from collections.abc import Iterable, Iterator, Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.core.pages.localised import Marked, composed, french
from studies.survey.codebook import Role
from studies.survey.confidence import Z95
from studies.survey.rounding import MEAN_SHOWN, half_up
from studies.survey.tables import FRAGILE_BELOW, Column, Table

FRAGILE = "*"


def plain(value: float) -> str:
    """With two decimals at most, and only those that say something."""
    decimals = next((places for places in (0, 1) if abs(value - half_up(value, places)) < 0.005), 2)
    return number_format(half_up(value, decimals), decimals, force_grouping=True)


def mean(value: float) -> str:
    return number_format(half_up(value, MEAN_SHOWN), MEAN_SHOWN, force_grouping=True)


def percent(value: float) -> str:
    return _("%(share)s%%") % {"share": plain(value)}


def points(value: int) -> str:
    return f"+ {value}" if value > 0 else f"− {-value}" if value < 0 else "0"


def signed(value: float) -> str:
    """To a tenth."""
    rounded = half_up(value, MEAN_SHOWN)
    sign = "+ " if rounded > 0 else "− " if rounded < 0 else ""
    return f"{sign}{mean(abs(value))}"


def span(low: str, high: str) -> str:
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def category(column: Column) -> str:
    return str(column.words) or pgettext("all respondents", "Everyone")


def read_out(text: str, labels: Iterable[str]) -> str:
    """A description in one piece, of which no part can be marked: it is French where one of the labels in it is."""
    return french(text) if any(isinstance(label, Marked) for label in labels) else text


def hidden(table: Table) -> str:
    """What stands in place of a figure that is not shown. Of a table whose groups may be hidden for what they answered,
    nothing tells which of them are: that would tell their answers."""
    return _("not shown") if _hides_answers(table) else _("too few answers")


def withheld(table: Table) -> str:
    """In place of a table without figures."""
    if _hides_answers(table):
        return _("These results are not shown. %(reason)s") % {"reason": _why_hidden(table)}
    if table.is_whole:
        return _("Too few people answered this question to show its results.")
    return _("Too few answers to show this question by this segment.")


def _hides_answers(table: Table) -> bool:
    return table.is_sensitive or table.role is Role.NUMBER


def _why_hidden(table: Table) -> str:
    if not _hides_answers(table):
        return _(
            "Too few answers: results of small groups are not published, nor those from which they could be deduced."
        )
    if not table.is_sensitive:
        return _(
            "Not published: results of small groups, those of groups in which one answer outweighs the others, and "
            "those from which they could be deduced."
        )
    if table.role is not Role.NUMBER:
        return _(
            "Not published: results of small groups, those of groups that all gave the same answer, and those from "
            "which they could be deduced."
        )
    return _(
        "Not published: results of small groups, those of groups that all gave the same answer or in which one answer "
        "outweighs the others, and those from which they could be deduced."
    )


def base(column: Column, table: Table) -> str:
    if column.base is None:
        return hidden(table)
    return f"{plain(column.base)} {FRAGILE}" if column.is_fragile else plain(column.base)


def effective(column: Column, table: Table) -> str:
    """The effective base, or the base where it is the same or unknown."""
    if column.base is None or column.effective is None or half_up(column.effective) == column.base:
        return base(column, table)
    return plain(half_up(column.effective))


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
    return composed(_("%(question)s, by %(segment)s"), question=table.title, segment=uncapitalised(table.segment_words))


def uncapitalised(words: object) -> str:
    """For the middle of a line; an abbreviation stays."""
    text = str(words)
    if text[1:2].isupper():
        return text
    lowered = text[:1].lower() + text[1:]
    return french(lowered) if isinstance(text, Marked) else lowered


def notes(table: Table, columns: Sequence[Column]) -> Iterator[str]:
    """What must be said under a chart or a table of these columns."""
    if table.role is Role.MULTIPLE:
        yield _("Several answers were possible: percentages may add up to more than 100.")
    elif table.role is not Role.NUMBER:
        yield _("Percentages are rounded to the unit: they may add up to 99 or 101.")
    if any(column.base is None for column in columns):
        yield _why_hidden(table)
    if not table.counts_none:
        yield _("The base is of those who chose one answer at least.")
    if any(column.is_fragile for column in columns):
        yield _("%(sign)s Fragile base, under %(count)s answers once weighted: read with caution.") % {
            "sign": FRAGILE,
            "count": FRAGILE_BELOW,
        }
    yield from _notes_on_measures(table, columns)
    if not table.is_random:
        yield _(
            "No interval is given and no difference is tested: that holds for samples drawn at random, which this one "
            "is not known to be."
        )
    elif any(column.lows or column.mean_low is not None for column in columns):
        yield _(
            "Intervals: there are 95 chances in 100 that they hold the value that all the people concerned would give."
        )


def _notes_on_measures(table: Table, columns: Sequence[Column]) -> Iterator[str]:
    if any(column.net is not None for column in columns):
        yield _("Net score: the share of positive answers less that of negative ones, in points.")
    if (unscored := _unscored(table)) and any(column.mean is not None for column in columns):
        yield _(
            "%(answers)s: counted in the shares and the base, not in the mean, the net score and the quartiles."
        ) % {"answers": unscored}
    own = [column for column in columns if column.mean_low is not None or column.mean_error is not None]
    if any(column.quartiles for column in own):  # an institute has its own
        yield _(
            "Median and quartiles are the smallest value at which the cumulated weight of respondents reaches a half, "
            "a quarter or three quarters of the total (inverse of the weighted empirical distribution)."
        )


def _unscored(table: Table) -> str:
    """The answers of a scale that have no score, where others have one."""
    bare = [str(option.words) for option in table.options if option.score is None]
    return ", ".join(bare) if table.role is Role.SCALE and len(bare) < len(table.options) else ""


def margin(effective: float) -> str:
    """Of a share of one half, the widest: 1.96 √(0.25 / n), n the effective base, in points rounded up to the tenth."""
    reach = math.ceil(Z95 * 0.5 / math.sqrt(effective) * 1000 - 1e-9) / 10
    return number_format(reach, 1)
