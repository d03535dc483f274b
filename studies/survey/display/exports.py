"""Published tables as files to take away: CSV for one, a workbook for all, in the reader's language.

Both write one grid: a row an option or a measure, and for each category its result, its interval and its base.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.files.spreadsheets import inert
from studies.survey.differences import MEAN_PLACE
from studies.survey.display import phrases
from studies.survey.display.shown import Shown
from studies.survey.limits import LONGEST_CELL
from studies.survey.rounding import half_up
from studies.survey.tables import Column, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

About = Sequence[tuple[str, str]]
"""The method, as pairs of a heading and a text."""
Value = str | int | float | None

MOST_SHEETS = 60
"""Questions that get a sheet each; past that, one sheet holds all the tables."""
LONGEST_SHEET_NAME = 31
"""In a spreadsheet's cell."""

COUNT = "#,##0"
PERCENT = '0" %"'
POINTS = "+0;-0;0"
DECIMAL = "0.0#"


@dataclass(frozen=True)
class Line:
    """A row of the grid; `values` are, for each category, result, low, high and base, then the letters of those
    it stands above where any does; `format` that of the results."""

    label: str
    unit: str
    format: str
    values: tuple[Value, ...]


def table_csv(table: Table, about: About) -> str:
    """With the mark by which Excel knows UTF-8; semicolons and decimal commas in French, commas and points in English.

    No text in it can be taken for a formula.
    """
    is_french = get_language() != "en"
    shown = Shown(table, table.columns)
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";" if is_french else ",", lineterminator="\r\n")
    rows: list[Sequence[Value]] = [
        _header(shown),
        *((line.label, line.unit, *line.values) for line in _lines(shown)),
        *(() if table.columns else [(phrases.withheld(table),)]),
        (),
        *_subject(table),
        *about,
        *_how_to_read([table]),
    ]
    writer.writerows([_written(value, is_french) for value in row] for row in rows)
    return "\ufeff" + output.getvalue()


