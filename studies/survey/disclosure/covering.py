"""Which places to hide beside those that must be, so that no sum gives them back: complementary suppression.

Safe means that other answers exist which would have given the very same publication, and under which each hidden
count, and each base under the threshold, takes three values at least. Two kinds of change make them: respondents move
among the categories whose sizes are told nowhere ("unsized"), or one who answered changes places with one who was asked
and didn't. Hence sizes and filters enter as true ceilings, and no solver is needed.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studies.survey.disclosure.tally import Counts, Split, Tally

VALUES = 3
"""A hidden count is safe where an intruder is left with as many values."""
BY_CHANCE = 5.0
"""Respondents whom independence would put where there are none: from here on, that is no chance."""
ONE_BY_CHANCE = 3.0
"""The same for an option that a whole category chose and nobody else: one respondent's coincidence, not that of two."""
NOBODY = 1e-9
FEW_MISSING = 0.1
"""Where a smaller share skipped a question, its options split the respondents as if nobody had."""


@dataclass(frozen=True)
class Crossing:
    """What a table would hold. `ceilings` are the respondents who were asked, `free` the places that cost nothing to
    hide, `floors` those of each option and place who are known to have chosen it; None: nobody."""

    tally: Tally
    ceilings: Counts
    unsized: NDArray[np.bool_]
    free: Collection[int] = ()
    floors: Counts | None = None

    @classmethod
    def alone(cls, tally: Tally, free: Collection[int] = ()) -> "Crossing":
        """A table of which nothing else is known."""
        number = len(tally.bases)
        return cls(tally, np.full(number, tally.bases.sum()), np.ones(number, dtype=bool), free)

    def is_safe(self, group: Sequence[int], threshold: int) -> bool:
        """Whether hiding `group`, whose sums are known, leaves each small base and each count in it enough values.

        The bounds are Fréchet's: a base lies between its ceiling less all in the group who were asked and didn't
        answer, and its ceiling; a count between those who chose the option and don't fit elsewhere, and its base.
        """
        if len(group) < 2 or not self.tally.is_safe(group, threshold):
            return False
        members = np.array(group)
        ceilings, unsized = self.ceilings[members], self.unsized[members]
        total = self.tally.bases[members].sum()
        lowest = np.maximum(ceilings - (ceilings.sum() - total), 0)
        highest = np.minimum(ceilings, total)
        if unsized.sum() > 1:
            lowest[unsized] = 0
            highest[unsized] = min(ceilings[unsized].sum(), total)
        chose = self.tally.counts[:, members].sum(axis=1, keepdims=True)
        floors = np.zeros_like(self.tally.counts) if self.floors is None else self.floors
        floors = floors[:, members]
        at_least = np.maximum(chose - (total - lowest), floors)
        at_most = np.minimum(chose - floors.sum(axis=1, keepdims=True) + floors, highest)
        narrowest = (at_most - at_least).min(initial=VALUES)
        small = self.tally.bases[members] < threshold
        return bool(min(narrowest, (highest - lowest)[small].min(initial=VALUES)) >= VALUES - 1)

    def by_size(self, places: Iterable[int]) -> list[int]:
        return sorted(places, key=lambda place: (place not in self.free, self.tally.bases[place], place))

    def grow(self, start: Collection[int], atom: Collection[int], threshold: int) -> list[int] | None:
        """The start and the smallest others it takes to be safe; None where the whole atom isn't."""
        group, others = list(start), self.by_size(set(atom) - set(start))
        while not self.is_safe(group, threshold):
            if not others:
                return None
            group.append(others.pop(0))
        return group

    def cover(self, start: Collection[int], atoms: Iterable[Collection[int]], threshold: int) -> set[int] | None:
        """The start made safe within each atom it touches; None where that can't be."""
        hidden: set[int] = set()
        for atom in atoms:
            if touched := set(start).intersection(atom):
                group = self.grow(touched, atom, threshold)
                if group is None:
                    return None
                hidden.update(group)
        return hidden


def unsafe(tally: Tally, places: Iterable[int], threshold: int) -> frozenset[int]:
    """Places that may not be shown by themselves; an empty category is one, an empty rest (the last place) is not."""
    rest = len(tally.bases) - 1
    return frozenset(
        place for place in places if (place != rest or tally.bases[place]) and not tally.is_safe([place], threshold)
    )


def widest(group: list[int], others: list[int], tables: Collection[Crossing], threshold: int) -> list[int]:
    """The group with as many of the others, in their order, as let the most categories be shown over all tables."""
    covers = [group + others[:more] for more in range(len(others) + 1)]

    def shown(cover: list[int]) -> int:
        safe = sum(table.is_safe(cover, threshold) for table in tables)
        return (len(group) + len(others) - len(cover)) * (1 + safe)

    return max(covers, key=shown)


