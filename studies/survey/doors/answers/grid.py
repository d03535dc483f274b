"""Rows of cells under a header, from whatever file, gathered into `Answers` within limits."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from studies.survey.answers import Answer, Answers
from studies.survey.doors.answers.columns import is_number
from studies.survey.doors.answers.headers import Rows, read_header
from studies.survey.limits import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_PROBLEMS,
    MOST_RESPONDENTS,
)
from studies.survey.problems import Problem, Refused
from studies.survey.sheets.values import TooLong, fold, spreadsheet_column

MAX_REMEMBERED = 50_000
CHUNK = 500
LAST_ROWS = 3
TOTALS = frozenset({"total", "totaux", "total_general", "moyenne", "ensemble", "somme", "sum", "mean", "average"})
FEW = 3


class Memory(dict[Any, Answer]):
    """Makes each distinct value a cell once: faster, and equal cells are one string in memory."""

    def __init__(self, as_cell: Callable[[Any], Answer]) -> None:
        super().__init__()
        self.as_cell = as_cell

    def __missing__(self, value: Any) -> Answer:
        cell = self.as_cell(value)
        if len(self) < MAX_REMEMBERED:
            self[value] = cell
        return cell


def gather(rows: Rows, as_cell: Callable[[Any], Answer], *, pads: bool = False) -> Answers:
    """The rows under the header. `pads`: rows that end before it are filled up.

    Raises Refused: limits passed, columns without a name or with the same, rows of another length, a blank row
    between two others, a row of totals.
    """
    header, rest = read_header(rows, as_cell)
    names = header.names
    check_size(0, len(names))
    columns: list[list[Answer]] = [[] for _name in names]
    memory = Memory(as_cell)
    filled = _filled(rest, header.row, len(names), pads)
    row = header.row + 1
    while chunk := list(islice(filled, CHUNK)):
        check_size(row - header.row - 1 + len(chunk), len(names))
        for place, values in enumerate(zip(*chunk, strict=True)):
            try:
                columns[place].extend(map(memory.__getitem__, values))
            except TooLong:
                raise Refused(_too_long(values, as_cell, row, names[place] or spreadsheet_column(place))) from None
        row += len(chunk)
    if row == header.row + 1:
        raise Refused(Problem(_("The file holds no answers: there is nothing under the names of the columns.")))
    _refuse_totals(columns, header.row)
    return Answers(_named(names, columns, header.row), labels=header.labels, first_row=header.row + 1)


def check_size(respondents: int, columns: int) -> None:
    """Raises Refused past the limits."""
    if columns > MOST_COLUMNS:
        message = _("The file has more than %(limit)s columns. Keep those that are to be published.")
        raise Refused(Problem(message % {"limit": number_format(MOST_COLUMNS, force_grouping=True)}))
    if respondents > MOST_RESPONDENTS:
        message = _("The file has more than %(limit)s respondents, which is more than this portal counts.")
        raise Refused(Problem(message % {"limit": number_format(MOST_RESPONDENTS, force_grouping=True)}))
    if respondents * columns > MOST_CELLS:
        message = _("The file has more than %(limit)s million cells. Keep the columns that are to be published.")
        raise Refused(Problem(message % {"limit": MOST_CELLS // 1_000_000}))


def _filled(rows: Rows, previous: int, width: int, pads: bool) -> Iterator[Sequence[Any]]:
    problems: list[Problem] = []
    for row, values in rows:
        if not values:
            continue
        if row != previous + 1:
            problems.append(Problem(_("This row is empty, and others follow. Delete it."), previous + 1))
        if len(values) < width and pads:
            values = [*values, *[None] * (width - len(values))]
        if len(values) != width:
            problems.append(_of_another_length(values, row, width, pads))
        if len(problems) >= MOST_PROBLEMS:
            break
        if not problems:
            yield values
        previous = row
    if problems:
        raise Refused(*problems)


def _of_another_length(values: Sequence[Any], row: int, width: int, pads: bool) -> Problem:
    if pads:
        letters = spreadsheet_column(next(place for place in range(width, len(values)) if values[place] is not None))
        message = _("Cell %(cell)s is filled, but its column has no name. Give it one, or empty the cell.")
        return Problem(message % {"cell": f"{letters}{row}"}, row, letters)
    message = _("This row has %(cells)s cells where the header has %(columns)s.")
    return Problem(message % {"cells": len(values), "columns": width}, row)


def _refuse_totals(columns: list[list[Answer]], header_row: int) -> None:
    """One of the last rows that begins with « Total » where the others have a number."""
    respondents = len(columns[0])
    for place in range(max(respondents - LAST_ROWS, 0), respondents):
        first = next((column for column in columns if column[place]), columns[0])
        others = [cell for cell in first if cell and fold(cell) not in TOTALS]
        numbers = sum(map(is_number, others))
        if fold(first[place] or "") in TOTALS and (numbers * 10 >= len(others) * 9):
            message = _("This row seems to be a total, not a respondent. Delete it.")
            raise Refused(Problem(message, header_row + 1 + place))


def _too_long(values: Sequence[Any], as_cell: Callable[[Any], Answer], row: int, column: str) -> Problem:
    for value in values:
        try:
            as_cell(value)
        except TooLong:
            break
        row += 1
    message = _("This cell holds more than %(limit)s characters: a quotation mark may be missing.")
    return Problem(message % {"limit": number_format(LONGEST_CELL, force_grouping=True)}, row, column)


def _named(names: list[str], columns: list[list[Answer]], header_row: int) -> dict[str, list[Answer]]:
    while not names[-1] and not any(columns[-1]):
        names.pop()
        columns.pop()
    problems = []
    nameless = [spreadsheet_column(place) for place, name in enumerate(names) if not name]
    if len(nameless) > FEW:
        message = _("Columns without a name: %(columns)s. If this row is a title, delete it.")
        problems.append(Problem(message % {"columns": ", ".join([*nameless[:FEW], "…"])}, header_row))
    elif nameless:
        message = _("This column has no name. Give it one, or delete it.")
        problems += [Problem(message, header_row, column) for column in nameless]
    for name, times in Counter(filter(None, names)).items():
        if times > 1:
            message = _("%(times)s columns have this name. Give each its own.")
            problems.append(Problem(message % {"times": times}, header_row, name))
    if problems:
        raise Refused(*problems)
    return dict(zip(names, columns, strict=True))
