"""Dots with intervals and lines over editions, in the units of the SVG that a template writes out.

Each is drawn twice, wide and narrow: text that shrinks with its picture can't be read on a phone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portal.core.charts.axes import Axis, spread, wrap

MOST_LINES = 5
"""More in one drawing can't be told apart."""


@dataclass(frozen=True)
class Format:
    """How figures and the axis's ticks are written."""

    figure: Callable[[float], str]
    tick: Callable[[float], str]


@dataclass(frozen=True)
class Size:
    """`name` tells the style sheet when to show the drawing; `font` is the size of its text."""

    name: str
    width: int
    font: int


WIDE = Size("wide", 800, 15)
NARROW = Size("narrow", 360, 14)


@dataclass(frozen=True)
class Mark:
    """A figure with its interval; without a value it is not shown, and its row says so."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    is_fragile: bool = False


@dataclass(frozen=True)
class Tick:
    """A text and where it stands on the one axis that matters."""

    at: float
    label: str


@dataclass(frozen=True)
class Dot:
    """`name` is written line by line, each with its height; `value_x` is where the figure starts."""

    name: tuple[Tick, ...]
    y: float
    x: float | None
    left: float
    right: float
    value: str
    value_x: float
    is_fragile: bool


@dataclass(frozen=True)
class Dots:
    size: Size
    height: float
    top: float
    bottom: float
    left: float
    right: float
    ticks: tuple[Tick, ...]
    reference: Tick | None
    anchor: str
    dots: tuple[Dot, ...]


def dots(marks: Sequence[Mark], reference: Mark | None, axis: Axis, size: Size, write: Format) -> Dots:
    """A row a mark: names stand left of their rows in the wide drawing, above them in the narrow one. The
    `reference`, everyone's figure, is a line across."""
    is_wide = size is WIDE
    left, right, top, row = (250.0, 706.0, 34.0, 44.0) if is_wide else (12.0, 288.0, 34.0, 58.0)
    bottom = top + row * len(marks)
    at = axis.place(reference.value, left, right) if reference and reference.value is not None else None
    return Dots(
        size=size,
        height=bottom + 28,
        top=top,
        bottom=bottom,
        left=left,
        right=right,
        ticks=tuple(Tick(axis.place(tick, left, right), write.tick(tick)) for tick in _fewer(axis.ticks, is_wide)),
        reference=Tick(at, f"{reference.label} {write.figure(reference.value)}") if at is not None else None,  # type: ignore
        anchor=_anchor(at, left, right),
        dots=tuple(_dot(mark, axis, size, write, left, right, top + row * rank) for rank, mark in enumerate(marks)),
    )


def _dot(mark: Mark, axis: Axis, size: Size, write: Format, left: float, right: float, top: float) -> Dot:
    if size is WIDE:
        y = top + 22
        name = wrap(mark.label, 29, 2)
        first = y + size.font * (0.35 - 0.6 * (len(name) - 1))
    else:
        y = top + 38
        name = wrap(mark.label, 44, 1)
        first = y - 17
    x, low, high = (None if at is None else axis.place(at, left, right) for at in (mark.value, mark.low, mark.high))
    end = high or x or left
    return Dot(
        name=tuple(Tick(round(first + size.font * 1.2 * rank, 1), line) for rank, line in enumerate(name)),
        y=y,
        x=x,
        left=low or x or left,
        right=end,
        value="" if mark.value is None else write.figure(mark.value),
        value_x=end + 12 if x is not None else left,
        is_fragile=mark.is_fragile,
    )


def _anchor(at: float | None, left: float, right: float) -> str:
    """Near an edge a label grows away from it."""
    part = 0.5 if at is None else (at - left) / (right - left)
    return "start" if part < 0.25 else "end" if part > 0.75 else "middle"


def _fewer(ticks: tuple[float, ...], is_wide: bool) -> tuple[float, ...]:
    if is_wide or len(ticks) < 5:
        return ticks
    return ticks[::2] if len(ticks) % 2 else (ticks[0], ticks[-1])


@dataclass(frozen=True)
class Line:
    """One figure over editions: a mark for each, None where it was not asked or is not shown."""

    label: str
    marks: tuple[Mark | None, ...]

    @property
    def last(self) -> Mark | None:
        return next((mark for mark in reversed(self.marks) if mark), None)


