"""The sheets of an institute's workbook as rows of entries under headings, whatever put them there."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from studies.survey.files.archive import check_archive
from studies.survey.files.values import fold, from_value
from studies.survey.problems import Problem, Refused

LAST_ROW = 1_048_576
"""As the format has it."""
MOST_ROWS = 20_000
MOST_COLUMNS = 1_000
MOST_PROBLEMS = 100
HEADINGS_WITHIN = 20
"""A title and a few lines may stand above the headings."""

TYPED = re.compile(r"([-−+]?[0-9]{1,20}(?:[.,][0-9]{1,20})?)%?")


@dataclass(frozen=True)
class Entry:
    """A filled cell. A number typed as text is one too, with a comma or a point; 45 % typed as a percentage, which
    the file holds as 0.45, is the number 45."""

    text: str
    number: Decimal | None = None


@dataclass(frozen=True)
class Row:
    number: int
    entries: Mapping[str, Entry]

    def text(self, heading: str) -> str:
        return self.entries[heading].text if heading in self.entries else ""


@dataclass
class Sheet:
    """`rows` are those below the headings that hold anything; `faults` is shared by all the sheets of a workbook."""

    title: str
    faults: list[Problem]
    headings: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def fault(self, message: str, row: int | None = None, heading: str = "") -> None:
        """`heading` is the name that the code knows; the problem tells the one that the sheet has."""
        if len(self.faults) < MOST_PROBLEMS:
            told = _("Sheet “%(sheet)s”: %(message)s") % {"sheet": self.title, "message": message}
            self.faults.append(Problem(told, row, self.headings.get(heading, heading)))

    def number(self, row: Row, heading: str) -> Decimal | None:
        """None for an empty cell, and for one that holds no number, which is a fault."""
        entry = row.entries.get(heading)
        if entry is not None and entry.number is None:
            message = _("“%(text)s” is not a number. Leave the cell empty where the figure is withheld.")
            self.fault(message % {"text": entry.text[:60]}, row.number, heading)
        return entry.number if entry else None


Headings = Callable[[str], str | None]
"""What the code calls a heading; None for one that it doesn't know."""


@dataclass(frozen=True)
class Layout:
    """How a sheet is recognised: its names, folded, and the heading that its row of headings begins with."""

    names: frozenset[str]
    first: str
    headings: Headings


def read_sheets(path: Path, layouts: Mapping[str, Layout], faults: list[Problem]) -> dict[str, Sheet]:
    """The sheets that have a layout, by its key. Raises Refused for a file that can't be opened as a workbook."""
    check_archive(path)
    sheets = {}
    try:
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True, keep_links=False)
            for worksheet in book.worksheets:
                for key, layout in layouts.items():
                    if key not in sheets and fold(worksheet.title) in layout.names:
                        sheets[key] = _read(worksheet, layout, faults)
    except Refused:
        raise
    except Exception as error:  # openpyxl has no error of its own for what is not as the format says
        message = _("This workbook is damaged. Open it in a spreadsheet, save it as .xlsx and send it again.")
        raise Refused(Problem(message)) from error
    return sheets


def _read(worksheet: Any, layout: Layout, faults: list[Problem]) -> Sheet:
    sheet = Sheet(worksheet.title, faults)
    names: dict[int, str] | None = None
    for number, cells in _filled(worksheet, sheet):
        if names is None:
            if number > HEADINGS_WITHIN:
                break
            names = _headings(sheet, cells, number, layout)
            continue
        entries = {}
        for place, cell in cells.items():
            letter = get_column_letter(place)
            if place not in names:
                sheet.fault(_("This cell is in a column without a heading."), number, letter)
            elif entry := _entry(sheet, cell, number, names[place]):
                entries[names[place]] = entry
        if entries:
            sheet.rows.append(Row(number, entries))
    if names is None:
        sheet.fault(_("There is no row of headings with “%(heading)s”.") % {"heading": layout.first})
    return sheet


def _filled(worksheet: Any, sheet: Sheet) -> Iterator[tuple[int, dict[int, Any]]]:
    """The rows that hold anything, their cells by place, whatever size the sheet claims. Raises Refused past limits."""
    worksheet.reset_dimensions()
    spread = 0
    for number, row in enumerate(islice(worksheet.iter_rows(), LAST_ROW), 1):
        spread += len(row)
        cells = {place: cell for place, cell in enumerate(row, 1) if cell.value is not None and str(cell.value).strip()}
        is_beyond = cells and (number > MOST_ROWS or max(cells) > MOST_COLUMNS)
        if is_beyond or spread > MOST_ROWS * MOST_COLUMNS:
            limits = {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
            sheet.fault(_("Only %(rows)d rows and %(columns)d columns can be read.") % limits, number)
            raise Refused(*sheet.faults)
        if cells:
            yield number, cells


def _headings(sheet: Sheet, cells: Mapping[int, Any], row: int, layout: Layout) -> dict[int, str] | None:
    texts = {place: str(cell.value).strip() for place, cell in cells.items()}
    if layout.first not in {layout.headings(text) for text in texts.values()}:
        return None
    names: dict[int, str] = {}
    for place, text in texts.items():
        name = layout.headings(text)
        if name is None:
            sheet.fault(_("The heading “%(heading)s” is not known.") % {"heading": text[:60]}, row, text[:60])
        elif name in names.values():
            sheet.fault(_("The heading “%(heading)s” is there twice.") % {"heading": text[:60]}, row, text[:60])
        names[place] = name or text
        sheet.headings[names[place]] = text
    return names


def _entry(sheet: Sheet, cell: Any, row: int, heading: str) -> Entry | None:
    match cell.data_type:
        case "f":
            sheet.fault(_("This cell holds a formula. Paste its value instead."), row, heading)
        case "e":
            sheet.fault(_("This cell holds an error (%(error)s).") % {"error": cell.value}, row, heading)
        case "d":
            sheet.fault(_("The spreadsheet took this cell for a date. Format it as text."), row, heading)
        case _:
            text = from_value(cell.value) or ""
            return Entry(text, _percentage(cell) if cell.data_type == "n" else _typed(text))
    return None


def _percentage(cell: Any) -> Decimal | None:
    number = Decimal(repr(cell.value))
    if not number.is_finite():
        return None
    return number * 100 if "%" in (cell.number_format or "") else number


def _typed(text: str) -> Decimal | None:
    found = TYPED.fullmatch("".join(text.split()))
    return Decimal(found[1].replace(",", ".").replace("−", "-")) if found else None
