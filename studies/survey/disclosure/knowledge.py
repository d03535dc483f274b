"""What the codebook, the answers and the tables that are public make known of a survey, for disclosure control."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from studies.survey.codebook import ONE_CHOICE, Codebook, Role, Variable
from studies.survey.disclosure.control import Disclosure, Known
from studies.survey.disclosure.tally import Question, Split
from studies.survey.sample import Asked, Sample
from studies.survey.tables import Table

Codes = frozenset[str]


def disclosure(
    codebook: Codebook,
    sample: Sample,
    asked: Mapping[str, Asked],
    *,
    threshold: int,
    public: Sequence[Table] = (),
) -> Disclosure:
    """`asked` are the answers to each question; `public` the tables that readers have or had."""
    segments = {segment.code: sample.categories(segment) for segment in codebook.segments}
    return Disclosure(
        threshold=threshold,
        segments=segments,
        categories={segment.code: len(segment.options) for segment in codebook.segments},
        questions={code: _question(codebook, sample, each) for code, each in asked.items()},
        public=list(_Public(codebook, sample, segments).known(public)),
    )


def _question(codebook: Codebook, sample: Sample, asked: Asked) -> Question:
    question, condition = asked.question, asked.question.asked_if
    filtering = next((each for each in codebook.variables if condition and each.code == condition.question), None)
    return Question(
        asked.answered,
        asked.chosen,
        values=asked.values if question.role is Role.NUMBER else None,
        groups=len(question.groups),
        is_choice=question.role in ONE_CHOICE,
        is_sensitive=question.is_sensitive,
        asked=sample.passing(condition) if condition and filtering else None,
        asked_of=filtering.code if filtering else "",
        unasked=_unasked(filtering, condition.options) if condition and filtering else frozenset(),
    )


def _unasked(segment: Variable, options: Sequence[str]) -> frozenset[int]:
    return frozenset(place for place, codes in enumerate(_parts(segment)) if codes.isdisjoint(options))


def _parts(segment: Variable) -> list[Codes]:
    """The codes in the file that each category of a segment is made of."""
    return [frozenset(segment.answers[place].code for place in part.places) for part in segment.categories]


@dataclass
class _Public:
    codebook: Codebook
    sample: Sample
    segments: Mapping[str, np.ndarray]
    _splits: dict[tuple[str, tuple[Codes, ...]], Split | None] = field(default_factory=dict)

    def known(self, tables: Sequence[Table]) -> Iterator[Known]:
        variables = {variable.code: variable for variable in self.codebook.variables}
        for table in tables:
            if table.is_whole or not table.columns:
                continue
            columns = [frozenset(column.parts or (column.code,)) for column in table.columns]
            told = tuple(codes for codes, column in zip(columns, table.columns, strict=True) if column.base is not None)
            variable = variables.get(table.segment)
            parts = _parts(variable) if variable and table.segment in self.segments else []
            shown = frozenset(map(parts.index, told)) if set(parts) == set(columns) else None
            yield Known(
                table.question,
                table.segment,
                self._split(variable, told),
                shown,
                self._split(variable, tuple(columns)),
            )

    def _split(self, variable: Variable | None, told: tuple[Codes, ...]) -> Split | None:
        """Who was in each column, by the codes that the file holds today."""
        if variable is None or not variable.column:
            return None
        key = variable.code, told
        if key not in self._splits:
            cells = self.sample.cells(variable.column)
            codes = {*cells, *(option.code for option in variable.options)}
            places = {code: place for place, part in enumerate(told) for code in part}
            found = np.array([places.get(cell or "", -1) for cell in cells], dtype=np.int64)
            self._splits[key] = Split.of(found, len(told)) if codes.issuperset(places) else None
        return self._splits[key]
