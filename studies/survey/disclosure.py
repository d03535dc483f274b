"""Which cells of a crossing (question × segment) may be shown without telling what the others hold.

Primary suppression hides a category whose base is under the threshold. Secondary (complementary) suppression hides
others with it, so that totals, nested segments, subgroup sizes and filter questions don't give it back by subtraction.
An intruder is taken to know every shown count exactly, though shares are published in whole percents.

Safe means that other answers exist which would have given the very same publication, and under which each hidden base
and count takes three values at least. Two kinds of change make them: respondents move among the categories whose sizes
are told nowhere ("unsized"), or one who answered changes places with one who was asked and didn't. Hence sizes and
filters enter as true ceilings, and no solver is needed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]

VALUES = 3
"""A hidden count is safe where an intruder is left with as many values."""
BY_CHANCE = 5.0
"""Respondents whom independence would put where there are none: from here on, that is no chance."""
FEW_MISSING = 0.1
"""Where a smaller share skipped a question, its options split the respondents as if nobody had."""


@dataclass(frozen=True)
class Crossing:
    """What a table would hold: counts are options × places. `ceilings` are the respondents who were asked, `uncounted`
    those who answered but are missing from `counts`, `free` the places that cost nothing to hide."""

    bases: Counts
    counts: Counts
    ceilings: Counts
    unsized: NDArray[np.bool_]
    uncounted: Counts
    free: Collection[int] = ()

    @classmethod
    def alone(cls, bases: Counts, counts: Counts, free: Collection[int] = ()) -> "Crossing":
        """A table of which nothing else is known."""
        everywhere = np.ones(len(bases), dtype=bool)
        return cls(bases, counts, np.full(len(bases), bases.sum()), everywhere, np.zeros_like(bases), free)

    def is_safe(self, group: Sequence[int], threshold: int) -> bool:
        """Whether hiding `group`, whose sums are known, leaves each base and count in it enough values.

        The bounds are Fréchet's: a base lies between its ceiling less all in the group who were asked and didn't
        answer, and its ceiling; a count between those who chose the option and don't fit elsewhere, and its base.
        """
        members = np.array(group)
        ceilings, unsized = self.ceilings[members], self.unsized[members]
        total = self.bases[members].sum()
        if len(members) < 2 or total < threshold:
            return False
        lowest = np.maximum(ceilings - (ceilings.sum() - total), 0)
        highest = np.minimum(ceilings, total)
        if unsized.sum() > 1:
            lowest[unsized] = 0
            highest[unsized] = min(ceilings[unsized].sum(), total)
        chose = self.counts[:, members].sum(axis=1, keepdims=True)
        at_least = np.maximum(chose + self.uncounted[members].sum() - (total - lowest), 0)
        narrowest = (np.minimum(chose, highest) - at_least).min(initial=VALUES)
        return bool(min(narrowest, (highest - lowest).min()) >= VALUES - 1)

    def by_size(self, places: Iterable[int]) -> list[int]:
        return sorted(places, key=lambda place: (place not in self.free, self.bases[place], place))

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


@dataclass(frozen=True)
class _Split:
    """Respondents by category or option. `rest`, the place after the last, is theirs who have none."""

    places: NDArray[np.int64]
    rest: int

    @classmethod
    def of(cls, places: NDArray[np.int64], number: int | None = None) -> "_Split":
        rest = int(places.max(initial=-1)) + 1 if number is None else number
        return cls(np.where(places < 0, rest, places), rest)

    def sizes(self, members: NDArray[np.bool_] | slice = slice(None)) -> Counts:
        return np.bincount(self.places[members], minlength=self.rest + 1)

    def joint(self, other: "_Split") -> Counts:
        """Respondents by the places of both, rests included."""
        shape = self.rest + 1, other.rest + 1
        return np.bincount(self.places * shape[1] + other.places, minlength=shape[0] * shape[1]).reshape(shape)


@dataclass(frozen=True)
class _Segment:
    """`atoms` are the sets of places whose sums may be known, `unsized` the places whose sizes are told nowhere (None:
    the segment can't be shown at all), `counts` those of each choice."""

    split: _Split
    atoms: list[list[int]]
    unsized: frozenset[int] | None
    counts: dict[str, Counts]


class Disclosure:
    """Disclosure control for a whole survey: what one table shows bears on what another may.

    `segments` and `choices` give for each code the place of every respondent's category or option, -1 for none.
    `choices` are all single choices and scales, and may hold options of multiple choices (0: chosen, 1: not) that
    filter other questions. `categories` are the segments' numbers of categories, if the last may be empty.
    """

    def __init__(
        self,
        *,
        threshold: int,
        segments: Mapping[str, NDArray[np.int64]],
        choices: Mapping[str, NDArray[np.int64]],
        categories: Mapping[str, int] | None = None,
    ) -> None:
        self.threshold = threshold
        self._choices = {code: _Split.of(places) for code, places in choices.items()}
        splits = {code: _Split.of(places, (categories or {}).get(code)) for code, places in segments.items()}
        self._segments = {code: self._segment(code, splits) for code in splits}
        self._asked: dict[bytes, tuple[NDArray[np.bool_], list[str]]] = {}
        self._by_choices: dict[tuple[str, str], frozenset[int] | None] = {}

    def hidden(self, segment: str, answered: NDArray[np.bool_], counts: Counts) -> frozenset[int] | None:
        """The places of the segment's categories to hide at a question; None: withhold the whole crossing.

        `counts` are unweighted respondents, options × categories (no rows for a number). A column more, of those
        without a category, lets them serve as cover; without it they are supposed to have chosen the worst.
        """
        known = self._segments[segment]
        if known.unsized is None or answered.sum() < self.threshold:
            return None
        bases, rest = known.split.sizes(answered), known.split.rest
        start = _small(bases, range(rest + 1), self.threshold) | known.unsized
        if not start:
            return frozenset()
        asked, filters = self._filtered(answered)
        for code in filters:
            start |= self._hidden_by_choice(segment, code) or frozenset()
        found = self._crossing(known, bases, counts, asked).cover(start, known.atoms, self.threshold)
        return None if found is None or len(found - {rest}) == rest else frozenset(found - {rest})

    def subgroups(self, segment: str) -> list[int | None]:
        """The sizes of the segment's categories, None where it may not be told."""
        known = self._segments[segment]
        untold = range(known.split.rest) if known.unsized is None else known.unsized
        return [None if place in untold else int(size) for place, size in enumerate(known.split.sizes()[:-1])]

    def _crossing(self, known: _Segment, bases: Counts, counts: Counts, asked: NDArray[np.bool_]) -> Crossing:
        given = np.zeros((len(counts), len(bases)), dtype=np.int64)
        uncounted = np.zeros_like(bases)
        if len(counts):
            given[:, : counts.shape[1]] = counts
            uncounted[counts.shape[1] :] = bases[counts.shape[1] :]
        unsized = np.isin(np.arange(len(bases)), list(known.unsized or ()))
        return Crossing(bases, given, known.split.sizes(asked), unsized, uncounted, {known.split.rest})

    def _segment(self, code: str, splits: Mapping[str, _Split]) -> _Segment:
        split = splits[code]
        sums = [_sums_by_segment(split.joint(other)) for name, other in splits.items() if name != code]
        sums += [_sums_by_question(split.joint(options)) for options in self._choices.values()]
        counts = {name: options.joint(split)[:-1] for name, options in self._choices.items()}
        sizes = split.sizes()
        atoms = _meet(sums, range(split.rest + 1 if sizes[-1] else split.rest))
        return _Segment(split, atoms, self._unsized(sizes, atoms, counts.values()), counts)

    def _unsized(
        self, sizes: Counts, atoms: Iterable[Collection[int]], questions: Collection[Counts]
    ) -> frozenset[int] | None:
        """The small places and their cover: hidden at every question, their sizes not told either.

        A question that everyone answered can't hide a category whose size is told. So the cover grows for as long as
        that shows more categories, over all questions.
        """
        rest = {len(sizes) - 1}
        alone = Crossing.alone(sizes, np.zeros((0, len(sizes)), dtype=np.int64), rest)
        tables = [Crossing.alone(counts.sum(axis=0), counts) for counts in questions]
        unsized: set[int] = set()
        for atom in atoms:
            if small := _small(sizes, atom, self.threshold):
                group = alone.grow(small | rest.intersection(atom), atom, self.threshold)
                if group is None:
                    return None
                unsized.update(self._widest_view(group, alone.by_size(set(atom) - set(group)), tables))
        return frozenset(unsized)

    def _widest_view(self, group: list[int], others: list[int], tables: Collection[Crossing]) -> list[int]:
        covers = [group + others[:more] for more in range(len(others) + 1)]

        def shown(cover: list[int]) -> int:
            safe = sum(table.is_safe(cover, self.threshold) for table in tables)
            return (len(group) + len(others) - len(cover)) * (1 + safe)

        return max(covers, key=shown)

    def _filtered(self, answered: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], list[str]]:
        """Who can have been asked, and the choices that say so: whoever answered had taken some of its options."""
        key = answered.tobytes()
        if key not in self._asked:
            asked, filters = np.ones(len(answered), dtype=bool), []
            for code, choice in self._choices.items():
                taken = choice.sizes(answered) > 0
                if not taken[choice.rest] and (taken < (choice.sizes() > 0))[: choice.rest].any():
                    asked &= taken[choice.places]
                    filters.append(code)
            self._asked[key] = asked, filters
        return self._asked[key]

    def _hidden_by_choice(self, segment: str, code: str) -> frozenset[int] | None:
        """What a choice hides. The questions it filters hide it too: their bases would be floors under its counts."""
        if (segment, code) not in self._by_choices:
            choice = self._choices[code]
            answered, counts = choice.places < choice.rest, self._segments[segment].counts[code]
            self._by_choices[segment, code] = self.hidden(segment, answered, counts)
        return self._by_choices[segment, code]


