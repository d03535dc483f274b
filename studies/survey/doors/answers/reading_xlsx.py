"""Excel workbooks: answers in the first sheet, a codebook perhaps in another."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from studies.survey.answers import Answers
from studies.survey.doors.answers.grid import gather
from studies.survey.doors.answers.headers import WITHIN, Rows
from studies.survey.limits import LAST_ROW, MOST_PROBLEMS
from studies.survey.problems import Problem, Refused
from studies.survey.sheets.values import from_value, spreadsheet_column
from studies.survey.sheets.workbooks import codebook_sheet, worksheets

UNWANTED = frozenset("fe")
"""openpyxl's types of a formula and of an error."""

Progress = Callable[[float], None]


def read_xlsx(path: Path, progress: Progress) -> Answers:
    """Raises Refused."""
    with worksheets(path) as sheets:
        codebook = codebook_sheet(sheets)
        others = [sheet for sheet in sheets if sheet is not codebook]
        shown = [sheet for sheet in others if sheet.sheet_state == "visible"] or others
        if not shown:
            raise Refused(Problem(_("The workbook has no sheet with cells.")))
        first = next(filter(_has_cells, shown), shown[0])
        answers = gather(_rows(first, progress), from_value, pads=True)
        return replace(answers, sheet=first.title if len(others) > 1 else "")


def _has_cells(sheet: Any) -> bool:
    return any(cell.value is not None for row in sheet.iter_rows(max_row=WITHIN) for cell in row)


def _rows(sheet: Any, progress: Progress) -> Rows:
    """Every row without the empty cells at its end. What size the sheet claims to have serves the progress alone."""
    claimed = sheet.max_row or LAST_ROW
    sheet.reset_dimensions()
    problems: list[Problem] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > LAST_ROW or len(problems) >= MOST_PROBLEMS:
            break
        if number % 500 == 0:
            progress(min(number / claimed, 1))
        if not row:
            continue
        if not UNWANTED.isdisjoint([cell.data_type for cell in row]):
            problems += _unwanted(row)
        values = [cell.value for cell in row]
        while values and values[-1] is None:
            values.pop()
        if not problems:
            yield number, values
    if problems:
        raise Refused(*problems)


def _unwanted(row: tuple[Any, ...]) -> Iterator[Problem]:
    messages = {
        "f": _("Cell %(cell)s holds a formula. Paste its value instead."),
        "e": _("Cell %(cell)s holds an error. Correct or empty it."),
    }
    for cell in row:
        if cell.data_type in messages:
            letters = spreadsheet_column(cell.column - 1)
            yield Problem(messages[cell.data_type] % {"cell": cell.coordinate}, cell.row, letters)
