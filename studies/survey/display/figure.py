"""What one view of a survey shows: a chart, the same as a table, and what must be said beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from studies.survey.codebook import Role
from studies.survey.display import phrases
from studies.survey.display.charts import Axis, Bar, Scale, axis, scale
from studies.survey.display.drawings import NARROW, WIDE, Dots, Format, Lines, Mark, dots
from studies.survey.tables import Column, Table

MEAN = "~mean"
"""In place of an option's code: the mean of a scale or a number."""
MEANS = Format(figure=phrases.mean, tick=phrases.plain)
SHARES = Format(figure=phrases.percent, tick=phrases.percent)


@dataclass(frozen=True)
class Cell:
    """`share` is the length of a bar, None where nothing is shown; `text` is the figure as it is written."""

    category: str
    share: int | None
    text: str


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """A plain table: the first of `head` is above the rows' names."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Figure:
    """`kind` says which is the chart: `rows` of bars (with `bases`) or of a number's figures, the bars of a `scale`
    (with `beside`, the figures that follow each), or `drawings` of dots or lines; "withheld" has none."""

    kind: str
    title: str
    unit: str
    base: str
    wording: str = ""
    asked_to: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    bases: tuple[Cell, ...] = ()
    scale: Scale | None = None
    beside: tuple[Row, ...] = ()
    drawings: tuple[Dots | Lines, ...] = ()
    description: str = ""
    grid: Grid | None = None
    notes: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()

    @property
    def bars(self) -> list[tuple[Bar, Row]]:
        return list(zip(self.scale.bars, self.beside, strict=True)) if self.scale else []


def figure(table: Table, whole: Table | None = None, option: str = "") -> Figure:
    """`table` as its question calls for; with `whole`, the same question for everyone, to compare with.

    With `option`, a code or MEAN, that figure alone by category, with its intervals.
    """
    columns = (*(whole.columns if whole and not table.is_whole else ()), *table.columns)
    if all(column.base is None for column in table.columns):
        return _make(table, columns, kind="withheld")
    if table.role is Role.NUMBER:
        return _number(table, columns)
    if option:
        return _dots(table, columns, option)
    grid = _grid(table, columns)
    differences = tuple(phrases.differences(table))
    if table.role is Role.SCALE:
        drawn = scale(table.options, columns)
        beside = tuple(_beside(column, columns) for column in columns)
        return _make(table, columns, kind="scale", scale=drawn, beside=beside, grid=grid, differences=differences)
    rows = tuple(
        Row(str(answer.words), tuple(_bar(column, place) for column in columns))
        for place, answer in enumerate(table.options)
    )
    bases = tuple(Cell(phrases.category(column), None, phrases.base(column)) for column in columns)
    return _make(table, columns, kind="bars", rows=rows, bases=bases, grid=grid, differences=differences)


def _make(table: Table, columns: tuple[Column, ...], *, kind: str, **more) -> Figure:
    return Figure(
        kind=kind,
        title=phrases.title(table),
        unit=more.pop("unit", phrases.unit(table)),
        base=phrases.bases(columns),
        wording=str(table.wording),
        asked_to=str(table.asked_to),
        columns=columns,
        notes=tuple(phrases.notes(table, columns)) if kind != "withheld" else (),
        **more,
    )


def _bar(column: Column, place: int) -> Cell:
    if column.base is None:
        return Cell(phrases.category(column), None, phrases.base(column))
    return Cell(phrases.category(column), column.shares[place], phrases.percent(column.shares[place]))


def _beside(column: Column, columns: Sequence[Column]) -> Row:
    """The same figures for every column, those that any of them has."""
    cells = [Cell(_("Base"), None, "" if column.base is None else phrases.base(column))]
    if any(other.mean is not None for other in columns):
        cells.insert(0, Cell(_("Mean"), None, "" if column.mean is None else phrases.mean(column.mean)))
    if any(other.net is not None for other in columns):
        cells.insert(0, Cell(_("Net score"), None, "" if column.net is None else phrases.points(column.net)))
    return Row(phrases.category(column), tuple(cells))


def _grid(table: Table, columns: Sequence[Column]) -> Grid:
    rows = [
        (str(option.words), tuple(_share_and_interval(column, place) for column in columns))
        for place, option in enumerate(table.options)
    ]
    if any(column.net is not None for column in columns):
        nets = tuple(phrases.points(column.net) if column.net is not None else "" for column in columns)
        rows.append((_("Net score"), nets))
    if any(column.mean is not None for column in columns):
        rows.append((_("Mean"), tuple(_mean_and_interval(column) for column in columns)))
    if any(column.quartiles for column in columns):
        names = (_("First quartile"), _("Median"), _("Third quartile"))
        rows += zip(names, zip(*map(_quartiles, columns), strict=True), strict=True)
    rows.append((_("Base"), tuple(phrases.base(column) for column in columns)))
    return Grid((_("Answer"), *(phrases.category(column) for column in columns)), tuple(rows))


def _share_and_interval(column: Column, place: int) -> str:
    if column.base is None:
        return phrases.base(column)
    interval = phrases.span(str(column.lows[place]), str(column.highs[place]))
    return f"{phrases.percent(column.shares[place])} ({interval})"


def _mean_and_interval(column: Column) -> str:
    if column.base is None:
        return phrases.base(column)
    if column.mean is None:
        return ""
    if column.mean_low is None or column.mean_high is None:
        return phrases.mean(column.mean)
    return (
        f"{phrases.mean(column.mean)} ({phrases.span(phrases.mean(column.mean_low), phrases.mean(column.mean_high))})"
    )


def _number(table: Table, columns: tuple[Column, ...]) -> Figure:
    head = (_("Mean"), _("First quartile"), _("Median"), _("Third quartile"), _("Base"))
    rows = tuple(
        Row(
            phrases.category(column),
            tuple(
                Cell(name, None, text)
                for name, text in zip(
                    head,
                    (
                        _mean_and_interval(column),
                        *_quartiles(column),
                        "" if column.base is None else phrases.base(column),
                    ),
                    strict=True,
                )
            ),
        )
        for column in columns
    )
    drawings = _drawings(columns, MEAN, 0) if len(columns) > 1 else ()
    return _make(table, columns, kind="number", rows=rows, drawings=drawings, description=_reading(columns, MEAN, 0))


def _quartiles(column: Column) -> tuple[str, str, str]:
    if not column.quartiles:
        return ("", "", "")
    first, median, third = map(phrases.plain, column.quartiles)
    return first, median, third


def _dots(table: Table, columns: tuple[Column, ...], option: str) -> Figure:
    place = next((place for place, answer in enumerate(table.options) if answer.code == option), 0)
    name = _("mean") if option == MEAN else str(table.options[place].words)
    rows = tuple(
        (
            phrases.category(column),
            (
                _mean_and_interval(column) if option == MEAN else _share_and_interval(column, place),
                phrases.base(column),
            ),
        )
        for column in columns
    )
    made = _make(
        table,
        columns,
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
        return Mark(label, column.mean, column.mean_low, column.mean_high, column.is_fragile)
    return Mark(label, column.shares[place], column.lows[place], column.highs[place], column.is_fragile)


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
    marks = (mark_of(column, option, place) for column in columns)
    write = phrases.mean if option == MEAN else phrases.percent
    return ", ".join(f"{mark.label} {write(mark.value)}" for mark in marks if mark.value is not None)


def share_axis(marks: Sequence[Mark]) -> Axis:
    """Shares start at nothing."""
    return axis(0, max((mark.high or 0 for mark in marks), default=100) or 10)


def value_axis(marks: Sequence[Mark]) -> Axis:
    ends = [end for mark in marks for end in (mark.low, mark.value, mark.high) if end is not None]
    return axis(min(ends, default=0), max(ends, default=1))
