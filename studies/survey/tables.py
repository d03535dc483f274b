"""A published table: one question, for everyone or by one segment. All that is ever shown comes from these."""

from dataclasses import asdict, dataclass
from typing import Any

from studies.survey.codebook import Option, Role, Side
from studies.survey.words import Words

THRESHOLD = 10
"""The smallest base that is shown, unless the study says more."""
FRAGILE_BELOW = 30
"""Bases from the threshold to here carry a warning."""

WHOLE = ""
"""The code of the segment, and of its one column, that is everyone."""


@dataclass(frozen=True)
class Column:
    """One category of the segment. `base` counts respondents; None: not shown, and then nothing else is either.

    `shares`, `lows` and `highs` (the 95 % interval) are whole percents, one an option, in the table's order; `mean`,
    `quartiles` (lower, median, upper) and `net` (points) are there where the question calls for them.
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

    @property
    def is_fragile(self) -> bool:
        return self.base is not None and self.base < FRAGILE_BELOW


@dataclass(frozen=True)
class Table:
    """`differences` lists (option's place, column's place, column's place) where two shares differ at 95 %.

    Without any column the crossing was withheld: too few answers to show it by this segment.
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

    @property
    def is_whole(self) -> bool:
        return self.segment == WHOLE

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
            **{name: Words(**data[name]) for name in ("title", "wording", "asked_to", "unit", "segment_words")},
            options=tuple(_option(option) for option in data["options"]),
            columns=tuple(_column(column) for column in data["columns"]),
            differences=tuple((option, first, second) for option, first, second in data["differences"]),
        )


def _option(data: dict[str, Any]) -> Option:
    return Option(**{**data, "words": Words(**data["words"]), "side": Side(data["side"])})


def _column(data: dict[str, Any]) -> Column:
    lists = {name: tuple(data[name]) for name in ("shares", "lows", "highs")}
    quartiles = tuple(data["quartiles"]) if data["quartiles"] else None
    return Column(**{**data, **lists, "words": Words(**data["words"]), "quartiles": quartiles})
