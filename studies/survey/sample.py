"""The answers as arrays, and the exact figures of any group of respondents, before anything is rounded or hidden."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studies.survey.answers import Answers, number
from studies.survey.codebook import Codebook, Condition, Role, Variable
from studies.survey.estimates import effective_base, mean_error, weighted_mean, weighted_quantiles

Numbers = NDArray[np.float64]
Members = NDArray[np.bool_]
Places = NDArray[np.int64]
"""For each respondent the place of his answer or category in the codebook's order; -1 for none."""


@dataclass(frozen=True)
class Asked:
    """One question's answers: `chosen` is (answers, then groups) × respondents, without rows for a number; `values`
    have a mean, and are nan for an answer without a score.

    `counts_none`: who chose nothing may be among those who answered.
    """

    question: Variable
    answered: Members
    chosen: NDArray[np.bool_]
    values: Numbers | None = None
    counts_none: bool = True


class Sample:
    """Those respondents who have a weight; all who answered where the survey has none. Weights of 0 leave one out."""

    def __init__(self, codebook: Codebook, answers: Answers) -> None:
        self._answers = answers
        self._variables = {variable.code: variable for variable in codebook.variables}
        weights = self._numbers(codebook.weight) if codebook.weight else np.ones(len(answers))
        self._kept = weights > 0
        self.weights = weights[self._kept]

    def __len__(self) -> int:
        return len(self.weights)

    @property
    def effective(self) -> float:
        """The effective base of all."""
        return _effective(self.weights)

    def places(self, variable: Variable) -> Places:
        """Among the variable's answers."""
        place_of = {option.code: -1 for option in variable.options}
        place_of |= {option.code: place for place, option in enumerate(variable.answers)}
        return np.array([place_of[cell] if cell else -1 for cell in self.cells(variable.column)], dtype=np.int64)

    def categories(self, segment: Variable) -> Places:
        """Among the categories of one of the codebook's segments."""
        variable = self._variables[segment.code]
        part_of = {place: part for part, category in enumerate(variable.categories) for place in category.places}
        parts = [part_of[place] for place in range(len(part_of))]
        return np.array([*parts, -1], dtype=np.int64)[self.places(variable)]

    def asked(self, question: Variable) -> Asked:
        match question.role:
            case Role.NUMBER:
                return self._number(question)
            case Role.MULTIPLE:
                return self._multiple(question)
        places = self.places(question)
        chosen = _with_groups(places == np.arange(len(question.answers))[:, None], question)
        if question.role is not Role.SCALE:
            return Asked(question, places >= 0, chosen)
        scores = np.array([option.score for option in question.answers] + [None], dtype=float)
        return Asked(question, places >= 0, chosen, scores[places])

    def group(self, asked: Asked, members: Members) -> "Group":
        """The figures of those `members` who answered."""
        return Group(asked, self.weights, members & asked.answered)

    def _number(self, question: Variable) -> Asked:
        missing = {option.code for option in question.options if option.is_missing}
        cells = (None if cell in missing else number(cell) for cell in self.cells(question.column))
        values = np.array([*cells], dtype=float)
        return Asked(question, ~np.isnan(values), np.zeros((0, len(self)), dtype=bool), values)

    def _multiple(self, question: Variable) -> Asked:
        """Whose columns are all empty did not answer, where everyone isn't known to have been asked: such files can't
        tell it from « none ». Nor did who chose « no answer » alone."""
        columns = {option: self.cells(option.column) for option in question.options}
        chosen = {option: np.array([cell == option.code for cell in cells]) for option, cells in columns.items()}
        given = np.array([any(cells) for cells in zip(*columns.values(), strict=True)])
        rows = np.array([chosen[option] for option in question.answers]).reshape(len(question.answers), len(self))
        refused = np.array([row for option, row in chosen.items() if option.is_missing]).reshape(-1, len(self))
        answered = (given | self._asked_of_all(question)) & (rows.any(axis=0) | ~refused.any(axis=0))
        is_none_told = any(cell and cell != option.code for option, cells in columns.items() for cell in cells)
        return Asked(question, answered, _with_groups(rows, question), counts_none=question.asks_all or is_none_told)

    def _asked_of_all(self, question: Variable) -> Members:
        """Those of whom a multiple choice is known to have been asked."""
        condition = question.asked_if
        if not question.asks_all or condition is None or condition.question not in self._variables:
            return np.full(len(self), question.asks_all)
        return self.passing(condition)

    def passing(self, condition: Condition) -> Members:
        """Those whom a condition on one of the codebook's variables lets through."""
        filtering = self._variables[condition.question]
        if filtering.role is not Role.MULTIPLE:
            return np.array([cell in condition.options for cell in self.cells(filtering.column)])
        options = [option for option in filtering.options if option.column in condition.options]
        chosen = [[cell == option.code for cell in self.cells(option.column)] for option in options]
        return np.logical_or.reduce(np.array(chosen, dtype=bool).reshape(-1, len(self)), axis=0)

    def cells(self, column: str) -> list[str | None]:
        """What a column of the file holds of each."""
        return [cell for cell, kept in zip(self._answers.columns[column], self._kept, strict=True) if kept]

    def _numbers(self, variable: Variable) -> Numbers:
        return np.array([number(cell) for cell in self._answers.columns[variable.column]], dtype=float)


def _with_groups(chosen: NDArray[np.bool_], question: Variable) -> NDArray[np.bool_]:
    """A group is chosen where one of its answers is."""
    return np.vstack([chosen, *(chosen[list(group.places)].any(axis=0) for group in question.groups)])


class Group:
    """One or more respondents who answered a question; mean and quartiles are theirs whose answer has a score."""

    def __init__(self, asked: Asked, weights: Numbers, members: Members) -> None:
        self.base = int(members.sum())
        own = weights[members]
        self.effective = _effective(own)
        self.shares = [float(share) for share in asked.chosen[:, members] @ own / own.sum()]
        values = np.full(self.base, np.nan) if asked.values is None else asked.values[members]
        scored = ~np.isnan(values)
        self._values, self._weights = values[scored], own[scored]

    @property
    def mean(self) -> float | None:
        """The weighted mean; None for a question without numbers."""
        return weighted_mean(self._values, self._weights) if len(self._values) else None

    @property
    def mean_error(self) -> float | None:
        return mean_error(self._values, self._weights) if len(self._values) else None

    @property
    def quartiles(self) -> tuple[float, float, float] | None:
        if not len(self._values):
            return None
        lower, median, upper = weighted_quantiles(self._values, self._weights)
        return lower, median, upper


def _effective(weights: Numbers) -> float:
    return effective_base(float(weights.sum()), float((weights * weights).sum()))
