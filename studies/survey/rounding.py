"""How figures are rounded: half up, as a reader does, and once, from what is not rounded yet."""

import math

MEAN_STORED = 2
MEAN_SHOWN = 1
"""Decimals of a mean."""


def half_up(figure: float, decimals: int = 0) -> float:
    """Away from zero in the middle; the ninth decimal forgives what binary fractions add or take."""
    scaled = math.floor(round(abs(figure) * 10**decimals, 9) + 0.5) / 10**decimals
    return math.copysign(scaled, figure) + 0.0


def whole_percent(share: float) -> int:
    """Of a share from 0 to 1."""
    return int(half_up(share * 100))