def _small(bases: Counts, places: Iterable[int], threshold: int) -> frozenset[int]:
    """Places under the threshold; an empty category is one, an empty rest (the last place) is not."""
    rest = len(bases) - 1
    return frozenset(place for place in places if bases[place] < threshold and (place != rest or bases[place]))


def _sums_by_segment(joint: Counts) -> NDArray[np.int64]:
    """Which places of a segment (rows) another's categories (columns) sum up: a label a place.

    Nested segments fall apart into blocks. Of overlapping ones (18–30 and 18–25, 26–40), where one category lies
    within another's, nothing is a sum, but much is a bound: each place is then on its own.
    """
    known = joint[:-1, :-1]
    labels = _blocks(known > 0)
    for label in np.unique(labels):
        block = known[labels == label]
        block = block[:, block.any(axis=0)]
        if _overlap(block) or _overlap(block.T):
            return np.arange(len(joint))
    return _with_rest(labels, known)


def _with_rest(labels: NDArray[np.int64], joint: Counts) -> NDArray[np.int64]:
    """The rest is a block of its own where there are several."""
    several = len(np.unique(labels[joint.any(axis=1)])) > 1
    return np.append(labels, len(labels)) if several else np.zeros(len(labels) + 1, dtype=np.int64)


def _overlap(block: Counts) -> bool:
    """Whether some row lies in one column only, and chance wouldn't have put it there."""
    within = (block > 0).sum(axis=1) == 1
    outside = 1 - block.sum(axis=0)[block.argmax(axis=1)] / max(block.sum(), 1) if block.size else np.zeros(len(block))
    return bool((within & (block.sum(axis=1) * outside >= BY_CHANCE)).any())


