"""A codebook as a file of its own, or as a sheet beside the answers."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from studies.survey.codebook import Codebook
from studies.survey.doors.answers.reading_csv import csv_rows, encoding_of
from studies.survey.limits import LONGEST_CELL
from studies.survey.problems import Problem, Refused
from studies.survey.sheets.codebook import read_variables, written
from studies.survey.sheets.lines import Layout, Sheet, read_texts, read_worksheet
from studies.survey.sheets.schema import FACTS, help_lines, known
from studies.survey.sheets.values import fold
from studies.survey.sheets.workbooks import codebook_sheet, worksheets

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

HEADINGS = [name for fact in FACTS for name, _french in fact.columns]

_KNOWN = known(FACTS)
_LAYOUT = Layout(lambda text: _KNOWN.get(fold(text)), {"variable": "variable", "role": "role"})
_BESIDE = Layout(_LAYOUT.known, {**_LAYOUT.needed, "title_fr": "title_fr"})
"""Of a sheet beside the answers, which an institute may call a codebook and lay out in its own way."""


def read_codebook(path: Path, name: str) -> Codebook:
    """Raises Refused, naming row and column."""
    match Path(name).suffix.lower():
        case ".csv":
            return _codebook(read_texts(csv_rows(path, lambda done: None, encoding_of(path))[0], _LAYOUT, []))
        case ".xlsx":
            with worksheets(path) as sheets:
                sheet = codebook_sheet(sheets) or next(iter(sheets), None)
                return _codebook(read_worksheet(sheet, _LAYOUT, []) if sheet else Sheet("", []))
    raise Refused(Problem(_("A codebook is read from a file that ends in .xlsx or .csv. Save yours as one of these.")))


def embedded_codebook(path: Path, name: str) -> Codebook | None:
    """That of the sheet « Codebook » (« Dictionnaire des variables », « Plan de codage »…) beside the answers, if it
    has the headings of ours. Raises Refused."""
    if Path(name).suffix.lower() != ".xlsx":
        return None
    with worksheets(path) as sheets:
        found = codebook_sheet(sheets)
        sheet = read_worksheet(found, _BESIDE, []) if found else None
    return _codebook(sheet) if sheet and sheet.headings else None


def _codebook(sheet: Sheet) -> Codebook:
    variables = tuple(described.variable for described in read_variables(sheet))
    if not variables and not sheet.faults:
        sheet.fault(_("The codebook describes no variable."))
    if sheet.faults:
        raise Refused(*sorted(sheet.faults, key=lambda problem: problem.row or 0))
    return Codebook(variables)


def write_codebook(codebook: Codebook) -> bytes:
    """An .xlsx that `read_codebook` reads back equal, with a sheet that says what each column is for."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and few requests write a workbook

    output = BytesIO()
    with Workbook(output, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Codebook")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(HEADINGS) - 1, 18)
        sheet.write_row(0, 0, HEADINGS, bold)
        lines = (line for variable in codebook.variables for line in written(variable))
        for row, line in enumerate(lines, start=1):
            for name, value in line.items():
                if isinstance(value, float):
                    sheet.write_number(row, HEADINGS.index(name), value)
                else:
                    sheet.write_string(row, HEADINGS.index(name), value[:LONGEST_CELL])
        _write_help(book, bold)
    return output.getvalue()


def _write_help(book: "Workbook", bold: "Format") -> None:
    sheet = book.add_worksheet("Aide - Help")
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 3, 70, book.add_format({"text_wrap": True, "valign": "top"}))
    for row, line in enumerate(help_lines()):
        for place, text in enumerate(line):
            sheet.write_string(row, place, text, bold if row == 0 else None)
