"""A published table: one question, for everyone or by one segment. All that is ever shown comes from these."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from studies.survey.codebook import Group, Option, Role
from studies.survey.confidence import Z95
from studies.survey.words import NO_WORDS, Words

THRESHOLD = 10
"""The smallest base that is shown, unless the study says more."""
FRAGILE_BELOW = 30
"""Bases, or effective bases, from the threshold to here carry a warning, and nothing is tested on them."""

WHOLE = ""
"""The code of the segment, and of its one column, that is everyone."""


@dataclass(frozen=True)
class Column:
    """One category of the segment. `base` counts respondents; None: not shown, and then nothing else is either.

    `shares`, `lows` and `highs` (the 95 % interval) are whole percents, one an answer, in the table's order; `mean`,
    `quartiles` (lower, median, upper) and `net` (points) are there where the question calls for them.

    `exact` (shares from 0 to 1), `exact_mean` and its standard error `mean_error` are unrounded, for tests and for
    rounding once; they and `effective`, the effective base, are unknown of tables published before they were kept.
    `parts`: the codes in the file of a category that has a name of its own, as one that was merged from several.
    """

    code: str
    words: Words
    base: int | None
    shares: tuple[int, ...] = ()
    lows: tuple[int, ...] = ()
    highs: tuple[int, ...] = ()
    mean: float | None = None
    mean_low: float | None = None
    mean_high: float | None = None
    quartiles: tuple[float, float, float] | None = None
    net: int | None = None
    effective: float | None = None
    exact: tuple[float, ...] = ()
    exact_mean: float | None = None
    mean_error: float | None = None
    parts: tuple[str, ...] = ()

    @property
    def mean_with_interval(self) -> tuple[float | None, float | None, float | None]:
        """The mean, its low and its high, unrounded as far as they were kept."""
        if self.exact_mean is None:
            return self.mean, self.mean_low, self.mean_high
        if self.mean_error is None or self.mean_low is None:
            return self.exact_mean, None, None
        reach = Z95 * self.mean_error
        return self.exact_mean, self.exact_mean - reach, self.exact_mean + reach

    @property
    def is_fragile(self) -> bool:
        if self.base is None:
            return False
        effective = self.base if self.effective is None else self.effective
        return min(self.base, round(effective, 6)) < FRAGILE_BELOW


@dataclass(frozen=True)
class Table:
    """`differences` lists (answer's place, -1 for the mean, column's place, column's place) where two figures differ.
    `counts_none`: who chose nothing may be in the base of a multiple choice. `is_random` isn't stored: whether the
    figures may be said to hold for more people than were asked. `rare`, of the table for everyone, are the places of
    the answers that fewer than the threshold gave, for editors to be warned of. `is_sensitive`: that all of a group
    gave one answer is not told, which may be why some are hidden.

    Without any column the crossing was withheld.
    """

    question: str
    role: Role
    title: Words
    wording: Words
    asked_to: Words
    unit: Words
    options: tuple[Option, ...]
    segment: str
    segment_words: Words
    columns: tuple[Column, ...]
    differences: tuple[tuple[int, int, int], ...] = ()
    groups: tuple[Group, ...] = ()
    battery: Words = NO_WORDS
    counts_none: bool = True
    rare: tuple[int, ...] = ()
    is_sensitive: bool = False
    is_random: bool = True

    @property
    def answers(self) -> tuple[Option, ...]:
        """What columns have shares of: the options, then the groups."""
        return (*self.options, *(Option(group.code, group.words) for group in self.groups))

    @property
    def is_whole(self) -> bool:
        return self.segment == WHOLE

    def described(self) -> "Table":
        """Without all that holds for random samples alone: intervals and tests."""
        bare = (replace(column, lows=(), highs=(), mean_low=None, mean_high=None) for column in self.columns)
        return replace(self, columns=tuple(bare), differences=(), is_random=False)

    def column(self, code: str) -> Column | None:
        return next((column for column in self.columns if column.code == code), None)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Table":
        return cls(
            question=data["question"],
            role=Role(data["role"]),
            segment=data["segment"],
            title=Words(**data["title"]),
            wording=Words(**data["wording"]),
            asked_to=Words(**data["asked_to"]),
            unit=Words(**data["unit"]),
            segment_words=Words(**data["segment_words"]),
            options=tuple(Option.from_json(option) for option in data["options"]),
            columns=tuple(_column(column) for column in data["columns"]),
            differences=tuple((option, first, second) for option, first, second in data["differences"]),
            groups=tuple(_group(group) for group in data.get("groups", ())),
            battery=Words(**data.get("battery", {})),
            counts_none=data.get("counts_none", True),
            rare=tuple(data.get("rare", ())),
            is_sensitive=data.get("is_sensitive", False),
        )


def _group(data: dict[str, Any]) -> Group:
    return Group(data["code"], Words(**data["words"]), tuple(data["places"]))


def _column(data: dict[str, Any]) -> Column:
    lists = {name: tuple(data.get(name, ())) for name in ("shares", "lows", "highs", "exact", "parts")}
    quartiles = tuple(data["quartiles"]) if data["quartiles"] else None
    return Column(**{**data, **lists, "words": Words(**data["words"]), "quartiles": quartiles})