def sums_by_segment(joint: Counts) -> NDArray[np.int64]:
    """Which places of a segment (rows) another's categories (columns) sum up: a label a place.

    Nested segments fall apart into blocks. Of overlapping ones (18–30 and 18–25, 26–40), where one category lies
    within another's, nothing is a sum, but much is a bound: each place is then on its own. Where blocks tell that both
    are of one quantity, a few respondents are enough for that.
    """
    known = joint[:-1, :-1]
    labels = _blocks(known > 0)
    fewest = 0 if _astray(labels, known) >= BY_CHANCE else BY_CHANCE
    for label in np.unique(labels):
        block = known[labels == label]
        block = block[:, block.any(axis=0)]
        if _overlap(block, fewest) or _overlap(block.T, fewest):
            return np.arange(len(joint))
    return _with_rest(labels, known)


def bounds(parts: Split, others: Iterable[tuple[Split, bool]]) -> bool:
    """Whether these parts would sum up or bound what another split hides, which lies in several of them, or may:
    where it hides a category that nobody is in, that could be anywhere."""
    joints = ((parts.table(other), hides_nobody) for other, hides_nobody in others)
    hidden_apart = (joint for joint, hides_nobody in joints if (joint[:, -1] > 0).sum() + hides_nobody > 1)
    return any(sums_by_segment(np.pad(joint, ((0, 1), (0, 1)))).any() for joint in hidden_apart)


def sums_by_question(joint: Counts) -> NDArray[np.int64]:
    """The same for a question's options, whose totals are shown: its blocks matter, where they aren't those of chance,
    and what overlaps where it asks for the quantity that the segment is cut from."""
    if joint[:, -1].sum() < FEW_MISSING * joint.sum():
        joint = joint[:, :-1]
        if _is_of_one_quantity(joint[:-1]):
            return np.arange(len(joint))
    labels = _blocks(joint[:-1] > 0)
    told = _with_rest(labels, joint[:-1])
    return told if _astray(labels, joint[:-1]) >= ONE_BY_CHANCE else np.zeros_like(told)


def _is_of_one_quantity(joint: Counts) -> bool:
    """Whether rows and columns are bands of one quantity that overlap: from one to the next there is one way at most,
    so that their totals tell all that lies in both; and chance wouldn't have left so much empty."""
    joint = joint[joint.any(axis=1)][:, joint.any(axis=0)]
    filled = joint > 0
    labels = _blocks(filled)
    overlaps = filled.sum() > max(joint.shape, default=0)
    expected = np.outer(joint.sum(axis=1), joint.sum(axis=0)) / max(joint.sum(), 1)
    is_forest = filled.sum() == sum(joint.shape) - len(np.unique(labels))
    return bool(is_forest and overlaps and expected[~filled].sum() >= BY_CHANCE)


def _astray(labels: NDArray[np.int64], joint: Counts) -> float:
    """How many respondents independence would put outside the blocks."""
    shares = np.bincount(labels, weights=joint.sum(axis=1)) / max(joint.sum(), 1)
    return float(joint.sum() * (1 - (shares**2).sum()))


def meet(labellings: Sequence[NDArray[np.int64]], places: Iterable[int]) -> list[list[int]]:
    """The places that no labelling tells apart, together."""
    atoms: dict[tuple[int, ...], list[int]] = {}
    for place in places:
        atoms.setdefault(tuple(int(labels[place]) for labels in labellings), []).append(place)
    return list(atoms.values())


def _with_rest(labels: NDArray[np.int64], joint: Counts) -> NDArray[np.int64]:
    """The rest is a block of its own where there are several."""
    several = len(np.unique(labels[joint.any(axis=1)])) > 1
    return np.append(labels, len(labels)) if several else np.zeros(len(labels) + 1, dtype=np.int64)


def _overlap(block: Counts, fewest: float) -> bool:
    """Whether rows lie in one column only that chance wouldn't have put there: they have `fewest` respondents at least
    whom independence would put elsewhere, and many more than such rows have by chance."""
    if not block.size:
        return False
    within = (block > 0).sum(axis=1) == 1
    outside = block.sum(axis=1) * (1 - block.sum(axis=0)[block.argmax(axis=1)] / max(block.sum(), 1))
    by_chance = np.exp(-outside)
    more = outside[within].sum() - (outside * by_chance).sum()
    spread = np.sqrt((outside**2 * by_chance * (1 - by_chance)).sum())
    return bool(more >= max(BY_CHANCE, 3 * spread) or (outside[within] >= max(fewest, NOBODY)).any())


def _blocks(linked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Labels rows alike that columns link, however indirectly."""
    reach = (linked.astype(int) @ linked.T.astype(int) + np.eye(len(linked), dtype=int)) > 0
    while (further := (reach.astype(int) @ reach.astype(int)) > 0).sum() > reach.sum():
        reach = further
    return reach.argmax(axis=1)
