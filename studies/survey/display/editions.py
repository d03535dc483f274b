"""A question in one edition of a series, and what changed in it since the edition before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from studies.survey.differences import MEAN_PLACE, changed
from studies.survey.display import phrases
from studies.survey.rounding import MEAN_SHOWN, half_up
from studies.survey.tables import Column, Table

MEAN = "~mean"
"""In place of an answer's code: the mean of a scale or a number."""


@dataclass(frozen=True)
class Edition:
    """A study's table of the question for everyone; `is_break`: it was worded otherwise in the edition before.

    `codes` gives this edition's code for each of the last edition's options; None: they are the same.
    """

    at: date
    label: str
    table: Table
    is_break: bool = False
    codes: Mapping[str, str] | None = None

    @property
    def column(self) -> Column | None:
        return next((column for column in self.table.columns if column.base is not None), None)

    @property
    def measure(self) -> tuple[object, ...]:
        """What means are measured with: those of two editions compare where this is the same."""
        scores = sorted(option.score for option in self.table.options if option.score is not None)
        return str(self.table.unit.fr).casefold(), *scores

    def place(self, code: str) -> int | None:
        """Where the table has the answer that has this code in the last edition; groups go by their own."""
        own = code if self.codes is None else self.codes.get(code, "")
        for place, answer in enumerate(self.table.answers):
            if answer.code == (code if place >= len(self.table.options) else own):
                return place
        return None


def paired_options(now: Table, before: Table, pairs: Mapping[str, str]) -> dict[str, str]:
    """What pairs by codes of the codebook, or columns of a multiple choice, mean for the codes of two tables."""
    own, theirs = ({option.column or option.code: option.code for option in table.options} for table in (now, before))
    return {own[code]: theirs[earlier] for code, earlier in pairs.items() if code in own and earlier in theirs}


def same_options(now: Table, before: Table) -> dict[str, str]:
    """Where nobody paired the options: those of one code and one label, whatever its accents, capitals and
    punctuation. One whose label changed may be another answer."""
    labels = {option.code: slugify(option.words.fr) for option in before.options}
    return {option.code: option.code for option in now.options if labels.get(option.code) == slugify(option.words.fr)}


@dataclass(frozen=True)
class Change:
    """`direction` is 1 or -1 where the change is significant, 0 where it may be chance or was not tested."""

    text: str
    direction: int


@dataclass(frozen=True)
class Changes:
    """Since the edition called `since`, by the answer's code or MEAN. `is_tested`: those without direction may be
    chance."""

    since: str
    by_code: Mapping[str, Change]
    is_tested: bool


def changes(now: Edition, before: Edition) -> Changes | None:
    """From one edition to the next, by the last edition's codes. None where nothing compares: the wording changed, or
    one of the two shows nothing."""
    a, b = now.column, before.column
    if now.is_break or a is None or b is None:
        return None
    codes = [option.code for option in now.table.options] if now.codes is None else list(now.codes)
    pairs = {code: (now.place(code), before.place(code)) for code in (*codes, *(g.code for g in now.table.groups))}
    places = {at: place for at, place in pairs.values() if at is not None and place is not None}
    has_mean = now.measure == before.measure and a.mean is not None and b.mean is not None
    is_random = now.table.is_random and before.table.is_random
    found = changed(a, b, places, with_mean=has_mean) if is_random else None
    told = {
        code: _points(a.shares[at] - b.shares[place], at, found)
        for code, (at, place) in pairs.items()
        if at is not None and place is not None
    }
    if has_mean:
        told[MEAN] = _mean(a, b, found)
    return Changes(before.label, told, found is not None) if told else None


def _points(difference: int, at: int, found: frozenset[int] | None) -> Change:
    return Change(phrases.points(difference), _sign(difference) if found and at in found else 0)


def _mean(now: Column, before: Column, found: frozenset[int] | None) -> Change:
    """The difference of the two as they are read."""
    after, earlier = (half_up(column.mean_with_interval[0] or 0, MEAN_SHOWN) for column in (now, before))
    difference = half_up(after - earlier, MEAN_SHOWN)
    return Change(phrases.signed(difference), _sign(difference) if found and MEAN_PLACE in found else 0)


def _sign(difference: float) -> int:
    return (difference > 0) - (difference < 0)
