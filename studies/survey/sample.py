"""The answers as arrays, and the exact figures of any group of respondents, before anything is rounded or hidden."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studies.survey.answers import Answers, number
from studies.survey.codebook import Codebook, Role, Variable
from studies.survey.estimates import effective_base, mean_interval, weighted_mean, weighted_quantiles

Numbers = NDArray[np.float64]
Members = NDArray[np.bool_]
Places = NDArray[np.int64]
"""For each respondent the place of his option or category in the codebook's order; -1 for none."""


@dataclass(frozen=True)
class Asked:
    """One question's answers: `chosen` is options × respondents, without rows for a number; `values` have a mean."""

    question: Variable
    answered: Members
    chosen: NDArray[np.bool_]
    values: Numbers | None


class Sample:
    """Those respondents who have a weight; all who answered where the survey has none. Weights of 0 leave one out."""

    def __init__(self, codebook: Codebook, answers: Answers) -> None:
        self._answers = answers
        weights = self._numbers(codebook.weight) if codebook.weight else np.ones(len(answers))
        self._kept = weights > 0
        self.weights = weights[self._kept]

    def __len__(self) -> int:
        return len(self.weights)

    def places(self, variable: Variable) -> Places:
        place_of = {option.code: place for place, option in enumerate(variable.options)}
        return np.array([place_of[cell] if cell else -1 for cell in self._cells(variable.column)], dtype=np.int64)

    def asked(self, question: Variable) -> Asked:
        """Of a multiple choice, who left every column empty did not answer: such files can't tell it from « none »."""
        if question.role is Role.NUMBER:
            values = self._numbers(question)[self._kept]
            no_options = np.zeros((0, len(self)), dtype=bool)
            return Asked(question, ~np.isnan(values), no_options, np.nan_to_num(values))
        if question.role is Role.MULTIPLE:
            columns = [self._cells(option.column) for option in question.options]
            answered = np.array([any(cells) for cells in zip(*columns, strict=True)])
            codes = [option.code for option in question.options]
            chosen = [[cell == code for cell in column] for code, column in zip(codes, columns, strict=True)]
            return Asked(question, answered, np.array(chosen), None)
        places = self.places(question)
        chosen_at = places == np.arange(len(question.options))[:, None]
        if question.role is not Role.SCALE:
            return Asked(question, places >= 0, chosen_at, None)
        scores = np.array([option.score for option in question.options] + [0], dtype=float)
        return Asked(question, places >= 0, chosen_at, scores[places])

    def group(self, asked: Asked, members: Members) -> "Group":
        """The figures of those `members` who answered."""
        return Group(asked, self.weights, members & asked.answered)

    def _cells(self, column: str) -> list[str | None]:
        return [cell for cell, kept in zip(self._answers.columns[column], self._kept, strict=True) if kept]

    def _numbers(self, variable: Variable) -> Numbers:
        return np.array([number(cell) for cell in self._answers.columns[variable.column]], dtype=float)


class Group:
    """One or more respondents who answered a question."""

    def __init__(self, asked: Asked, weights: Numbers, members: Members) -> None:
        self.base = int(members.sum())
        self._weights = weights[members]
        self._values = asked.values[members] if asked.values is not None else None
        total = float(self._weights.sum())
        self.effective = effective_base(total, float((self._weights * self._weights).sum()))
        self.shares = [float(share) for share in asked.chosen[:, members] @ self._weights / total]

    @property
    def mean(self) -> float | None:
        """The weighted mean; None for a question without numbers."""
        return None if self._values is None else weighted_mean(self._values, self._weights)

    @property
    def mean_interval(self) -> tuple[float, float] | None:
        return None if self._values is None else mean_interval(self._values, self._weights)

    @property
    def quartiles(self) -> tuple[float, float, float] | None:
        if self._values is None:
            return None
        lower, median, upper = weighted_quantiles(self._values, self._weights)
        return lower, median, upper
