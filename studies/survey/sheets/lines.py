"""A sheet as lines of entries under headings, whatever put them there."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from studies.survey.limits import LAST_ROW, MOST_CELLS, MOST_COLUMNS, MOST_LINES, MOST_PROBLEMS
from studies.survey.problems import Problem, Refused
from studies.survey.sheets.values import as_text, fold, spreadsheet_column

HEADINGS_WITHIN = 20
"""A title and a few lines may stand above the headings."""

TYPED = re.compile(r"([-−+]?[0-9]{1,20}(?:[.,][0-9]{1,20})?)(%?)")


@dataclass(frozen=True)
class Entry:
    """A filled cell. A number typed as text is one too, with a comma or a point. 45 % typed as a percentage, which the
    file holds as 0.45, is the number 45, and `is_percentage`."""

    text: str
    number: Decimal | None = None
    is_percentage: bool = False


@dataclass(frozen=True)
class Line:
    """`number` is that of its row, as a spreadsheet counts."""

    number: int
    entries: Mapping[str, Entry]

    def text(self, heading: str) -> str:
        return self.entries[heading].text if heading in self.entries else ""


@dataclass
class Sheet:
    """`lines` are the rows below the headings that hold anything, `headings` what the sheet itself calls each.
    `faults` is shared by all the sheets of a workbook; a file that is no workbook has no `title`."""

    title: str
    faults: list[Problem]
    headings: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def fault(self, message: str, row: int | None = None, heading: str = "", quote: str = "") -> None:
        """`heading` is the name that the code knows; the problem tells the one that the sheet has."""
        if len(self.faults) < MOST_PROBLEMS:
            if self.title:
                message = _("Sheet “%(sheet)s”: %(message)s") % {"sheet": self.title, "message": message}
            self.faults.append(Problem(message, row, self.headings.get(heading, heading), quote[:60]))

    def number(self, line: Line, heading: str) -> Decimal | None:
        """None for an empty cell, and for one that holds no number, which is a fault."""
        entry = line.entries.get(heading)
        if entry is not None and entry.number is None:
            message = _("This is not a number. Leave the cell empty where there is none.")
            self.fault(message, line.number, heading, entry.text)
        return entry.number if entry else None


@dataclass(frozen=True)
class Layout:
    """`known` says what the code calls a heading, and None of one that it doesn't know. The row of headings is that
    which has all the `needed`; beside each, what people call it. `of_answers`, folded, are headings that make sense
    beside answers alone."""

    known: Callable[[str], str | None]
    needed: Mapping[str, str]
    of_answers: Collection[str] = ()


def read_worksheet(worksheet: Any, layout: Layout, faults: list[Problem]) -> Sheet:
    """A worksheet of openpyxl. What is wrong goes to `faults`. Raises Refused past limits."""
    worksheet.reset_dimensions()
    rows = enumerate(islice(worksheet.iter_rows(), LAST_ROW), 1)
    return _read(Sheet(worksheet.title, faults), rows, layout)


def read_texts(rows: Iterator[tuple[int, Sequence[str]]], layout: Layout, faults: list[Problem]) -> Sheet:
    """Rows of a text file, with their numbers; faults as above."""
    cells = ((number, [_Text(text) for text in texts]) for number, texts in rows)
    return _read(Sheet("", faults), cells, layout)


@dataclass(frozen=True)
class _Text:
    """Of openpyxl's cells what is needed of a text."""

    value: str
    data_type: str = "s"


def _read(sheet: Sheet, rows: Iterator[tuple[int, Sequence[Any]]], layout: Layout) -> Sheet:
    names: dict[int, str] | None = None
    for number, cells in _filled(rows, sheet):
        if names is None:
            if number > HEADINGS_WITHIN:
                break
            names = _headings(sheet, cells, number, layout)
            continue
        entries = {}
        for place, cell in cells.items():
            if place not in names:
                sheet.fault(_("This cell is in a column without a heading."), number, spreadsheet_column(place))
            elif entry := _entry(sheet, cell, number, names[place]):
                entries[names[place]] = entry
        if entries:
            sheet.lines.append(Line(number, entries))
    if names is None:
        wanted = ", ".join(layout.needed.values())
        sheet.fault(_("There is no row with the headings it needs: %(headings)s.") % {"headings": wanted})
    return sheet


def _filled(rows: Iterator[tuple[int, Sequence[Any]]], sheet: Sheet) -> Iterator[tuple[int, dict[int, Any]]]:
    """The rows that hold anything, their cells by place, whatever size the sheet claims."""
    spread = 0
    for number, row in rows:
        spread += len(row)
        cells = {place: cell for place, cell in enumerate(row) if cell.value is not None and str(cell.value).strip()}
        is_beyond = cells and (number > MOST_LINES or max(cells) >= MOST_COLUMNS)
        if is_beyond or spread > MOST_CELLS:
            limits = {"rows": MOST_LINES, "columns": MOST_COLUMNS}
            sheet.fault(_("Only %(rows)d rows and %(columns)d columns can be read.") % limits, number)
            raise Refused(*sheet.faults)
        if cells:
            yield number, cells


def _headings(sheet: Sheet, cells: Mapping[int, Any], row: int, layout: Layout) -> dict[int, str] | None:
    texts = {place: str(cell.value).strip() for place, cell in cells.items()}
    if not layout.needed.keys() <= {layout.known(text) for text in texts.values()}:
        return None
    names: dict[int, str] = {}
    for place, text in texts.items():
        name = layout.known(text)
        if name is None:
            sheet.fault(_unknown(text, layout) % {"heading": text[:60]}, row, text[:60])
        elif name in names.values():
            sheet.fault(_("The heading “%(heading)s” is there twice.") % {"heading": text[:60]}, row, text[:60])
        names[place] = name or text
        sheet.headings[names[place]] = text
    return names


def _unknown(text: str, layout: Layout) -> str:
    if fold(text) not in layout.of_answers:
        return _("The heading “%(heading)s” is not known.")
    return _(
        "“%(heading)s” is for answers, a row a respondent: nothing is computed anew from tables. Delete this column."
    )


def _entry(sheet: Sheet, cell: Any, row: int, heading: str) -> Entry | None:
    match cell.data_type:
        case "f":
            sheet.fault(_("This cell holds a formula. Paste its value instead."), row, heading)
        case "e":
            sheet.fault(_("This cell holds an error (%(error)s).") % {"error": cell.value}, row, heading)
        case "d":
            sheet.fault(_("The spreadsheet took this cell for a date. Format it as text."), row, heading)
        case "n":
            return _numbered(cell)
        case _:
            return _typed(as_text(cell.value))
    return None


def _numbered(cell: Any) -> Entry:
    number = Decimal(repr(cell.value))
    text, is_percentage = as_text(cell.value), "%" in (cell.number_format or "")
    if not number.is_finite():
        return Entry(text)
    return Entry(text, number * 100 if is_percentage else number, is_percentage)


def _typed(text: str) -> Entry:
    found = TYPED.fullmatch("".join(text.split()))
    if found is None:
        return Entry(text)
    return Entry(text, Decimal(found[1].replace(",", ".").replace("−", "-")), bool(found[2]))
