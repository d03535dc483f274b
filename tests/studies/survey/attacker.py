"""An intruder: takes what is published of a survey and what anyone may know of its make, and solves for the rest.

Nothing of how cells were hidden is used. Every base and count that a publication could hold is an unknown of one
integer program; what is published fixes some, the survey's make ties others. A hidden count is recovered where fewer
than three values are left between its least and its greatest.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

FEWEST = 3
ROUNDS = 4


@dataclass
class Question:
    """`chosen` is options × respondents. `asked_of` is the question that filters this one, `asked_if` its options.
    `same_as` is a segment made of its answers."""

    code: str
    kind: str
    answered: np.ndarray
    chosen: np.ndarray
    asked_of: str = ""
    asked_if: frozenset[int] = frozenset()
    same_as: str = ""

    @property
    def is_choice(self) -> bool:
        return self.kind in ("single", "scale")

    def places(self) -> np.ndarray:
        return np.where(self.answered, self.chosen.argmax(axis=0), -1)

    def counts(self, places: np.ndarray, number: int) -> np.ndarray:
        """Options × (categories + 1), the last for no category; with a first row for all who answered."""
        rows = [self.answered, *self.chosen]
        return np.array([np.bincount(np.where(places < 0, number, places)[row], minlength=number + 1) for row in rows])


@dataclass
class Survey:
    """`pairs` tells of segments that nest or overlap which categories (the last place: none) can go together."""

    segments: dict[str, np.ndarray]
    categories: dict[str, int]
    questions: list[Question]
    pairs: dict[tuple[str, str], frozenset[tuple[int, int]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(next(iter(self.segments.values())))

    def counts(self, question: Question, segment: str) -> np.ndarray:
        return question.counts(self.segments[segment], self.categories[segment])

    def choices(self) -> dict[str, np.ndarray]:
        return {question.code: question.places() for question in self.questions if question.is_choice}


@dataclass
class Publication:
    """`hidden`: of each question published, by segment, the places not shown (None: withheld). `subgroups` as told."""

    hidden: dict[tuple[str, str], frozenset[int] | None]
    subgroups: dict[str, list[int | None]]


SIZE = "size"
Cell = tuple[str, str, int, int]
"""Question (or SIZE), segment, row (0: base), place."""


class Intruder:
    def __init__(self, survey: Survey, publication: Publication, threshold: int) -> None:
        self.survey, self.publication, self.threshold = survey, publication, threshold
        self.truth: list[int] = []
        self.lowest: list[float] = []
        self.highest: list[float] = []
        self.at: dict[Cell, int] = {}
        self.rows: list[tuple[list[int], list[float], float, float]] = []
        self.questions = [question for question in survey.questions if self._is_published(question)]
        for segment in survey.segments:
            self._sizes(segment)
            for question in self.questions:
                self._crossing(question, segment)
        for pair in survey.pairs:
            self._pair(*pair)
        for question in self.questions:
            self._filter(question)

    def recovered(self) -> Iterator[Cell]:
        """The hidden cells of tables of which something is shown that are left with fewer than three values."""
        targets = sorted(self.targets())
        least = np.array(self.truth, dtype=float)
        greatest = least.copy()
        rng = np.random.default_rng(len(targets))
        open_cells = targets
        for _round in range(ROUNDS):
            places = np.array([self.at[cell] for cell in open_cells], dtype=int)
            for sign in (1, -1) if len(places) else ():
                cost = np.zeros(len(self.truth))
                cost[places] = sign * rng.uniform(0.1, 1, len(places)) * rng.choice([1, -1], len(places))
                found = self._solve(cost)
                least, greatest = np.minimum(least, found), np.maximum(greatest, found)
            open_cells = [cell for cell in open_cells if self._width(cell, least, greatest) < FEWEST]
        yield from (cell for cell in open_cells if self._is_pinned(cell, least, greatest))

    def targets(self) -> set[Cell]:
        """What should be secret: in tables partly shown, all that isn't and all that is under the threshold."""
        secret = set()
        for (question, segment, row, place), index in self.at.items():
            base = self.truth[self.at[question, segment, 0, place]]
            rest = place == self.survey.categories[segment]
            is_shown = self.lowest[index] == self.highest[index] and not rest
            is_small = base < self.threshold and (not rest or base)
            if self._is_partly_shown(question, segment) and (is_small or not (is_shown or rest)):
                secret.add((question, segment, row, place))
        return secret

    def _is_pinned(self, cell: Cell, least: np.ndarray, greatest: np.ndarray) -> bool:
        for sign in (1, -1):
            cost = np.zeros(len(self.truth))
            cost[self.at[cell]] = sign
            found = self._solve(cost)
            least, greatest = np.minimum(least, found), np.maximum(greatest, found)
        return self._width(cell, least, greatest) < FEWEST

    def _width(self, cell: Cell, least: np.ndarray, greatest: np.ndarray) -> int:
        return int(greatest[self.at[cell]] - least[self.at[cell]]) + 1

    def _solve(self, cost: np.ndarray) -> np.ndarray:
        limits = LinearConstraint(self._matrix, [row[2] for row in self.rows], [row[3] for row in self.rows])
        result = milp(
            cost, integrality=np.ones(len(cost)), bounds=Bounds(self.lowest, self.highest), constraints=limits
        )
        assert result.success, result.message
        return np.round(result.x)

    @cached_property
    def _matrix(self) -> csr_array:
        columns = np.concatenate([columns for columns, *_rest in self.rows])
        factors = np.concatenate([factors for _columns, factors, *_rest in self.rows])
        starts = np.cumsum([0] + [len(columns) for columns, *_rest in self.rows])
        return csr_array((factors, columns, starts), shape=(len(self.rows), len(self.truth)))

    def _is_published(self, question: Question) -> bool:
        return bool(question.answered.sum() >= self.threshold)

    def _is_partly_shown(self, question: str, segment: str) -> bool:
        if question == SIZE:
            return any(size is not None for size in self.publication.subgroups[segment])
        return self.publication.hidden.get((question, segment)) is not None

    def _unknown(self, truth: int, *, known: bool = False, at_most: float = np.inf) -> int:
        self.truth.append(truth)
        self.lowest.append(truth if known else 0)
        self.highest.append(truth if known else at_most)
        return len(self.truth) - 1

    def _tie(self, plus: list[int], minus: list[int], low: float, high: float) -> None:
        self.rows.append((plus + minus, [1.0] * len(plus) + [-1.0] * len(minus), low, high))

    def _sizes(self, segment: str) -> None:
        number = self.survey.categories[segment]
        places = self.survey.segments[segment]
        sizes = np.bincount(np.where(places < 0, number, places), minlength=number + 1)
        for place, size in enumerate(sizes.tolist()):
            is_told = size == 0 if place == number else self.publication.subgroups[segment][place] is not None
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
        for row, total in enumerate(counts.sum(axis=1).tolist()):
            self._tie([self.at[question.code, segment, row, place] for place in range(rest + 1)], [], total, total)
        for place in range(rest + 1):
            base = self.at[question.code, segment, 0, place]
            options = [self.at[question.code, segment, row, place] for row in range(1, len(counts))]
            self._tie([self.at[SIZE, segment, 0, place]], [base], 0, np.inf)
            if question.is_choice:
                self._tie(options, [base], 0, 0)
            elif options:
                self._tie(options, [base], 0, np.inf)
                for option in options:
                    self._tie([base], [option], 0, np.inf)

    def _pair(self, first: str, second: str) -> None:
        """Each base and count of both segments is the sum of the same joint cells, of which some can't be."""
        allowed = sorted(self.survey.pairs[first, second])
        numbers = self.survey.categories[first], self.survey.categories[second]
        places = [
            np.where(self.survey.segments[name] < 0, number, self.survey.segments[name])
            for name, number in zip((first, second), numbers, strict=True)
        ]
        everyone = np.ones((1, len(self.survey)), dtype=bool)
        tables = [(SIZE, everyone)] + [(q.code, np.vstack([[q.answered], q.chosen])) for q in self.questions]
        for code, members in tables:
            for row, chose in enumerate(members):
                joint = {
                    (a, b): self._unknown(int((chose & (places[0] == a) & (places[1] == b)).sum())) for a, b in allowed
                }
                for axis, (segment, number) in enumerate(zip((first, second), numbers, strict=True)):
                    for place in range(number + 1):
                        parts = [unknown for key, unknown in joint.items() if key[axis] == place]
                        self._tie(parts, [self.at[code, segment, row, place]], 0, 0)

    def _filter(self, question: Question) -> None:
        earlier = next((other for other in self.questions if other.code == question.asked_of), None)
        for segment, number in self.survey.categories.items() if earlier else ():
            for place in range(number + 1):
                asked = [self.at[earlier.code, segment, option + 1, place] for option in sorted(question.asked_if)]
                self._tie(asked, [self.at[question.code, segment, 0, place]], 0, np.inf)