def _sums_by_question(joint: Counts) -> NDArray[np.int64]:
    """The same for a question's options, whose totals are shown: only its blocks matter, and not those of chance."""
    skipped = joint[:, -1].sum() < FEW_MISSING * joint.sum()
    joint = joint[:, :-1] if skipped else joint
    labels = _blocks(joint > 0)
    shares = np.bincount(labels, weights=joint.sum(axis=1)) / max(joint.sum(), 1)
    is_chance = joint.sum() * (1 - (shares**2).sum()) < BY_CHANCE
    several = len(np.unique(labels[joint.any(axis=1)])) > 1
    return labels if several and not is_chance else np.zeros_like(labels)


def _blocks(linked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Labels rows alike that columns link, however indirectly."""
    reach = (linked.astype(int) @ linked.T.astype(int) + np.eye(len(linked), dtype=int)) > 0
    while (further := (reach.astype(int) @ reach.astype(int)) > 0).sum() > reach.sum():
        reach = further
    return reach.argmax(axis=1)


def _meet(labellings: Sequence[NDArray[np.int64]], places: Iterable[int]) -> list[list[int]]:
    """The places that no labelling tells apart, together."""
    atoms: dict[tuple[int, ...], list[int]] = {}
    for place in places:
        atoms.setdefault(tuple(int(labels[place]) for labels in labellings), []).append(place)
    return list(atoms.values())
