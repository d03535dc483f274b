"""A chart of a small table as an editor types it: a row of names, then rows that each begin with a name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.core.charts.axes import axis
from portal.core.charts.drawings import MOST_LINES, NARROW, WIDE, Format, Line, Lines, Mark, Moment, lines

BARS, LINES = "bars", "lines"
MOST_ROWS, MOST_COLUMNS = 24, 7
NUMBER = re.compile(r"(?P<sign>[+−–-]?)\s*(?P<whole>[0-9]{1,12})(?:[.,](?P<part>[0-9]{1,6}))?\s*(?P<percent>%?)")
SPACES = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")
YEAR = re.compile(r"[12]\d{3}")


@dataclass(frozen=True)
class Number:
    value: float
    places: int
    is_percent: bool

    def written(self) -> str:
        """In the language of the page."""
        return _written(self.value, self.places, self.is_percent)


@dataclass(frozen=True)
class Cell:
    category: str
    share: int | None
    text: str


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Name:
    """Of a column; it never stands for all the others."""

    code: str


@dataclass(frozen=True)
class Grid:
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Figure:
    """What `components/chart.html` shows: bars or lines."""

    kind: str
    title: str
    unit: str = ""
    rows: tuple[Row, ...] = ()
    bases: tuple[Cell, ...] = ()
    columns: tuple[Name, ...] = ()
    drawings: tuple[Lines, ...] = ()
    description: str = ""
    grid: Grid | None = None
    notes: tuple[str, ...] = ()


def number(text: str) -> Number | None:
    """With a comma or a point, spaces between thousands, a sign, a percent; None for what is no number."""
    found = NUMBER.fullmatch(SPACES.sub("", text.strip()))
    if found is None:
        return None
    value = float(f"{found['whole']}.{found['part'] or 0}")
    return Number(
        -value if found["sign"] in "−–-" and found["sign"] else value, len(found["part"] or ""), bool(found["percent"])
    )


def problems(data: Sequence[Sequence[str | None]], kind: str) -> list[str]:
    """What keeps it from being drawn, each in a sentence that says where."""
    table = _trimmed(data)
    if len(table) < 2 or len(table[0]) < 2:
        return [_("A chart takes a row of names, then rows that each begin with a name and go on with numbers.")]
    found = list(_unread(table))
    if len(table) - 1 > MOST_ROWS:
        found.append(_("A chart takes %(most)s rows at most.") % {"most": MOST_ROWS})
    most = MOST_LINES if kind == LINES else MOST_COLUMNS
    if len(table[0]) - 1 > most:
        found.append(_("This chart takes %(most)s columns of numbers at most.") % {"most": most})
    if found:
        return found
    if kind == LINES and len(table) < 3:
        return [_("Lines take two rows at least, one a moment.")]
    columns = range(1, len(table[0]))
    if kind == LINES and not all(any(row[at] for row in table[1:]) for at in columns):
        return [_("Each line takes a number at least.")]
    numbers = [one for row in table[1:] for text in row[1:] if (one := number(text))]
    if kind == BARS and any(one.value < 0 for one in numbers):
        return [_("Bars can't be shorter than nothing: for numbers below zero choose lines.")]
    return []


def figure(data: Sequence[Sequence[str | None]], kind: str, *, title: str, unit: str, source: str) -> Figure | None:
    """None for what can't be drawn."""
    if problems(data, kind):
        return None
    table = _trimmed(data)
    notes = (_("Source: %(source)s") % {"source": source},) if source else ()
    return (_lines if kind == LINES else _bars)(table, title, unit, notes)


def _trimmed(data: Sequence[Sequence[str | None]]) -> list[list[str]]:
    """Without the rows and columns that are empty."""
    rows = [[(text or "").strip() for text in row] for row in data]
    rows = [row for row in rows if any(row)]
    kept = [
        at
        for at in range(max(map(len, rows), default=0))
        if at == 0 or any(row[at : at + 1] != [""] for row in rows if at < len(row))
    ]
    return [[row[at] if at < len(row) else "" for at in kept] for row in rows]


def _unread(table: list[list[str]]) -> Iterator[str]:
    for at, row in enumerate(table[1:], 2):
        if not row[0]:
            yield _("Row %(row)s begins with no name.") % {"row": at}
        for column, text in enumerate(row[1:], 2):
            if text and number(text) is None:
                place = {"row": at, "column": column, "text": text}
                yield _("Row %(row)s, column %(column)s: “%(text)s” is no number.") % place


def _written(value: float, places: int, is_percent: bool) -> str:
    said = number_format(value, places, force_grouping=True).replace("-", "−")
    return _("%(share)s%%") % {"share": said} if is_percent else said


def _bars(table: list[list[str]], title: str, unit: str, notes: tuple[str, ...]) -> Figure:
    heads = table[0][1:]
    read = [[number(text) for text in row[1:]] for row in table[1:]]
    known = [one for row in read for one in row if one]
    whole = max((one.value for one in known), default=0) or 1
    if all(one.is_percent for one in known) or unit.strip().startswith("%"):
        whole = max(whole, 100)
    rows = tuple(
        Row(
            line[0],
            tuple(
                Cell(head, round(100 * one.value / whole) if one else None, one.written() if one else "–")
                for head, one in zip(heads, numbers, strict=True)
            ),
        )
        for line, numbers in zip(table[1:], read, strict=True)
    )
    columns = tuple(Name(head or "-") for head in heads)
    return Figure(BARS, title, unit, rows, tuple(Cell(head, None, "") for head in heads), columns, notes=notes)


def _lines(table: list[list[str]], title: str, unit: str, notes: tuple[str, ...]) -> Figure:
    names = [row[0] for row in table[1:]]
    read = [[number(text) for text in row[1:]] for row in table[1:]]
    known = [one for row in read for one in row if one]
    places, is_percent = max(one.places for one in known), all(one.is_percent for one in known)
    low, high = min(one.value for one in known), max(one.value for one in known)
    scope = axis(min(0, low) if is_percent or unit.strip().startswith("%") else low, high)
    write = Format(
        figure=lambda value: _written(value, places, is_percent),
        tick=lambda value: _written(value, 0 if value == round(value) else max(places, 1), is_percent),
    )
    series = [
        Line(head, tuple(Mark(head, one.value) if one else None for one in column))
        for head, column in zip(table[0][1:], zip(*read, strict=True), strict=True)
    ]
    moments = _moments(names)
    grid = tuple(
        (name, tuple(one.written() if one else "" for one in line)) for name, line in zip(names, read, strict=True)
    )
    return Figure(
        LINES,
        title,
        unit,
        drawings=tuple(lines(series, moments, scope, size, write) for size in (WIDE, NARROW)),
        description=". ".join(_told(line, names, write) for line in series),
        grid=Grid(tuple(table[0]), grid),
        notes=notes,
    )


def _told(line: Line, names: list[str], write: Format) -> str:
    points = zip(names, line.marks, strict=True)
    return f"{line.label}: " + ", ".join(f"{name} {write.figure(mark.value)}" for name, mark in points if mark)  # type: ignore[arg-type]


def _moments(names: list[str]) -> list[Moment]:
    """Years as far apart as they are, in their order; anything else evenly."""
    years = [int(name) for name in names if YEAR.fullmatch(name)]
    in_time = len(years) == len(names) and all(before < after for before, after in pairwise(years))
    places = years if in_time else range(len(names))
    return [Moment(at, name) for at, name in zip(places, names, strict=True)]
