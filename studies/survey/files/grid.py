"""Rows of cells under a header, from whatever file, gathered into `Answers` within limits."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from studies.survey.answers import Answers, Cell
from studies.survey.files.values import MAX_LENGTH, TooLong, spreadsheet_column
from studies.survey.problems import Problem, Refused

MAX_RESPONDENTS = 100_000
MAX_COLUMNS = 1_000
MAX_NAME = 1_000
"""Characters of a column's name: LimeSurvey puts the whole question there."""
MAX_CELLS = 20_000_000
MAX_PROBLEMS = 100
MAX_REMEMBERED = 50_000
CHUNK = 500

Rows = Iterator[tuple[int, Sequence[Any]]]
"""Row as a spreadsheet counts it, with its values; no value at all where the row is blank."""


class Memory(dict[Any, Cell]):
    """Makes each distinct value a cell once: faster, and equal cells are one string in memory."""

    def __init__(self, as_cell: Callable[[Any], Cell]) -> None:
        super().__init__()
        self.as_cell = as_cell

    def __missing__(self, value: Any) -> Cell:
        cell = self.as_cell(value)
        if len(self) < MAX_REMEMBERED:
            self[value] = cell
        return cell


def gather(rows: Rows, as_cell: Callable[[Any], Cell]) -> Answers:
    """The first row that isn't blank names the columns.

    Raises Refused: limits passed, columns without a name or with the same, rows of another length, a blank row
    between two others.
    """
    header_row, names = _header(rows, as_cell)
    columns: list[list[Cell]] = [[] for _name in names]
    memory = Memory(as_cell)
    filled = _filled(rows, header_row, len(names))
    row = header_row + 1
    while chunk := list(islice(filled, CHUNK)):
        check_size(row - header_row - 1 + len(chunk), len(names))
        for place, values in enumerate(zip(*chunk, strict=True)):
            try:
                columns[place].extend(map(memory.__getitem__, values))
            except TooLong:
                raise Refused(_too_long(values, as_cell, row, names[place] or spreadsheet_column(place))) from None
        row += len(chunk)
    if row == header_row + 1:
        raise Refused(Problem(_("The file holds no answers: there is nothing under the names of the columns.")))
    return Answers(_named(names, columns, header_row), first_row=header_row + 1)


def check_size(respondents: int, columns: int) -> None:
    """Raises Refused past the limits."""
    if columns > MAX_COLUMNS:
        message = _("The file has more than %(limit)s columns. Keep those that are to be published.")
        raise Refused(Problem(message % {"limit": number_format(MAX_COLUMNS, force_grouping=True)}))
    if respondents > MAX_RESPONDENTS:
        message = _("The file has more than %(limit)s respondents, which is more than this portal counts.")
        raise Refused(Problem(message % {"limit": number_format(MAX_RESPONDENTS, force_grouping=True)}))
    if respondents * columns > MAX_CELLS:
        message = _("The file has more than %(limit)s million cells. Keep the columns that are to be published.")
        raise Refused(Problem(message % {"limit": MAX_CELLS // 1_000_000}))


def _header(rows: Rows, as_cell: Callable[[Any], Cell]) -> tuple[int, list[str]]:
    for row, values in rows:
        try:
            names = [as_cell(value) or "" for value in values]
        except TooLong:
            names = [" " * MAX_LENGTH]
        if any(len(name) > MAX_NAME for name in names):
            message = _("The name of a column is longer than %(limit)s characters: a quotation mark may be missing.")
            raise Refused(Problem(message % {"limit": number_format(MAX_NAME, force_grouping=True)}, row))
        if any(names):
            check_size(0, len(names))
            return row, names
    raise Refused(Problem(_("The file is empty.")))


def _filled(rows: Rows, previous: int, width: int) -> Iterator[Sequence[Any]]:
    problems: list[Problem] = []
    for row, values in rows:
        if not values:
            continue
        if row != previous + 1:
            problems.append(Problem(_("This row is empty, and others follow. Delete it."), previous + 1))
        if len(values) != width:
            message = _("This row has %(cells)s cells where the header has %(columns)s.")
            problems.append(Problem(message % {"cells": len(values), "columns": width}, row))
        if len(problems) >= MAX_PROBLEMS:
            break
        if not problems:
            yield values
        previous = row
    if problems:
        raise Refused(*problems)


def _too_long(values: Sequence[Any], as_cell: Callable[[Any], Cell], row: int, column: str) -> Problem:
    for value in values:
        try:
            as_cell(value)
        except TooLong:
            break
        row += 1
    message = _("This cell holds more than %(limit)s characters: a quotation mark may be missing.")
    return Problem(message % {"limit": number_format(MAX_LENGTH, force_grouping=True)}, row, column)


def _named(names: list[str], columns: list[list[Cell]], header_row: int) -> dict[str, list[Cell]]:
    while not names[-1] and not any(columns[-1]):
        names.pop()
        columns.pop()
    problems = []
    for place, name in enumerate(names):
        if not name:
            message = _("This column has no name. Give it one, or delete it.")
            problems.append(Problem(message, header_row, spreadsheet_column(place)))
    for name, times in Counter(filter(None, names)).items():
        if times > 1:
            message = _("%(times)s columns have this name. Give each its own.")
            problems.append(Problem(message % {"times": times}, header_row, name))
    if problems:
        raise Refused(*problems)
    return dict(zip(names, columns, strict=True))
