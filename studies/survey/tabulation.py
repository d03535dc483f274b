"""Tables from answers: computed once, at publication, with what would identify anyone left out."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Option, Role, Side, Variable
from studies.survey.confidence import Z95
from studies.survey.differences import with_differences
from studies.survey.disclosure.knowledge import disclosure
from studies.survey.estimates import wilson
from studies.survey.rounding import MEAN_STORED, half_up, whole_percent
from studies.survey.sample import Asked, Places, Sample
from studies.survey.tables import THRESHOLD, WHOLE, Column, Table
from studies.survey.words import NO_WORDS, Words


@dataclass(frozen=True)
class Tabulation:
    """`subgroups` are for the method box: each segment's categories with their size, None where it is too small.
    `is_weighted`, `respondents` and `effective`, the effective base of all, are None where nobody said. `small`, for
    editors alone, has the sizes under the threshold, by segment and category."""

    tables: list[Table]
    respondents: int | None
    effective: float | None
    is_weighted: bool | None
    subgroups: list[dict]
    small: dict[str, dict[str, int]] = field(default_factory=dict)


def tabulate(
    codebook: Codebook,
    answers: Answers,
    *,
    threshold: int,
    progress: Callable[[float], None],
    public: Sequence[Table] = (),
) -> Tabulation:
    """Every question for everyone, then by each segment. The codebook and the answers must have passed `check`.

    `progress` is told the part done, from 0 to 1. `public` are the tables of this survey that readers have or ever had:
    nothing is shown that would tell together with them what they hid.
    """
    tabulator = _Tabulator(codebook, Sample(codebook, answers), threshold, public)
    tables: list[Table] = []
    for done, question in enumerate(codebook.questions, 1):
        tables += with_differences(list(tabulator.tables_of(question)))
        progress(done / len(codebook.questions))
    return Tabulation(
        tables=tables,
        respondents=len(tabulator.sample),
        effective=tabulator.sample.effective,
        is_weighted=codebook.weight is not None,
        subgroups=tabulator.subgroups({table.segment for table in tables if table.columns}),
        small={segment.code: tabulator.small(segment, places) for segment, places in tabulator.segments},
    )


class _Tabulator:
    def __init__(self, codebook: Codebook, sample: Sample, threshold: int, public: Sequence[Table]) -> None:
        self.sample = sample
        self.threshold = threshold
        self.segments = [(segment, sample.categories(segment)) for segment in codebook.segments]
        self.parts = {
            (variable.code, category.code): codes
            for variable in codebook.variables
            for category in variable.categories
            if (codes := tuple(variable.answers[place].code for place in category.places)) != (category.code,)
        }
        self.asked = {question.code: sample.asked(question) for question in codebook.questions}
        self.disclosure = disclosure(codebook, sample, self.asked, threshold=threshold, public=public)

    def subgroups(self, shown: Collection[str]) -> list[dict]:
        """Of segments by which nothing is shown no size is told."""
        sizes = {segment.code: self.disclosure.subgroups(segment.code) for segment, _places in self.segments}
        return [
            {
                "segment": {"fr": segment.title.fr, "en": segment.title.en},
                "categories": [
                    {"fr": option.words.fr, "en": option.words.en, "base": base if segment.code in shown else None}
                    for option, base in zip(segment.options, sizes[segment.code], strict=True)
                ],
            }
            for segment, _places in self.segments
        ]

    def small(self, segment: Variable, places: Places) -> dict[str, int]:
        sizes = np.bincount(places[places >= 0], minlength=len(segment.options))
        found = zip(segment.options, sizes.tolist(), strict=True)
        return {option.code: size for option, size in found if size < self.threshold}

    def tables_of(self, question: Variable) -> Iterator[Table]:
        asked = self.asked[question.code]
        everyone = np.zeros(len(self.sample), dtype=np.int64)
        whole = [Option(WHOLE, NO_WORDS)] if self.disclosure.shows(question.code) else []
        yield replace(self._table(asked, WHOLE, NO_WORDS, everyone, whole, frozenset()), rare=self._rare(asked))
        by_segment = self.disclosure.hidden(question.code)
        for segment, places in self.segments:
            if segment.code != question.code:
                hidden = by_segment[segment.code]
                categories = segment.options if hidden is not None else ()
                yield self._table(asked, segment.code, segment.title, places, categories, hidden or frozenset())

    def _rare(self, asked: Asked) -> tuple[int, ...]:
        given = asked.chosen[: len(asked.question.answers)].sum(axis=1)
        return tuple(np.flatnonzero((given > 0) & (given < self.threshold)).tolist())

    def _table(
        self,
        asked: Asked,
        segment: str,
        words: Words,
        places: Places,
        categories: Sequence[Option],
        hidden: frozenset[int],
    ) -> Table:
        groups = [
            None if place in hidden else self.sample.group(asked, places == place) for place in range(len(categories))
        ]
        question = replace(asked.question, options=_told_apart(asked.question.answers))
        made = table(question, segment, words, list(zip(categories, groups, strict=True)))
        columns = tuple(replace(column, parts=self.parts.get((segment, column.code), ())) for column in made.columns)
        return replace(made, columns=columns, groups=asked.question.groups, counts_none=asked.counts_none)


def _told_apart(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The options of a multiple choice often share a code, « Y » or « 1 »: their columns then name them."""
    if len({option.code for option in options}) == len(options):
        return options
    return tuple(replace(option, code=option.column) for option in options)


