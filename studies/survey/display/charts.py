"""How a chart is laid out: axes and their ticks, labels that don't overlap, the segments of a scale."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from studies.survey.codebook import Option, Side
from studies.survey.tables import Column

PRINTED_FROM = 5
"""Under this share, in percent, a segment of a scale has no room for its figure."""
SHADES = 3
"""Colours on each side of a neutral; STEPS: those of a scale without sides."""
STEPS = 5
LETTER = 3
"""The room a letter takes, in percent."""
NEUTRAL, APART = "neutral", "apart"
NOTHING: Mapping[tuple[int, int], str] = MappingProxyType({})


@dataclass(frozen=True)
class Axis:
    low: float
    high: float
    ticks: tuple[float, ...]

    def place(self, value: float, start: float, end: float) -> float:
        """Where `value` stands between `start` and `end`, to a tenth of a unit."""
        return round(start + (end - start) * (value - self.low) / (self.high - self.low), 1)


def axis(low: float, high: float, *, most: int = 5) -> Axis:
    """An axis that holds both ends, in at most `most` steps of 1, 2 or 5 times a power of ten."""
    if high - low < 1e-9:
        low, high = low - 0.5, high + 0.5
    rough = (high - low) / most
    power = 10 ** math.floor(math.log10(rough))
    # Rounding outwards to whole steps may add one: then the next step up.
    for step in (times * power for times in (1, 2, 5, 10, 20, 50)):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first <= most:
            break
    ticks = tuple(round(place * step, 9) for place in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], ticks)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places at least `gap` apart, in the same order and as near to `wanted` as that allows, between `low` and `high`.

    Where they can't all fit they are evenly spaced from `low` on.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    placed: list[float] = []
    for place in order:
        placed.append(max(wanted[place], placed[-1] + gap if placed else low))
    if placed and placed[-1] > high:
        placed[-1] = high
        for before in range(len(placed) - 2, -1, -1):
            placed[before] = min(placed[before], placed[before + 1] - gap)
    if placed and placed[0] < low:
        placed = [low + gap * rank for rank in range(len(placed))]
    result = [0.0] * len(wanted)
    for place, at in zip(order, placed, strict=True):
        result[place] = round(at, 1)
    return result


def wrap(text: str, width: int, lines: int) -> tuple[str, ...]:
    """`text` on at most `lines` lines of about `width` characters; what is left out shows as an ellipsis."""
    rows = [""]
    for word in text.split():
        if rows[-1] and len(rows[-1]) + 1 + len(word) > width:
            rows.append(word)
        else:
            rows[-1] = f"{rows[-1]} {word}".strip()
    rows = [row if len(row) <= width else f"{row[: width - 1]}…" for row in rows]
    if len(rows) > lines:
        rows = [*rows[: lines - 1], f"{rows[lines - 1][: width - 1].rstrip()}…"]
    return tuple(rows)


@dataclass(frozen=True)
class Step:
    """One option of a scale, in the order it is drawn: its place among the table's options and its colour's name."""

    option: Option
    place: int
    shade: str


@dataclass(frozen=True)
class Segment:
    """`above`: the letters of the categories it stands above, where they have room."""

    share: int
    shade: str
    is_printed: bool
    above: str = ""


@dataclass(frozen=True)
class Bar:
    """`before` and `after` are empty room, in percents of the same scale as the segments, so that neutrals align."""

    column: Column
    before: int
    segments: tuple[Segment, ...]
    after: int


@dataclass(frozen=True)
class StackedBars:
    steps: tuple[Step, ...]
    bars: tuple[Bar, ...]


def stacked_bars(
    options: Sequence[Option], columns: Sequence[Column], above: Mapping[tuple[int, int], str] = NOTHING
) -> StackedBars:
    """One bar a column. With sides: positive options, neutral ones, negative ones, the middle of the neutral aligned;
    without: the options in their order, each bar from the same edge. `above` are the letters to print, by option's and
    column's place."""
    steps = _steps(options)
    reaches = [_reach(steps, column) for column in columns]
    left = max((reach for reach, _length in reaches), default=0)
    right = max((length - reach for reach, length in reaches), default=0)
    bars = []
    for at, (column, (reach, length)) in enumerate(zip(columns, reaches, strict=True)):
        segments = tuple(
            Segment(share, step.shade, share >= PRINTED_FROM, _fitting(above.get((step.place, at), ""), share))
            for step in (steps if column.shares else ())
            for share in [column.shares[step.place]]
        )
        # Halves are rounded one way, so that no row outgrows the others.
        before = math.floor(left - reach)
        after = math.ceil(left + right) - length - before
        bars.append(Bar(column, before, segments, after))
    return StackedBars(tuple(steps), tuple(bars))


def _fitting(letters: str, share: int) -> str:
    """The letters, where the segment has room for all of them."""
    return letters if share >= PRINTED_FROM + LETTER * len(letters.split()) else ""


def _reach(steps: Sequence[Step], column: Column) -> tuple[float, int]:
    """How far a bar stands to the left of the middle of its neutral options, and how long it is."""
    length = sum(column.shares[step.place] for step in steps) if column.shares else 0
    if not any(step.option.side for step in steps) or not column.shares:
        return 0, length
    positive = sum(column.shares[step.place] for step in steps if step.option.side is Side.POSITIVE)
    neutral = sum(column.shares[step.place] for step in steps if step.shade == NEUTRAL)
    return positive + neutral / 2, length


def _steps(options: Sequence[Option]) -> list[Step]:
    """Options without a score, where others have one, are no steps of the scale: they follow it."""
    scored = [place for place, option in enumerate(options) if option.score is not None] or list(range(len(options)))
    steps = _shaded([options[place] for place in scored])
    others = (place for place in range(len(options)) if place not in scored)
    return [
        *(replace(step, place=scored[step.place]) for step in steps),
        *(Step(options[place], place, APART) for place in others),
    ]


def _shaded(options: Sequence[Option]) -> list[Step]:
    places = list(range(len(options)))
    sided = [option.side for option in options if option.side]
    if not sided:
        return [
            Step(options[place], place, f"step{depth}") for place, depth in zip(places, _ramp(options), strict=True)
        ]
    if sided[0] is Side.NEGATIVE:
        places.reverse()
    order = [Side.POSITIVE, Side.NEUTRAL, Side.NEGATIVE]
    places.sort(key=lambda place: order.index(options[place].side))
    positive, negative = sided.count(Side.POSITIVE), sided.count(Side.NEGATIVE)
    steps = []
    for rank, place in enumerate(places):
        side = options[place].side
        if side is Side.NEUTRAL:
            shade = NEUTRAL
        elif side is Side.POSITIVE:
            shade = f"positive{_depth(positive - 1 - rank, positive)}"
        else:
            shade = f"negative{_depth(rank - (len(options) - negative), negative)}"
        steps.append(Step(options[place], place, shade))
    return steps


def _ramp(options: Sequence[Option]) -> list[int]:
    """From 1, pale, to STEPS, the strongest for the highest score."""
    steps = [1 + place * (STEPS - 1) // max(len(options) - 1, 1) for place in range(len(options))]
    return steps[::-1] if (options[0].score or 0) > (options[-1].score or 0) else steps


def _depth(rank: int, count: int) -> int:
    """1 beside the neutral to SHADES at the far end; an option that is alone on its side has the strongest."""
    return SHADES if count == 1 else 1 + rank * (SHADES - 1) // (count - 1)