def workbook(tables: Sequence[Table], about: About) -> bytes:
    """An .xlsx: the method, the contents with links, then a sheet a question, or one for all if they are many."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and few requests write a workbook

    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(output, options) as book:
        _Writer(book).write(tables, about)
    return output.getvalue()


def _written(value: Value, is_french: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return inert(value)
    text = str(value).removesuffix(".0")
    return text.replace(".", ",") if is_french else text


def _header(shown: Shown) -> list[str]:
    header = [_("Answer"), _("Unit")]
    for name, column in zip(shown.names, shown.columns, strict=True):
        parts = [_("%(category)s: low"), _("%(category)s: high"), _("%(category)s: base")]
        if shown.above:
            parts.append(_("%(category)s: above"))
        header += [f"{name} {phrases.FRAGILE}" if column.is_fragile else name]
        header += [part % {"category": phrases.category(column)} for part in parts]
    return header


def _lines(shown: Shown) -> Iterator[Line]:
    table, columns = shown.table, [column for column in shown.columns if column.base is not None]
    if not table.columns:
        return
    for place in shown.order:
        yield _line(shown, shown.label(place), "%", PERCENT, partial(_share, place), _above(shown, place))
    if any(column.net is not None for column in columns):
        yield _line(shown, _("Net score"), _("points"), POINTS, lambda column: (column.net, None, None))
    if any(column.mean is not None for column in columns):
        figures = attrgetter("mean", "mean_low", "mean_high")
        yield _line(shown, _("Mean"), str(table.unit), DECIMAL, figures, _above(shown, MEAN_PLACE))
    if any(column.quartiles for column in columns):
        for place, label in enumerate((_("First quartile"), _("Median"), _("Third quartile"))):
            yield _line(shown, label, str(table.unit), DECIMAL, partial(_quartile, place))
    if any(phrases.effective(column, table) != phrases.base(column, table) for column in columns):
        yield _line(shown, _("Effective base"), "", COUNT, _effective)


def _line(
    shown: Shown,
    label: str,
    unit: str,
    form: str,
    figures: Callable[[Column], Sequence[Value]],
    above: Sequence[str] = (),
) -> Line:
    values: list[Value] = []
    for at, column in enumerate(shown.columns):
        values += (
            [phrases.hidden(shown.table), None, None, None] if column.base is None else [*figures(column), column.base]
        )
        if shown.above:
            values.append((above[at] if above else "") or None)
    return Line(label, unit, form, tuple(values))


def _above(shown: Shown, place: int) -> list[str]:
    return [shown.above.get((place, at), "") for at in range(len(shown.columns))]


def _effective(column: Column) -> Sequence[Value]:
    return None if column.effective is None else int(half_up(column.effective)), None, None


def _share(place: int, column: Column) -> Sequence[Value]:
    interval = (column.lows[place], column.highs[place]) if column.lows else (None, None)
    return column.shares[place], *interval


def _quartile(place: int, column: Column) -> Sequence[Value]:
    return column.quartiles[place] if column.quartiles else None, None, None


def _subject(table: Table) -> Iterator[tuple[str, str]]:
    yield _("Question"), phrases.title(table)
    if table.wording:
        yield _("Wording"), str(table.wording)
    if table.asked_to:
        yield _("Asked to"), str(table.asked_to)


def _how_to_read(tables: Sequence[Table]) -> list[tuple[str, str]]:
    shown = [Shown(table, table.columns) for table in tables]
    notes = dict.fromkeys(note for each in shown for note in (*phrases.notes(each.table, each.columns), *each.notes))
    return [(_("How to read"), note) for note in notes]


class _Writer:
    def __init__(self, book: "Workbook") -> None:
        self.book = book
        self.bold = book.add_format({"bold": True})
        self.title = book.add_format({"bold": True, "font_size": 13})
        self.header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.numbers = {form: book.add_format({"num_format": form}) for form in (COUNT, PERCENT, POINTS, DECIMAL)}

    def write(self, tables: Sequence[Table], about: About) -> None:
        self._method((*about, *_how_to_read(tables)))
        contents = self._sheet(_("Contents"), (70, 40))
        self._row(contents, 0, (_("Question"), _("Segment")), self.header)
        questions = {code: number for number, code in enumerate(dict.fromkeys(table.question for table in tables), 1)}
        free_rows: dict[str, int] = {}
        for number, table in enumerate(tables, 1):
            name = _("Tables")
            if len(questions) <= MOST_SHEETS:
                name = f"{questions[table.question]} {table.question}"[:LONGEST_SHEET_NAME]
            row = free_rows.get(name, 0)
            sheet = self.book.get_worksheet_by_name(name) or self._sheet(name, (45, 12))
            contents.write_url(number, 0, f"internal:'{name}'!A{row + 1}", string=str(table.title))
            contents.write_string(number, 1, str(table.segment_words))
            free_rows[name] = self._table(sheet, row, table) + 1

    def _method(self, pairs: About) -> None:
        sheet = self._sheet(_("Method"), (34, 100))
        for row, (heading, text) in enumerate(pairs):
            sheet.write_string(row, 0, heading, self.header)
            sheet.write_string(row, 1, text[:LONGEST_CELL], self.wrapped)

    def _sheet(self, name: str, widths: tuple[int, int]) -> "Worksheet":
        """`widths` in characters, of the first column and of the others."""
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, widths[0])
        sheet.set_column(1, 200, widths[1])
        return sheet

    def _row(self, sheet: "Worksheet", row: int, texts: Sequence[str], form: "Format | None" = None) -> None:
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text, form)

    def _table(self, sheet: "Worksheet", row: int, table: Table) -> int:
        """The row after the table's last."""
        for place, (_heading, text) in enumerate(_subject(table)):
            self._row(sheet, row, [text], self.bold if place else self.title)
            row += 1
        shown = Shown(table, table.columns)
        self._row(sheet, row, _header(shown), self.header)
        for line in _lines(shown):
            row += 1
            self._line(sheet, row, line, parts=5 if shown.above else 4)
        if not table.columns:
            row += 1
            self._row(sheet, row, [phrases.withheld(table)])
        return row + 1

    def _line(self, sheet: "Worksheet", row: int, line: Line, *, parts: int) -> None:
        """`parts`: values a category."""
        self._row(sheet, row, (line.label, line.unit))
        for place, value in enumerate(line.values):
            if isinstance(value, str):
                sheet.write_string(row, 2 + place, value)
            elif value is not None:
                is_base = place % parts == 3
                sheet.write_number(row, 2 + place, value, self.numbers[COUNT if is_base else line.format])