class Estimates(Protocol):
    """The exact figures of those in one category who answered; shares run from 0 to 1, one an option, then one a
    group."""

    @property
    def base(self) -> int: ...
    @property
    def effective(self) -> float: ...
    @property
    def shares(self) -> Sequence[float]: ...
    @property
    def mean(self) -> float | None: ...
    @property
    def mean_error(self) -> float | None: ...
    @property
    def quartiles(self) -> tuple[float, float, float] | None: ...


def table(question: Variable, segment: str, words: Words, columns: Sequence[tuple[Option, Estimates | None]]) -> Table:
    """Rounded for publication; a category without estimates is not shown."""
    return Table(
        question=question.code,
        role=question.role,
        title=question.title,
        wording=question.wording,
        asked_to=question.asked_to,
        unit=question.unit,
        options=question.options,
        segment=segment,
        segment_words=words,
        columns=tuple(_column(question, category, estimates) for category, estimates in columns),
        battery=question.battery,
        is_sensitive=question.is_sensitive,
    )


def _column(question: Variable, category: Option, estimates: Estimates | None) -> Column:
    if estimates is None:
        return Column(category.code, category.words, base=None)
    intervals = [wilson(share, estimates.effective) for share in estimates.shares]
    measured = _is_measured(question, estimates)
    mean, error = (estimates.mean, estimates.mean_error) if measured else (None, None)
    reach = None if mean is None or error is None else Z95 * error
    return Column(
        code=category.code,
        words=category.words,
        base=estimates.base,
        shares=tuple(map(whole_percent, estimates.shares)),
        lows=tuple(whole_percent(low) for low, _high in intervals),
        highs=tuple(whole_percent(high) for _low, high in intervals),
        mean=_rounded(mean),
        mean_low=None if mean is None or reach is None else _rounded(mean - reach),
        mean_high=None if mean is None or reach is None else _rounded(mean + reach),
        quartiles=estimates.quartiles if measured else None,
        net=net_score(question.options, estimates.shares) if measured else None,
        effective=estimates.effective,
        exact=tuple(estimates.shares),
        exact_mean=mean,
        mean_error=error,
    )


def _is_measured(question: Variable, estimates: Estimates) -> bool:
    """Whether enough gave an answer with a score for a mean to say something."""
    if question.role is Role.NUMBER:
        return True
    scored = sum(share for _option, share in _scored(question.options, estimates.shares))
    return question.role is Role.SCALE and estimates.base * scored >= THRESHOLD


def _scored(options: Sequence[Option], shares: Sequence[float]) -> list[tuple[Option, float]]:
    """The options that have a score, with their shares; all where none has one."""
    pairs = list(zip(options, shares, strict=False))
    return [(option, share) for option, share in pairs if option.score is not None] or pairs


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else half_up(figure, MEAN_STORED)


def net_score(options: Sequence[Option], shares: Sequence[float]) -> int | None:
    """The positive options' share less the negative ones', in whole points, of those whose answer has a score; None
    for a question that has no sides."""
    if not any(option.side for option in options):
        return None
    scored = _scored(options, shares)
    of = 1.0 if len(scored) == len(options) else sum(share for _option, share in scored)
    sign = {Side.POSITIVE: 1, Side.NEUTRAL: 0, Side.NEGATIVE: -1}
    return whole_percent(sum(sign[option.side] * share for option, share in scored) / of)
