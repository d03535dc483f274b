"""Which published shares differ: tested from the unrounded figures, without arrays, so that pages can do it too.

Many comparisons find differences by chance alone. Those of one question are tested together, so that of the differences
told one in twenty at most is expected to be of chance (Y. Benjamini and Y. Hochberg, JRSS B 57, 1995).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from studies.survey.tables import Column, Table

FALSE_DISCOVERIES = 0.05

MEAN_PLACE = -1
"""In an answer's place: the mean."""

Difference = tuple[int, int, int]


def z_statistic(share_a: float, effective_a: float, share_b: float, effective_b: float) -> float:
    """The two-proportion z test with pooled variance; 0 where both shares are nothing or everything."""
    pooled = (share_a * effective_a + share_b * effective_b) / (effective_a + effective_b)
    variance = pooled * (1 - pooled) * (1 / effective_a + 1 / effective_b)
    return (share_a - share_b) / math.sqrt(variance) if variance > 0 else 0.0


def p_value(share_a: float, effective_a: float, share_b: float, effective_b: float) -> float:
    """Of the two-sided z test."""
    return math.erfc(abs(z_statistic(share_a, effective_a, share_b, effective_b)) / math.sqrt(2))


def discoveries(p_values: Sequence[float]) -> list[bool]:
    """For each test whether it stands among them all."""
    ranked = enumerate(sorted(p_values), 1)
    limit = max((p for rank, p in ranked if p <= FALSE_DISCOVERIES * rank / len(p_values)), default=-1.0)
    return [p <= limit for p in p_values]


def with_differences(tables: Sequence[Table]) -> list[Table]:
    """The tables of one question, tested together."""
    tests = [(at, *test) for at, table in enumerate(tables) for test in _tests(table)]
    found: list[list[Difference]] = [[] for _table in tables]
    for (at, difference, _p), is_found in zip(tests, discoveries([p for _at, _difference, p in tests]), strict=True):
        if is_found:
            found[at].append(difference)
    return [replace(table, differences=tuple(told)) for table, told in zip(tables, found, strict=True)]


def changed(now: Column, before: Column, places: Mapping[int, int], *, with_mean: bool) -> frozenset[int] | None:
    """Of one question in two editions, whose answers' places are paired: the places of the shares that changed,
    MEAN_PLACE for the mean; None where nothing can be tested."""
    tests = _compared(now, before, places, with_mean=with_mean)
    found = discoveries(list(tests.values()))
    return frozenset(at for at, is_found in zip(tests, found, strict=True) if is_found) if tests else None


def _tests(table: Table) -> Iterator[tuple[Difference, float]]:
    same = {place: place for place in range(len(table.answers))}
    for (first, a), (second, b) in combinations(enumerate(table.columns), 2):
        for answer, p in _compared(a, b, same, with_mean=True).items():
            yield (answer, first, second), p


def _compared(a: Column, b: Column, places: Mapping[int, int], *, with_mean: bool) -> dict[int, float]:
    """The p-values; none where a base is too small for a test, or figures were not kept."""
    if a.effective is None or b.effective is None or a.is_fragile or b.is_fragile:
        return {}
    tests = {at: p_value(a.exact[at], a.effective, b.exact[place], b.effective) for at, place in places.items()}
    if with_mean and (p := _p_value_of_means(a, b)) is not None:
        tests[MEAN_PLACE] = p
    return tests


def _p_value_of_means(a: Column, b: Column) -> float | None:
    """Of the two-sided z test for the means of separate groups."""
    if a.exact_mean is None or b.exact_mean is None or a.mean_error is None or b.mean_error is None:
        return None
    error = math.hypot(a.mean_error, b.mean_error)
    return math.erfc(abs(a.exact_mean - b.exact_mean) / error / math.sqrt(2)) if error else 1.0
