"""How the segments of a scale are laid out."""

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
