"""Where the names of the columns stand: below a title, on two rows, or on the three of Qualtrics."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from studies.survey.answers import Answer
from studies.survey.doors.answers.columns import is_number
from studies.survey.limits import LONGEST_CELL, LONGEST_COLUMN
from studies.survey.problems import Problem, Refused
from studies.survey.sheets.values import TooLong, fold

WITHIN = 8
"""Rows of a file that are looked at."""
IMPORT_ID = '{"ImportId"'
"""What Qualtrics writes on its third row."""
RESPONSES = frozenset({"response", "open-ended_response", "reponse", "reponse_libre", "reponse_ouverte"})
"""What SurveyMonkey writes on its second row, under a question of one column."""

Rows = Iterator[tuple[int, Sequence[Any]]]
"""Row as a spreadsheet counts it, with its values; no value at all where the row is blank."""


@dataclass(frozen=True)
class Header:
    """`row` is the last of its rows; `labels` are the texts of questions that stand below their codes."""

    row: int
    names: list[str]
    labels: dict[str, str] = field(default_factory=dict)


def read_header(rows: Rows, as_cell: Callable[[Any], Answer]) -> tuple[Header, Rows]:
    """The header, and the rows below it. Raises Refused."""
    first = list(islice(rows, WITHIN))
    texts = [(row, _texts(row, values, as_cell)) for row, values in first]
    filled = [place for place, (_row, cells) in enumerate(texts) if any(cells)]
    if not filled:
        raise Refused(Problem(_("The file is empty.")))
    ahead = [texts[place] for place in filled]
    header, used = _qualtrics(ahead) or _on_two_rows(ahead, _titles(ahead)) or _on_one_row(ahead, _titles(ahead))
    rest = first[filled[used - 1] + 1 :]
    return header, chain(rest, rows)


def _texts(row: int, values: Sequence[Any], as_cell: Callable[[Any], Answer]) -> list[str]:
    try:
        return [as_cell(value) or "" for value in values]
    except TooLong:
        return [" " * LONGEST_CELL]


Ahead = list[tuple[int, list[str]]]


def _qualtrics(ahead: Ahead) -> tuple[Header, int] | None:
    """Codes, texts of the questions, and identifiers: three rows, the last of which says so."""
    for place, (row, cells) in enumerate(ahead[:3]):
        if any(cell.startswith(IMPORT_ID) for cell in cells) and place:
            names = ahead[0][1]
            labels = dict(zip(names, ahead[1][1], strict=False)) if place > 1 else {}
            return Header(row, names, {name: label for name, label in labels.items() if label}), place + 1
    return None


def _titles(ahead: Ahead) -> int:
    """How many rows of one cell stand above the names."""
    for place, (_row, cells) in enumerate(ahead):
        if sum(map(bool, cells)) > 1:
            return place if _are_names(cells) else 0
    return 0


def _are_names(cells: Sequence[str]) -> bool:
    named = [cell for cell in cells if cell]
    return len(set(named)) == len(named) and not any(map(is_number, named)) and bool(cells[0])


def _on_two_rows(ahead: Ahead, place: int) -> tuple[Header, int] | None:
    """A question above the columns of its options. Raises Refused where the second row may be a respondent's."""
    if len(ahead) < place + 2:
        return None
    (row, upper), (next_row, lower) = ahead[place], ahead[place + 1]
    width = max(len(upper), len(lower))
    upper, lower = [*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))]
    gaps = [column for column in range(1, width) if not upper[column] and lower[column]]
    if not upper[0] or not gaps or next_row != row + 1 or any(map(is_number, filter(None, lower))):
        return None
    if any(not upper[column] and not lower[column] for column in range(max(gaps))):
        return None
    alone = [column for column in range(width) if column not in gaps and column + 1 not in gaps]
    if any(lower[column] and fold(lower[column]) not in RESPONSES for column in alone):
        message = _("The names of the columns seem to stand on two rows, or below a title. Put them on one, the first.")
        raise Refused(Problem(message, row))
    return Header(next_row, _joined(upper, lower, alone)), place + 2


def _joined(upper: Sequence[str], lower: Sequence[str], alone: Sequence[int]) -> list[str]:
    names = []
    question = ""
    for column, (above, below) in enumerate(zip(upper, lower, strict=True)):
        question = above or question
        names.append(above if column in alone else f"{question} [{below}]")
    return names


def _on_one_row(ahead: Ahead, place: int) -> tuple[Header, int]:
    row, names = ahead[place]
    if any(len(name) > LONGEST_COLUMN for name in names):
        message = _("The name of a column is longer than %(limit)s characters: a quotation mark may be missing.")
        raise Refused(Problem(message % {"limit": number_format(LONGEST_COLUMN, force_grouping=True)}, row))
    return Header(row, names), place + 1