def random_survey(rng: np.random.Generator) -> Survey:
    """40 to 400 respondents, 2 to 4 segments, 3 to 6 questions."""
    size = int(rng.integers(40, 401))
    survey = Survey({}, {}, [])
    while len(survey.segments) < rng.integers(2, 5):
        _add_segment(survey, size, rng)
    for number in range(rng.integers(3, 7)):
        survey.questions.append(_random_question(f"q{number}", survey, size, rng))
    return survey


def _add_segment(survey: Survey, size: int, rng: np.random.Generator) -> None:
    """A segment by bands of one quantity; now and then another of the same quantity, which nests in it or overlaps."""
    code, number = f"s{len(survey.segments)}", int(rng.integers(2, 7))
    shares = rng.dirichlet(np.full(number, 1.5)) * np.where(rng.random(number) < 0.2, 0.05, 1)
    bands = np.repeat(np.arange(number), 2)
    quantity = rng.choice(len(bands), size, p=np.repeat(shares / shares.sum() / 2, 2))
    missing = rng.random(size) < rng.choice([0, 0, 0.02, 0.1])
    survey.segments[code], survey.categories[code] = np.where(missing, -1, bands[quantity]), number
    if rng.random() < 0.4 and number > 3:
        step = int(rng.choice([1, 2, 2, 2]))
        cuts = np.sort(rng.permutation(np.arange(1, len(bands) // step))[:2]) * step
        others = np.searchsorted(cuts, np.arange(len(bands)), side="right")
        alone = rng.random(size) < rng.choice([0, 0.03])
        survey.segments[code + "b"], survey.categories[code + "b"] = np.where(missing | alone, -1, others[quantity]), 3
        allowed = {*zip(bands.tolist(), others.tolist(), strict=True), (number, 3)}
        survey.pairs[code, code + "b"] = frozenset(allowed | {(place, 3) for place in range(number) if alone.any()})


def _random_question(code: str, survey: Survey, size: int, rng: np.random.Generator) -> Question:
    kind = str(rng.choice(["single", "single", "scale", "multiple", "number"]))
    number = int(rng.integers(2, 7))
    answered = rng.random(size) >= rng.choice([0, 0, 0.03, 0.2])
    question = Question(code, kind, answered, np.zeros((0, size), dtype=bool))
    if rng.random() < 0.05:
        question.same_as = str(rng.choice(list(survey.segments)))
        places = survey.segments[question.same_as]
        question.kind, question.answered = "single", places >= 0
        question.chosen = places == np.arange(survey.categories[question.same_as])[:, None]
        return question
    choices = [earlier for earlier in survey.questions if earlier.is_choice and len(earlier.chosen) > 1]
    if choices and rng.random() < 0.35:
        earlier = choices[rng.integers(len(choices))]
        asked_if = rng.permutation(len(earlier.chosen))[: rng.integers(1, len(earlier.chosen))]
        question.asked_of, question.asked_if = earlier.code, frozenset(asked_if.tolist())
        question.answered = answered & earlier.chosen[asked_if].any(axis=0)
    if question.is_choice:
        places = rng.choice(number, size, p=rng.dirichlet(np.full(number, 2.0)))
        question.chosen = (places == np.arange(number)[:, None]) & question.answered
    elif kind == "multiple":
        chosen = rng.random((number, size)) < rng.uniform(0.05, 0.6, (number, 1))
        chosen[0] |= ~chosen.any(axis=0)
        question.chosen = chosen & question.answered
    return question


def crossings(survey: Survey) -> Iterator[tuple[Question, str]]:
    return product(survey.questions, survey.segments)
