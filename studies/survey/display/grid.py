"""A figure as a plain table: shares with their intervals, measures, bases, and what is marked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from studies.survey.differences import MEAN_PLACE
from studies.survey.display import phrases
from studies.survey.display.editions import MEAN
from studies.survey.display.shown import Shown
from studies.survey.tables import Column, Table

ARROWS = {1: " ▲", 0: "", -1: " ▼"}

Line = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Grid:
    """The first of `head` is above the rows' names."""

    head: tuple[str, ...]
    rows: tuple[Line, ...]


def grid_of(shown: Shown) -> Grid:
    """Of all answers, by column; with a column more for the change since the edition before."""
    since = [_("Since %(edition)s") % {"edition": shown.changes.since}] if shown.changes else []
    head = (_("Answer"), *shown.names, *since)
    return Grid(head, tuple(_with_change(shown, code, line) for code, line in _lines(shown)))


def _lines(shown: Shown) -> Iterator[tuple[str, Line]]:
    """Each with the code by which changes know it."""
    columns, table = shown.columns, shown.table

    def line(name: str, write: Callable[[Column], str]) -> Line:
        return name, tuple(map(write, columns))

    for place in shown.order:
        texts = tuple(share(shown, place, at) for at in range(len(columns)))
        yield shown.table.answers[place].code, (shown.label(place), texts)
    if any(column.net is not None for column in columns):
        yield "", line(_("Net score"), lambda column: "" if column.net is None else phrases.points(column.net))
    if any(column.mean is not None for column in columns):
        yield MEAN, (_("Mean"), tuple(mean_marked(shown, at) for at in range(len(columns))))
    if any(column.quartiles for column in columns):
        for at, name in enumerate((_("First quartile"), _("Median"), _("Third quartile"))):
            yield "", (name, tuple(quartiles(column)[at] for column in columns))
    yield "", line(_("Base"), lambda column: phrases.base(column, table))
    if any(phrases.effective(column, table) != phrases.base(column, table) for column in columns):
        yield "", line(_("Effective base"), lambda column: phrases.effective(column, table))


def _with_change(shown: Shown, code: str, line: Line) -> Line:
    if shown.changes is None:
        return line
    change = shown.changes.by_code.get(code)
    name, texts = line
    return name, (*texts, f"{change.text}{ARROWS[change.direction]}" if change else "")


def share(shown: Shown, place: int, at: int) -> str:
    """With its interval and its letters."""
    column = shown.columns[at]
    if column.base is None:
        return phrases.hidden(shown.table)
    text = phrases.percent(column.shares[place])
    if column.lows:
        text += f" ({phrases.span(str(column.lows[place]), str(column.highs[place]))})"
    return f"{text} {shown.above.get((place, at), '')}".rstrip()


def mean_marked(shown: Shown, at: int) -> str:
    """With its interval and its letters."""
    return f"{mean(shown.columns[at], shown.table)} {shown.above.get((MEAN_PLACE, at), '')}".rstrip()


def mean(column: Column, table: Table) -> str:
    """With its interval."""
    if column.base is None:
        return phrases.hidden(table)
    value, low, high = column.mean_with_interval
    if value is None:
        return ""
    if low is None or high is None:
        return phrases.mean(value)
    return f"{phrases.mean(value)} ({phrases.span(phrases.mean(low), phrases.mean(high))})"


def quartiles(column: Column) -> tuple[str, str, str]:
    if not column.quartiles:
        return ("", "", "")
    first, median, third = map(phrases.plain, column.quartiles)
    return first, median, third
