"""Excel workbooks: answers in the first sheet, a codebook perhaps in another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from studies.survey.answers import Answers
from studies.survey.files.archive import check_archive
from studies.survey.files.grid import MAX_PROBLEMS, Rows, gather
from studies.survey.files.values import from_value
from studies.survey.problems import Problem, Refused

CODEBOOK_SHEETS = ("codebook", "plan de codage", "dictionnaire", "codes")
"""The first of these that a workbook has, if it has another sheet too."""

UNWANTED = frozenset("fe")
"""openpyxl's types of a formula and of an error."""

MAX_ROW = 1_048_576
"""The last row of a sheet, as the format has it."""

Progress = Callable[[float], None]


def read_xlsx(path: Path, progress: Progress) -> Answers:
    """Raises Refused."""
    with _sheets(path) as sheets:
        codebook = _codebook_sheet(sheets)
        first = next((sheet for sheet in sheets if sheet is not codebook), None)
        if first is None:
            raise Refused(Problem(_("The workbook has no sheet with cells.")))
        return gather(_rows(first, progress), from_value)


@contextmanager
def codebook_rows(path: Path, *, embedded: bool) -> Iterator[Rows | None]:
    """The rows of the sheet that holds a codebook, as long as the file is open; None if there is no such sheet.

    `embedded`: beside the answers; else the first sheet will do. Raises Refused, as does going through the rows.
    """
    with _sheets(path) as sheets:
        sheet = _codebook_sheet(sheets) or (sheets[0] if sheets and not embedded else None)
        yield _rows(sheet, lambda done: None) if sheet else None


@contextmanager
def _sheets(path: Path) -> Iterator[list[Any]]:
    check_archive(path)
    try:
        with path.open("rb") as file:
            yield load_workbook(file, read_only=True, keep_links=False).worksheets
    except Refused:
        raise
    except Exception as error:  # openpyxl has no error of its own for what is not as the format says
        message = _("This workbook is damaged. Open it in a spreadsheet, save it as .xlsx and send it again.")
        raise Refused(Problem(message)) from error


def _codebook_sheet(sheets: list[Any]) -> Any | None:
    by_title = {sheet.title.strip().casefold(): sheet for sheet in sheets}
    named = (by_title[title] for title in CODEBOOK_SHEETS if title in by_title)
    return next(named, None) if len(sheets) > 1 else None


def _rows(sheet: Any, progress: Progress) -> Rows:
    """Every row as wide as the header. What size the sheet claims to have serves the progress alone."""
    claimed = sheet.max_row or MAX_ROW
    sheet.reset_dimensions()
    width = 0
    problems: list[Problem] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > MAX_ROW or len(problems) >= MAX_PROBLEMS:
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
        width = width or len(values)
        if len(values) > width:
            problems.append(_beyond(row, width))
        if not problems:
            yield number, [*values, *[None] * (width - len(values))] if values else []
    if problems:
        raise Refused(*problems)


def _unwanted(row: tuple[Any, ...]) -> Iterator[Problem]:
    messages = {
        "f": _("Cell %(cell)s holds a formula. Paste its value instead."),
        "e": _("Cell %(cell)s holds an error. Correct or empty it."),
    }
    for cell in row:
        if cell.data_type in messages:
            yield _problem(messages[cell.data_type], cell)


def _beyond(row: tuple[Any, ...], width: int) -> Problem:
    cell = next(cell for cell in row[width:] if cell.value is not None)
    return _problem(_("Cell %(cell)s is filled, but its column has no name. Give it one, or empty the cell."), cell)


def _problem(message: str, cell: Any) -> Problem:
    return Problem(message % {"cell": cell.coordinate}, cell.row, get_column_letter(cell.column))