@dataclass(frozen=True)
class Moment:
    """An edition: `at` places it in time, in any unit. `broken` says why figures don't compare with the one before, ""
    where they do."""

    at: float
    label: str
    broken: str = ""


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True)
class Drawn:
    """`paths` is SVG path data, a stretch for each part without a break. Value and name stand at the line's end,
    joined to the last point by `leader` where they had to move."""

    paths: str
    points: tuple[Point, ...]
    leader: str
    value: Tick
    name: tuple[Tick, ...]


@dataclass(frozen=True)
class Lines:
    size: Size
    height: float
    top: float
    bottom: float
    left: float
    right: float
    end: float
    ticks: tuple[Tick, ...]
    moments: tuple[Tick, ...]
    breaks: tuple[Tick, ...]
    lines: tuple[Drawn, ...]


def lines(series: Sequence[Line], moments: Sequence[Moment], axis: Axis, size: Size, write: Format) -> Lines:
    """At most MOST_LINES lines, each of which has a figure somewhere, labelled at their end; broken where a moment
    says so or a figure is missing."""
    is_wide = size is WIDE
    left, right, top, bottom = (56.0, 570.0, 24.0, 350.0) if is_wide else (48.0, 232.0, 24.0, 330.0)
    xs = _places(moments, left + 16, right - 12)
    points = [
        [
            _point(mark, x + 4 * (rank - (len(series) - 1) / 2), axis, bottom, top)
            for mark, x in zip(line.marks, xs, strict=True)
        ]
        for rank, line in enumerate(series)
    ]
    names = [wrap(line.label, 26 if is_wide else 15, 2) for line in series]
    gap = size.font * (1.5 + 1.15 * max(map(len, names), default=1))
    ends = [next(point for point in reversed(row) if point) for row in points]
    labels = spread([end.y for end in ends], gap, top, bottom + 30 - gap + size.font)
    kept = range(len(moments)) if is_wide else sorted({0, len(moments) - 1})
    return Lines(
        size=size,
        height=bottom + 38,
        top=top,
        bottom=bottom,
        left=left,
        right=right,
        end=right + 26,
        ticks=tuple(Tick(axis.place(tick, bottom, top), write.tick(tick)) for tick in axis.ticks),
        moments=tuple(Tick(xs[place], moments[place].label) for place in kept),
        breaks=tuple(
            Tick(round((before + after) / 2, 1), moment.broken)
            for (before, after), moment in zip(pairwise(xs), moments[1:], strict=True)
            if moment.broken
        ),
        lines=tuple(
            _drawn(line, row, moments, end, label, name, right, size, write)
            for line, row, end, label, name in zip(series, points, ends, labels, names, strict=True)
        ),
    )


def _places(moments: Sequence[Moment], left: float, right: float) -> list[float]:
    first, last = moments[0].at, moments[-1].at
    if first == last:
        return [(left + right) / 2 for _moment in moments]
    return [Axis(first, last, ()).place(moment.at, left, right) for moment in moments]


def _point(mark: Mark | None, x: float, axis: Axis, bottom: float, top: float) -> Point | None:
    if mark is None or mark.value is None:
        return None
    low, high = (mark.value if at is None else at for at in (mark.low, mark.high))
    return Point(round(x, 1), *(axis.place(at, bottom, top) for at in (mark.value, low, high)))


def _drawn(
    line: Line,
    points: Sequence[Point | None],
    moments: Sequence[Moment],
    end: Point,
    label: float,
    name: tuple[str, ...],
    right: float,
    size: Size,
    write: Format,
) -> Drawn:
    moved = abs(label - end.y) > size.font / 2 or end.x < right - 24
    value = line.last.value if line.last else None
    return Drawn(
        paths=_paths(points, moments),
        points=tuple(point for point in points if point),
        leader=f"M{end.x + 8:g} {end.y:g}L{right + 20:g} {label:g}" if moved else "",
        value=Tick(round(label + size.font * 0.4, 1), "" if value is None else write.figure(value)),
        name=tuple(Tick(round(label + size.font * (0.4 + 1.2 * rank), 1), text) for rank, text in enumerate(name, 1)),
    )


def _paths(points: Sequence[Point | None], moments: Sequence[Moment]) -> str:
    stretches: list[list[Point]] = [[]]
    for point, moment in zip(points, moments, strict=True):
        if moment.broken or point is None:
            stretches.append([])
        if point is not None:
            stretches[-1].append(point)
    return "".join("M" + "L".join(f"{p.x:g} {p.y:g}" for p in stretch) for stretch in stretches if len(stretch) > 1)
