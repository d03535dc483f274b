"""Who answered a question, counted without weights, and which groups of them may be told of."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Members = NDArray[np.bool_]
Places = NDArray[np.int64]
Numbers = NDArray[np.float64]

CLOSELY = 0.1
"""The p of the p % rule: whoever gave the second greatest value of a group may come no closer to the greatest (Handbook
on Statistical Disclosure Control, chapter 4)."""


@dataclass(frozen=True)
class Question:
    """`chosen` is options × respondents, without rows for a number, which has `values`; the last `groups` rows are of
    several options. `is_choice`: everyone chose one. `asked` are those who should have been, by some options of
    `asked_of`, a question or a segment (`unasked` are the segment's other categories); None: nobody said.
    `is_sensitive`: that all of a group gave one answer is not to be told."""

    answered: Members
    chosen: NDArray[np.bool_]
    values: Numbers | None = None
    groups: int = 0
    is_choice: bool = False
    is_sensitive: bool = False
    asked: Members | None = None
    asked_of: str = ""
    unasked: frozenset[int] = frozenset()

    @classmethod
    def of_everyone(cls, number: int) -> "Question":
        """One that is answered by being there: what it tells is sizes."""
        return cls(np.ones(number, dtype=bool), np.zeros((0, number), dtype=bool))


@dataclass(frozen=True)
class Split:
    """Respondents in places. `rest`, the place after the last, is theirs who have none."""

    places: Places
    rest: int

    @classmethod
    def of(cls, places: Places, number: int | None = None) -> "Split":
        rest = int(places.max(initial=-1)) + 1 if number is None else number
        return cls(np.where(places < 0, rest, places), rest)

    def sizes(self, members: Members | slice = slice(None)) -> Counts:
        return np.bincount(self.places[members], minlength=self.rest + 1)

    def joint(self, other: "Split") -> "Split":
        """By the places of both, rests included: row by row in a table of `rest + 1` columns each."""
        columns = other.rest + 1
        return Split(self.places * columns + other.places, (self.rest + 1) * columns - 1)

    def table(self, other: "Split", members: Members | slice = slice(None)) -> Counts:
        return self.joint(other).sizes(members).reshape(self.rest + 1, other.rest + 1)

    def merged(self, hidden: Collection[int]) -> "Split":
        """With the hidden places among the rest, as their sum is told."""
        to = np.arange(self.rest + 1)
        to[list(hidden)] = self.rest
        return Split(to[self.places], self.rest)


@dataclass(frozen=True)
class Tally:
    """A question's answers by place: `bases`, `counts` (options × places) and, of a number, the sum of the `squares`,
    the two `greatest` squares, and the `ends`: the least and the greatest value.
    """

    bases: Counts
    counts: Counts
    groups: int = 0
    is_sensitive: bool = False
    squares: Numbers | None = None
    greatest: Numbers | None = None
    ends: Numbers | None = None

    @classmethod
    def of(cls, question: Question, split: Split) -> "Tally":
        bases = split.sizes(question.answered)
        counts = np.array([split.sizes(chosen) for chosen in question.chosen], dtype=np.int64).reshape(-1, len(bases))
        tally = cls(bases, counts, question.groups, question.is_sensitive)
        if question.values is None:
            return tally
        places, values = split.places[question.answered], question.values[question.answered]
        squares, greatest, ends = _of_numbers(values, places, bases)
        return replace(tally, squares=squares, greatest=greatest, ends=ends)

    def is_safe(self, group: Collection[int], threshold: int, *, beside: float = 0) -> bool:
        """Whether the figures of all in these places may be told. A group that is safe `beside` the greatest square of
        all that could join it stays so whoever joins.

        Of a number the mean and its interval tell the sum of the squares too. Who gave the second greatest value takes
        his own from it: what he doesn't know must leave the greatest its room.
        """
        places = np.fromiter(group, dtype=np.int64)
        base = self.bases[places].sum()
        if base < threshold or (self.is_sensitive and self._is_unanimous(places, base)):
            return False
        if self.squares is None or self.greatest is None:
            return True
        greatest = np.sort(self.greatest[:, places], axis=None)
        others = self.squares[places].sum() - greatest[-2:].sum()
        return bool(others * (1 + 1e-9) >= ((1 + CLOSELY) ** 2 - 1) * max(greatest[-1], beside))

    def _is_unanimous(self, places: Places, base: int) -> bool:
        if self.ends is not None:
            return bool(self.ends[0, places].min() == self.ends[1, places].max())
        options = self.counts[: len(self.counts) - self.groups, places]
        return bool((options.sum(axis=1) == base).any())


def _of_numbers(values: Numbers, places: Places, bases: Counts) -> tuple[Numbers, Numbers, Numbers]:
    squares = values * values
    order = np.lexsort((-squares, places))
    rank = np.arange(len(order)) - (np.cumsum(bases) - bases)[places[order]]
    greatest = np.zeros((2, len(bases)))
    for each in (0, 1):
        at = order[rank == each]
        greatest[each, places[at]] = squares[at]
    ends = np.array([np.full(len(bases), np.inf), np.full(len(bases), -np.inf)])
    np.minimum.at(ends[0], places, values)
    np.maximum.at(ends[1], places, values)
    sums = np.bincount(places, weights=squares, minlength=len(bases)).astype(np.float64)
    return sums, greatest, ends
