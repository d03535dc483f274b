"""The order of what was found, the same on every database: title before lead before text, recent before old."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from portal.search.query import Query

TITLE, LEAD, FIRST, WHOLE = 3.0, 0.6, 0.6, 0.5
YEARS_TO_HALF = 10


class Row(NamedTuple):
    """What of an entry its place depends on; the database's `score` is the lower the better, and below zero."""

    pk: int
    kind: str
    year: int | None
    is_free: bool
    day: int | None
    title_keys: str
    lead_keys: str
    score: float


def ranked(found: Collection[Row], query: Query, today: date) -> list[Row]:
    terms = [[f" {' '.join(way)} " for way in term.ways()] for term in query.terms]
    lowest = min((row.score for row in found), default=0) or -1.0
    day = today.toordinal()
    return sorted(found, key=lambda row: (-_worth(row, terms, lowest, day), -row.pk))


def _worth(row: Row, terms: list[list[str]], lowest: float, today: int) -> float:
    """What stands in its title, at its beginning, how much of it that is; in its lead; then the database's word."""
    worth = LEAD * _share(terms, f" {row.lead_keys} ")
    keys = f" {row.title_keys} "
    if title := _share(terms, keys):
        words = row.title_keys.count(" ") / 2 or 1
        first = any(keys.startswith(way) for term in terms for way in term)
        worth += TITLE * title + FIRST * first + WHOLE * min(title * len(terms) / words, 1)
    years = max(today - row.day, 0) / 365.25 if row.day else 0
    return (worth + row.score / lowest) / (1 + years / YEARS_TO_HALF)


def _share(terms: list[list[str]], keys: str) -> float:
    """In a loop: it is asked twice of every match."""
    held = 0
    for term in terms:
        for way in term:
            if way in keys:
                held += 1
                break
    return held / (len(terms) or 1)
