"""Estimates from weighted answers. Shares run from 0 to 1; an effective base stands in every formula for the sample
size (L. Kish, Survey Sampling, 1965), so that uneven weights widen intervals and raise the bar for differences."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from studies.survey.confidence import Z95

Numbers = NDArray[np.float64]

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


def weighted_mean(values: Numbers, weights: Numbers) -> float:
    return float(np.average(values, weights=weights))


def mean_error(values: Numbers, weights: Numbers) -> float:
    """The mean's standard error: the weighted deviation over the root of the effective base; 0 of one value."""
    effective = effective_base(float(weights.sum()), float((weights * weights).sum()))
    if effective <= 1:
        return 0.0
    variance = float(np.average((values - weighted_mean(values, weights)) ** 2, weights=weights))
    return math.sqrt(variance / (effective - 1))


def weighted_quantiles(values: Numbers, weights: Numbers, levels: Sequence[float] = QUARTILES) -> list[float]:
    """The inverse of the weighted empirical distribution: the smallest value at which the cumulated weight reaches
    the level (type 1 of R. J. Hyndman and Y. Fan, 1996; « qrule = math » in R's survey)."""
    order = np.argsort(values, kind="stable")
    cumulated = np.cumsum(weights[order])
    # A sum of floats may fall short of the level that it equals.
    reached = np.searchsorted(cumulated, np.asarray(levels) * cumulated[-1] * (1 - 1e-12))
    return [float(value) for value in values[order][reached]]
