"""An intruder: takes what is published of a survey and what anyone may know of its make, and solves for the rest.

Nothing of how cells were hidden is used. Every base and count that a publication could hold is an unknown of one
integer program; what is published fixes some, the survey's make ties others. A hidden count, or a base under the
threshold, is recovered where fewer than three values are left between its least and its greatest; so is the number of a
few whom segments of one quantity tell apart, and what a group said where all of them must have said it. The values of a
number are the unknowns of a linear program, and so are their squares, as means come with intervals: the greatest is
recovered where who gave the second can bound it closely.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from tests.studies.survey.random_surveys import Question, Survey, crossings

FEWEST = 3
ROUNDS = 4
CLOSELY = 0.1


@dataclass
class Publication:
    """`hidden`: of each question published, by segment, the places not shown (None: withheld). `subgroups` as told."""

    hidden: dict[tuple[str, str], frozenset[int] | None]
    subgroups: dict[str, list[int | None]]
    withheld: frozenset[str] = frozenset()

    def beside(self, other: "Publication") -> "Publication":
        """What is known to who reads both, of the same answers."""
        hidden = dict(self.hidden)
        for crossing, places in other.hidden.items():
            known = hidden.get(crossing)
            hidden[crossing] = places if known is None else known if places is None else known & places
        subgroups = dict(self.subgroups)
        for segment, sizes in other.subgroups.items():
            known_sizes = subgroups.get(segment, [None] * len(sizes))
            subgroups[segment] = [a if b is None else b for a, b in zip(known_sizes, sizes, strict=True)]
        return Publication(hidden, subgroups, self.withheld & other.withheld)


SIZE = "size"
Cell = tuple[str, str, int, int]
"""Question (or SIZE), segment, row (0: base), place."""


class Target(NamedTuple):
    """A sum less a sum; recovered where it has fewer values than `fewest`, and so have all `together` of its name."""

    name: object
    plus: list[int]
    minus: list[int]
    fewest: int
    together: int = 1


class Intruder:
    def __init__(self, survey: Survey, publication: Publication, threshold: int) -> None:
        self.survey, self.publication, self.threshold = survey, publication, threshold
        self.truth: list[int] = []
        self.lowest: list[float] = []
        self.highest: list[float] = []
        self.at: dict[Cell, int] = {}
        self.joint: dict[tuple[str, tuple[str, ...], int], list[int]] = {}
        self.rows: list[tuple[list[int], list[float], float, float]] = []
        self.questions = [question for question in survey.questions if question.code not in publication.withheld]
        self.numbers = {question.code for question in self.questions if question.values is not None}
        for segment in survey.segments:
            self._sizes(segment)
            for question in self.questions:
                self._crossing(question, segment)
        for family in survey.families:
            self._family(family)
        for question in self.questions:
            if question.asked_of:
                self._filter(question)

    def recovered(self) -> Iterator[object]:
        """What should be secret and isn't."""
        yield from self._solved()
        for question in self.questions:
            if question.values is not None:
                yield from self._estimated(question, question.values)

    def targets(self) -> list[Target]:
        return [*self._hidden_cells(), *self._few(), *self._unanimous()]

    def _hidden_cells(self) -> Iterator[Target]:
        """In tables partly shown, each base under the threshold, each count of such a base, and what isn't shown."""
        for (question, segment, row, place), index in self.at.items():
            base = self.truth[self.at[question, segment, 0, place]]
            rest = place == self.survey.categories[segment]
            is_known = self._is_barred(question, segment, place)
            is_shown = self.lowest[index] == self.highest[index] and not rest
            is_small = base < self.threshold and (not rest or base)
            if row and question in self.numbers:
                continue
            if (
                not is_known
                and self._is_partly_shown(question, segment)
                and (is_small or (row and not (is_shown or rest)))
            ):
                yield Target((question, segment, row, place), [index], [], FEWEST)

    def _few(self) -> Iterator[Target]:
        """Those in adjoining parts of a quantity, fewer than the threshold: how many they are, and all that they said.
        Where a question asks for that quantity itself, or is asked by it, its figures tell the sizes."""
        asked_for = {(each.code, each.same_as) for each in self.questions}
        asked_for |= {(SIZE, segment) for each in self.questions for segment in (each.same_as, each.asked_of)}
        for question, family, row in list(self.joint):
            if row == 0 and not any((question, segment) in asked_for for segment in family):
                rows = [self.joint[question, family, each] for each in self._telling(question)]
                for first, last in (
                    combinations(range(len(rows[0]) + 1), 2) if len(rows) > 1 or question == SIZE else ()
                ):
                    if 0 < sum(self.truth[index] for index in rows[0][first:last]) < self.threshold:
                        name = (question, family, first, last)
                        for row, parts in enumerate(rows):
                            yield Target(name, parts[first:last], [], 2 if row else FEWEST, len(rows))

    def _telling(self, code: str) -> list[int]:
        """The rows that don't go without saying."""
        question = next((each for each in self.questions if each.code == code), None)
        rows = [[True]] if question is None else question.rows()
        return [row for row, chose in enumerate(rows) if row == 0 or 0 < np.sum(chose) < np.sum(rows[0])]

    def _unanimous(self) -> Iterator[Target]:
        """Any category whose members gave one answer, shown or not, of a sensitive question."""
        for question, segment in crossings(self.survey):
            if question.is_sensitive and question in self.questions:
                for place in range(self.survey.categories[segment] + 1):
                    base = self.at[question.code, segment, 0, place]
                    for row in range(1, len(question.chosen) + 1):
                        count = self.at[question.code, segment, row, place]
                        if self.truth[base] and self.truth[base] == self.truth[count]:
                            yield Target((question.code, segment, row, place, "all"), [base], [count], 2)

    def _solved(self) -> Iterator[object]:
        targets = self.targets()
        if not targets:
            return
        matrix = _sums([(t.plus + t.minus, [1.0] * len(t.plus) + [-1.0] * len(t.minus)) for t in targets], self.truth)
        fewest = np.array([target.fewest for target in targets])
        least = greatest = matrix @ np.array(self.truth, dtype=float)
        rng = np.random.default_rng(len(targets))
        for _round in range(ROUNDS):
            is_open = greatest - least + 1 < fewest
            for sign in (1, -1) if is_open.any() else ():
                weights = is_open * rng.uniform(0.1, 1, len(targets)) * rng.choice([1, -1], len(targets))
                found = matrix @ self._solve(sign * (weights @ matrix))
                least, greatest = np.minimum(least, found), np.maximum(greatest, found)
        pinned: Counter[object] = Counter()
        still = Counter(target.name for target, few in zip(targets, greatest - least + 1 < fewest, strict=True) if few)
        for place, target in enumerate(targets):
            if still[target.name] == target.together:
                cost = np.zeros(len(targets))
                cost[place] = 1
                ends = [(matrix @ self._solve(sign * (cost @ matrix)))[place] for sign in (1, -1)]
                pinned[target.name] += bool(ends[1] - ends[0] + 1 < target.fewest)
                if pinned[target.name] == target.together:
                    yield target.name

    def _solve(self, cost: np.ndarray) -> np.ndarray:
        limits = LinearConstraint(self._matrix, [row[2] for row in self.rows], [row[3] for row in self.rows])
        result = milp(
            cost, integrality=np.ones(len(cost)), bounds=Bounds(self.lowest, self.highest), constraints=limits
        )
        assert result.success, result.message
        return np.round(result.x)

    @cached_property
    def _matrix(self) -> csr_array:
        return _sums([(columns, factors) for columns, factors, *_limits in self.rows], self.truth)

    def _is_partly_shown(self, question: str, segment: str) -> bool:
        if question == SIZE:
            return any(size is not None for size in self.publication.subgroups.get(segment, []))
        return self.publication.hidden.get((question, segment)) is not None

    def _is_barred(self, code: str, segment: str, place: int) -> bool:
        """Whether the filter is the segment itself, or behind it, and lets nobody of this category through."""
        question = next((each for each in self.survey.questions if each.code == code), None)
        if question is None or self.truth[self.at.get((code, segment, 0, place), 0)]:
            return False
        family = self.survey.family_of(segment)
        if question.asked_of not in family:
            return self._is_barred(question.asked_of, segment, place)
        at, of = family.index(segment), family.index(question.asked_of)
        cells = self.survey.families.get(family, [(other,) for other in range(self.survey.categories[segment] + 1)])
        return all(cell[of] not in question.asked_if for cell in cells if cell[at] == place)

    def _unknown(self, truth: int, *, known: bool = False, at_most: float = np.inf) -> int:
        self.truth.append(truth)
        self.lowest.append(truth if known else 0)
        self.highest.append(truth if known else at_most)
        return len(self.truth) - 1

    def _tie(self, plus: list[int], minus: list[int], low: float, high: float) -> None:
        self.rows.append((plus + minus, [1.0] * len(plus) + [-1.0] * len(minus), low, high))

    def _sizes(self, segment: str) -> None:
        number = self.survey.categories[segment]
        sizes = np.bincount(self.survey.placed(segment), minlength=number + 1)
        told = self.publication.subgroups.get(segment, [None] * number)
        for place, size in enumerate(sizes.tolist()):
            is_told = size == 0 if place == number else told[place] is not None
            self.at[SIZE, segment, 0, place] = self._unknown(size, known=is_told, at_most=len(self.survey))
        self._tie([self.at[SIZE, segment, 0, place] for place in range(number + 1)], [], *[len(self.survey)] * 2)

    def _crossing(self, question: Question, segment: str) -> None:
        hidden = self.publication.hidden.get((question.code, segment))
        counts = self.survey.counts(question, segment)
        rest = counts.shape[1] - 1
        for (row, place), count in np.ndenumerate(counts):
            is_shown = place != rest and hidden is not None and place not in hidden
            is_nobody = question.same_as == segment and row and row - 1 != place
            self.at[question.code, segment, row, place] = self._unknown(int(count), known=is_shown or is_nobody)
        for row, members in enumerate(question.rows()):
            total = int(members.sum())
            self._tie([self.at[question.code, segment, row, place] for place in range(rest + 1)], [], total, total)
        for place in range(rest + 1):
            base = self.at[question.code, segment, 0, place]
            options = [self.at[question.code, segment, row, place] for row in range(1, len(counts))]
            self._tie([self.at[SIZE, segment, 0, place]], [base], 0, np.inf)
            if question.is_choice:
                self._tie(options, [base], 0, 0)
            else:
                if question.kind == "multiple":
                    self._tie(options, [base], 0, np.inf)
                for option in options:
                    self._tie([base], [option], 0, np.inf)

    def _family(self, family: tuple[str, ...]) -> None:
        """Each base and count of all its segments is a sum of the same joint cells, of which some can't be."""
        possible = self.survey.families[family]
        placed = np.array([self.survey.placed(segment) for segment in family]).T
        everyone = np.ones((1, len(self.survey)), dtype=bool)
        tables = [(SIZE, everyone)] + [(q.code, q.rows()) for q in self.questions]
        for code, members in tables:
            for row, chose in enumerate(members):
                parts = [self._unknown(int((chose & (placed == part).all(axis=1)).sum())) for part in possible]
                self.joint[code, family, row] = parts
                for axis, segment in enumerate(family):
                    for place in range(self.survey.categories[segment] + 1):
                        within = [index for part, index in zip(possible, parts, strict=True) if part[axis] == place]
                        self._tie(within, [self.at[code, segment, row, place]], 0, 0)
            for part, bases in enumerate(self.joint[code, family, 0]):
                for row in range(1, len(members)):
                    self._tie([bases], [self.joint[code, family, row][part]], 0, np.inf)

    def _filter(self, question: Question) -> None:
        """No more than were asked have answered, but for those who slipped: he knows how many did in each category, of
        the filter itself only where nobody did."""
        slips = question.answered & ~self.survey.asked(question)
        earlier = next((other for other in self.questions if other.code == question.asked_of), None)
        for segment, number in self.survey.categories.items() if earlier else ():
            slipped = np.bincount(self.survey.placed(segment)[slips], minlength=number + 1)
            for place in range(number + 1):
                asked = [self.at[earlier.code, segment, option + 1, place] for option in sorted(question.asked_if)]
                self._tie(asked, [self.at[question.code, segment, 0, place]], -int(slipped[place]), np.inf)
        for place in range(self.survey.categories.get(question.asked_of, -1) + 1):
            base = self.at[question.code, question.asked_of, 0, place]
            if place not in question.asked_if and not self.truth[base]:
                self.highest[base] = 0

    def _estimated(self, question: Question, values: np.ndarray) -> Iterator[object]:
        """Whoever gave the second value of a category knows it, and every sum that is published, and who is where."""
        sums = [question.answered]
        for segment in self.survey.segments:
            hidden = self.publication.hidden.get((question.code, segment))
            if hidden is not None:
                shown = set(range(self.survey.categories[segment])) - hidden
                sums += [question.answered & (self.survey.segments[segment] == place) for place in sorted(shown)]
        pairs = set()
        for segment in self.survey.segments:
            for place in range(-1, self.survey.categories[segment]):
                members = np.flatnonzero(question.answered & (self.survey.segments[segment] == place))
                pairs.add(tuple(members[np.argsort(-values[members], kind="stable")][:2].tolist()))
        known = np.array(sums, dtype=float)
        for pair in sorted(pairs):
            if pair and values[pair[0]] > 0:
                parts = values / values[pair[0]]
                most = min(self._greatest(known, parts, *pair), self._greatest(known, parts**2, *pair) ** 0.5)
                if most < (1 + CLOSELY) * (1 - 1e-6):
                    yield (question.code, "value", pair)

    def _greatest(self, known: np.ndarray, values: np.ndarray, first: int, *second: int) -> float:
        cost = np.zeros(len(values))
        cost[first] = -1
        bounds = [(values[place], values[place]) if place in second else (0, None) for place in range(len(values))]
        result = linprog(cost, A_eq=known, b_eq=known @ values, bounds=bounds)
        return -float(result.fun) if result.success else np.inf  # squares of many sizes may be beyond the solver


def _sums(rows: list[tuple[list[int], list[float]]], unknowns: list[int]) -> csr_array:
    columns = np.concatenate([columns for columns, _factors in rows])
    factors = np.concatenate([factors for _columns, factors in rows])
    starts = np.cumsum([0] + [len(columns) for columns, _factors in rows])
    return csr_array((factors, columns, starts), shape=(len(rows), len(unknowns)))
