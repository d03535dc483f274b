"""Tables from answers: computed once, at publication, with what would identify anyone left out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Protocol

import numpy as np

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Option, Role, Side, Variable
from studies.survey.disclosure import Disclosure
from studies.survey.estimates import differs, whole_percent, wilson
from studies.survey.sample import Asked, Places, Sample
from studies.survey.tables import WHOLE, Column, Table
from studies.survey.words import NO_WORDS, Words

DECIMALS = 2


@dataclass(frozen=True)
class Tabulation:
    """`subgroups` are for the method box: each segment's categories with their size, None where it is too small.
    `is_weighted` is None where nobody said."""

    tables: list[Table]
    respondents: int
    is_weighted: bool | None
    subgroups: list[dict]


def tabulate(codebook: Codebook, answers: Answers, *, threshold: int, progress: Callable[[float], None]) -> Tabulation:
    """Every question for everyone, then by each segment. The codebook and the answers must have passed `check`.

    `progress` is told the part done, from 0 to 1.
    """
    tabulator = _Tabulator(codebook, Sample(codebook, answers), threshold)
    tables: list[Table] = []
    for done, question in enumerate(codebook.questions, 1):
        tables += tabulator.tables_of(question)
        progress(done / len(codebook.questions))
    return Tabulation(
        tables=tables,
        respondents=len(tabulator.sample),
        is_weighted=codebook.weight is not None,
        subgroups=tabulator.subgroups(),
    )


class _Tabulator:
    def __init__(self, codebook: Codebook, sample: Sample, threshold: int) -> None:
        self.sample = sample
        self.threshold = threshold
        self.segments = [(segment, sample.places(segment)) for segment in codebook.segments]
        self.disclosure = Disclosure(
            threshold=threshold,
            segments={segment.code: places for segment, places in self.segments},
            categories={segment.code: len(segment.options) for segment, _places in self.segments},
            choices=self._choices(codebook.questions),
        )

    def _choices(self, questions: Iterable[Variable]) -> dict[str, Places]:
        """What may filter other questions: single choices and scales, and each option of a multiple choice."""
        choices: dict[str, Places] = {}
        for question in questions:
            if question.role in (Role.SINGLE, Role.SCALE):
                choices[question.code] = self.sample.places(question)
            elif question.role is Role.MULTIPLE:
                asked = self.sample.asked(question)
                for place, chosen in enumerate(asked.chosen):
                    choices[f"{question.code}/{place}"] = np.where(asked.answered, np.where(chosen, 0, 1), -1)
        return choices

    def subgroups(self) -> list[dict]:
        return [
            {
                "segment": {"fr": segment.title.fr, "en": segment.title.en},
                "categories": [
                    {"fr": option.words.fr, "en": option.words.en, "base": base}
                    for option, base in zip(segment.options, self.disclosure.subgroups(segment.code), strict=True)
                ],
            }
            for segment, _places in self.segments
        ]

    def tables_of(self, question: Variable) -> Iterator[Table]:
        asked = self.sample.asked(question)
        is_shown = asked.answered.sum() >= self.threshold
        everyone = np.zeros(len(self.sample), dtype=np.int64)
        whole = [Option(WHOLE, NO_WORDS)] if is_shown else []
        yield self._table(asked, WHOLE, NO_WORDS, everyone, whole, frozenset())
        for segment, places in self.segments:
            hidden = self._hidden(asked, segment, places) if is_shown else None
            categories = segment.options if hidden is not None else ()
            yield self._table(asked, segment.code, segment.title, places, categories, hidden or frozenset())

    def _hidden(self, asked: Asked, segment: Variable, places: Places) -> frozenset[int] | None:
        """By unweighted counts: options × categories, with a last column for those who have no category."""
        columns = len(segment.options) + 1
        placed = np.where(places < 0, columns - 1, places)
        counts = [np.bincount(placed[chosen], minlength=columns) for chosen in asked.chosen]
        unweighted = np.array(counts, dtype=np.int64).reshape(len(counts), columns)
        return self.disclosure.hidden(segment.code, asked.answered, unweighted)

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
        question = replace(asked.question, options=_told_apart(asked.question.options))
        return table(question, segment, words, list(zip(categories, groups, strict=True)))


def _told_apart(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The options of a multiple choice often share a code, « Y » or « 1 »: their columns then name them."""
    if len({option.code for option in options}) == len(options):
        return options
    return tuple(replace(option, code=option.column) for option in options)


class Estimates(Protocol):
    """The exact figures of those in one category who answered; shares run from 0 to 1, one an option."""

    @property
    def base(self) -> int: ...
    @property
    def effective(self) -> float: ...
    @property
    def shares(self) -> Sequence[float]: ...
    @property
    def mean(self) -> float | None: ...
    @property
    def mean_interval(self) -> tuple[float, float] | None: ...
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
        differences=tuple(_differences([estimates for _category, estimates in columns])),
    )


def _column(question: Variable, category: Option, estimates: Estimates | None) -> Column:
    if estimates is None:
        return Column(category.code, category.words, base=None)
    intervals = [wilson(share, estimates.effective) for share in estimates.shares]
    mean_low, mean_high = estimates.mean_interval or (None, None)
    return Column(
        code=category.code,
        words=category.words,
        base=estimates.base,
        shares=tuple(map(whole_percent, estimates.shares)),
        lows=tuple(whole_percent(low) for low, _high in intervals),
        highs=tuple(whole_percent(high) for _low, high in intervals),
        mean=_rounded(estimates.mean),
        mean_low=_rounded(mean_low),
        mean_high=_rounded(mean_high),
        quartiles=estimates.quartiles,
        net=net_score(question.options, estimates.shares),
    )


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, DECIMALS)


def net_score(options: Sequence[Option], shares: Sequence[float]) -> int | None:
    """The positive options' share less the negative ones', in whole points; None for a question that has no sides."""
    if not any(option.side for option in options):
        return None
    sign = {Side.POSITIVE: 1, Side.NEUTRAL: 0, Side.NEGATIVE: -1}
    return whole_percent(sum(sign[option.side] * share for option, share in zip(options, shares, strict=True)))


def _differences(groups: Sequence[Estimates | None]) -> Iterator[tuple[int, int, int]]:
    for (first, a), (second, b) in combinations(enumerate(groups), 2):
        if a is None or b is None:
            continue
        for option, (share_a, share_b) in enumerate(zip(a.shares, b.shares, strict=True)):
            if differs(share_a, a.effective, share_b, b.effective):
                yield option, first, second
