"""Axes and their ticks, labels that don't overlap."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


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
