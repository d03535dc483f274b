"""Estimates from weighted answers. Shares run from 0 to 1; an effective base stands in every formula for the sample
size (L. Kish, Survey Sampling, 1965), so that uneven weights widen intervals and raise the bar for differences."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

Z95 = 1.959963984540054
"""The standard normal's 97.5 % quantile: two-sided tests and intervals at 95 %."""

QUARTILES = (0.25, 0.5, 0.75)


def effective_base(total: float, squares: float) -> float:
    """(Σw)² / Σw², from the sum of the weights and that of their squares; 0 where nobody answered."""
    return total * total / squares if squares else 0.0


def wilson(share: float, effective: float) -> tuple[float, float]:
    """The 95 % interval of a share (E. B. Wilson, JASA 22, 1927)."""
    squared = Z95 * Z95
    centre = share + squared / (2 * effective)
    reach = Z95 * math.sqrt(share * (1 - share) / effective + squared / (4 * effective * effective))
    scale = 1 + squared / effective
    return max(0.0, (centre - reach) / scale), min(1.0, (centre + reach) / scale)


def z_statistic(share_a: float, effective_a: float, share_b: float, effective_b: float) -> float:
    """The two-proportion z test with pooled variance; 0 where both shares are nothing or everything."""
    pooled = (share_a * effective_a + share_b * effective_b) / (effective_a + effective_b)
    variance = pooled * (1 - pooled) * (1 / effective_a + 1 / effective_b)
    return (share_a - share_b) / math.sqrt(variance) if variance > 0 else 0.0


def differs(share_a: float, effective_a: float, share_b: float, effective_b: float) -> bool:
    """Whether two shares of separate groups differ at 95 %."""
    return abs(z_statistic(share_a, effective_a, share_b, effective_b)) > Z95


def whole_percent(share: float) -> int:
    """Rounded half up, as a reader does; the ninth decimal forgives what binary fractions add or take."""
    return math.floor(round(share * 100, 9) + 0.5)


def weighted_mean(values: Numbers, weights: Numbers) -> float:
    return float(np.average(values, weights=weights))


def mean_interval(values: Numbers, weights: Numbers) -> tuple[float, float]:
    """The mean's 95 % interval: the weighted standard deviation over the root of the effective base."""
    mean = weighted_mean(values, weights)
    effective = effective_base(float(weights.sum()), float((weights * weights).sum()))
    if effective <= 1:
        return mean, mean
    variance = float(np.average((values - mean) ** 2, weights=weights)) * effective / (effective - 1)
    reach = Z95 * math.sqrt(variance / effective)
    return mean - reach, mean + reach


def weighted_quantiles(values: Numbers, weights: Numbers, levels: Sequence[float] = QUARTILES) -> list[float]:
    """The inverse of the weighted empirical distribution: the smallest value at which the cumulated weight reaches
    the level (type 1 of R. J. Hyndman and Y. Fan, 1996; « qrule = math » in R's survey)."""
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order])
    # A sum of floats may fall short of the level that it equals.
    reached = np.searchsorted(cumulated, np.asarray(levels) * cumulated[-1] * (1 - 1e-12))
    return [float(value) for value in values[order][reached]]
