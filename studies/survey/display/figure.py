"""What one view of a survey shows: a chart, the same as a table, and what must be said beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from portal.core.charts.axes import Axis, axis
from portal.core.charts.drawings import NARROW, WIDE, Dots, Format, Lines, Mark, dots
from studies.survey.codebook import Role
from studies.survey.differences import MEAN_PLACE
from studies.survey.display import phrases
from studies.survey.display.charts import Bar, StackedBars, stacked_bars
from studies.survey.display.editions import MEAN, Change, Changes
from studies.survey.display.grid import Grid, grid_of, mean, mean_marked, quartiles, share
from studies.survey.display.shown import Shown
from studies.survey.tables import Column, Table

MEANS = Format(figure=phrases.mean, tick=phrases.plain)
SHARES = Format(figure=phrases.percent, tick=phrases.percent)


@dataclass(frozen=True)
class Cell:
    """`share` is the length of a bar, None where nothing is shown; `text` is the figure as it is written; `above` are
    the letters of the categories it stands above, `change` what changed since the edition before."""

    category: str
    share: int | None
    text: str
    above: str = ""
    change: Change | None = None


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Cell, ...]
    is_group: bool = False


@dataclass(frozen=True)
class Figure:
    """`kind` says which is the chart: `rows` of bars (with `bases`) or of a number's figures, the bars of a `scale`
    (with `beside`, the figures that follow each), or `drawings` of dots or lines; "withheld" has none. `is_marked`:
    some differences or changes are significant. `hidden` stands in place of a figure that is not shown, or of them all
    where the kind is "withheld"."""

    kind: str
    title: str
    unit: str
    base: str
    wording: str = ""
    asked_to: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    bases: tuple[Cell, ...] = ()
    scale: StackedBars | None = None
    beside: tuple[Row, ...] = ()
    drawings: tuple[Dots | Lines, ...] = ()
    description: str = ""
    grid: Grid | None = None
    notes: tuple[str, ...] = ()
    is_marked: bool = False
    hidden: str = ""

    @property
    def bars(self) -> list[tuple[Bar, Row]]:
        return list(zip(self.scale.bars, self.beside, strict=True)) if self.scale else []


def figure(
    table: Table,
    whole: Table | None = None,
    option: str = "",
    *,
    changes: Changes | None = None,
    is_by_size: bool = False,
) -> Figure:
    """`table` as its question calls for; with `whole`, the same question for everyone, to compare with.

    With `option`, an answer's code or MEAN, that figure alone by category, with its intervals. `changes` are those of
    everyone's answers, shown where no segment is.
    """
    columns = (*(whole.columns if whole and not table.is_whole else ()), *table.columns)
    shown = Shown(table, columns, changes if table.is_whole else None, is_by_size)
    if all(column.base is None for column in table.columns):
        return framed(shown, kind="withheld", hidden=phrases.withheld(table))
    if table.role is Role.NUMBER:
        return _number(shown)
    if option:
        return _dots(shown, option)
    if table.role is Role.SCALE:
        drawn = stacked_bars(table.options, columns, shown.above)
        figures = tuple(beside(shown, at) for at in range(len(columns)))
        return framed(shown, kind="scale", scale=drawn, beside=figures, grid=grid_of(shown))
    rows = tuple(
        Row(shown.label(place), tuple(_bar(shown, place, at) for at in range(len(columns))), shown.is_group(place))
        for place in shown.order
    )
    bases = tuple(
        Cell(name, None, phrases.base(column, table)) for name, column in zip(shown.names, columns, strict=True)
    )
    return framed(shown, kind="bars", rows=rows, bases=bases, grid=grid_of(shown))


def framed(shown: Shown, *, kind: str, **more) -> Figure:
    """With all that stands around a chart."""
    table = shown.table
    return Figure(
        kind=kind,
        title=phrases.title(table),
        unit=more.pop("unit", phrases.unit(table)),
        base=phrases.bases(shown.columns),
        wording=str(table.wording),
        asked_to=str(table.asked_to),
        columns=tuple(shown.columns),
        notes=(*phrases.notes(table, shown.columns), *shown.notes) if kind != "withheld" else (),
        is_marked=shown.is_marked,
        hidden=more.pop("hidden", phrases.hidden(table)),
        **more,
    )


def _bar(shown: Shown, place: int, at: int) -> Cell:
    column = shown.columns[at]
    if column.base is None:
        return Cell(shown.names[at], None, phrases.hidden(shown.table))
    text = phrases.percent(column.shares[place])
    return Cell(
        shown.names[at],
        column.shares[place],
        text,
        shown.above.get((place, at), ""),
        shown.change(shown.table.answers[place].code),
    )


def beside(shown: Shown, at: int) -> Row:
    """The same figures for every column, those that any of them has."""
    column, cells = shown.columns[at], []
    for place in shown.order:
        if shown.is_group(place):
            cells.append(replace(_bar(shown, place, at), category=str(shown.table.answers[place].words), share=None))
    if any(other.net is not None for other in shown.columns):
        cells.append(Cell(_("Net score"), None, "" if column.net is None else phrases.points(column.net)))
    if any(other.mean is not None for other in shown.columns):
        value = column.mean_with_interval[0]
        text = "" if value is None else phrases.mean(value)
        cells.append(Cell(_("Mean"), None, text, shown.above.get((MEAN_PLACE, at), ""), shown.change(MEAN)))
    cells.append(Cell(_("Base"), None, phrases.base(column, shown.table)))
    if column.base is None:
        cells = [replace(cell, text="") for cell in cells]
    return Row(shown.names[at], tuple(cells))


def _number(shown: Shown) -> Figure:
    head = (_("Mean"), _("First quartile"), _("Median"), _("Third quartile"), _("Base"))
    rows = []
    for at, column in enumerate(shown.columns):
        texts = (
            mean(column, shown.table),
            *quartiles(column),
            "" if column.base is None else phrases.base(column, shown.table),
        )
        cells = [Cell(name, None, text) for name, text in zip(head, texts, strict=True)]
        cells[0] = replace(cells[0], above=shown.above.get((MEAN_PLACE, at), ""), change=shown.change(MEAN))
        rows.append(Row(shown.names[at], tuple(cells)))
    columns = shown.columns
    drawings = _drawings(columns, MEAN, 0) if len(columns) > 1 else ()
    return framed(shown, kind="number", rows=tuple(rows), drawings=drawings, description=_reading(columns, MEAN, 0))


def _dots(shown: Shown, option: str) -> Figure:
    table, columns = shown.table, shown.columns
    place = next((place for place, answer in enumerate(table.answers) if answer.code == option), 0)
    name = _("mean") if option == MEAN else shown.label(place)
    rows = tuple(
        (
            shown.names[at],
            (mean_marked(shown, at) if option == MEAN else share(shown, place, at), phrases.base(column, table)),
        )
        for at, column in enumerate(columns)
    )
    made = framed(
        shown,
        kind="dots",
        unit=mean_unit(table) if option == MEAN else phrases.unit(table),
        drawings=_drawings(columns, option, place),
        description=_reading(columns, option, place),
        grid=Grid((_("Category"), name, _("Base")), rows),
    )
    return replace(made, title=_("%(question)s: %(option)s") % {"question": made.title, "option": name})


def mean_unit(table: Table) -> str:
    scores = [option.score for option in table.options if option.score is not None]
    if table.role is Role.NUMBER or not scores:
        return str(table.unit)
    return _("mean, from %(low)s to %(high)s") % {"low": phrases.plain(min(scores)), "high": phrases.plain(max(scores))}


def mark_of(column: Column, option: str, place: int) -> Mark:
    label = phrases.category(column)
    if column.base is None or (option == MEAN and column.mean is None):
        return Mark(label, None)
    if option == MEAN:
        return Mark(label, *column.mean_with_interval, column.is_fragile)
    low, high = (column.lows[place], column.highs[place]) if column.lows else (None, None)
    return Mark(label, column.shares[place], low, high, column.is_fragile)


def _drawings(columns: Sequence[Column], option: str, place: int) -> tuple[Dots, ...]:
    marks = [mark_of(column, option, place) for column in columns]
    reference = next((mark for mark, column in zip(marks, columns, strict=True) if not column.code), None)
    scope = value_axis(marks) if option == MEAN else share_axis(marks)
    write = MEANS if option == MEAN else SHARES
    return tuple(
        dots([mark for mark in marks if mark is not reference], reference, scope, size, write)
        for size in (WIDE, NARROW)
    )


def _reading(columns: Sequence[Column], option: str, place: int) -> str:
    marks = [mark_of(column, option, place) for column in columns]
    write = phrases.mean if option == MEAN else phrases.percent
    text = ", ".join(f"{mark.label} {write(mark.value)}" for mark in marks if mark.value is not None)
    return phrases.read_out(text, [mark.label for mark in marks])


def share_axis(marks: Sequence[Mark]) -> Axis:
    """Shares start at nothing."""
    return axis(0, max((mark.high or mark.value or 0 for mark in marks), default=100) or 10)


def value_axis(marks: Sequence[Mark]) -> Axis:
    ends = [end for mark in marks for end in (mark.low, mark.value, mark.high) if end is not None]
    return axis(min(ends, default=0), max(ends, default=1))
