"""A sheet whose first row names its columns, .csv or .xlsx, read row by row as texts: for lists that are imported."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from studies.survey.doors.answers.reading_csv import WINDOWS, csv_rows, encoding_of
from studies.survey.problems import Problem, Refused
from studies.survey.sheets.values import as_text, fold
from studies.survey.sheets.workbooks import worksheets

MOST_ROWS = 20_000
MOST_COLUMNS = 100

Headings = Mapping[str, tuple[str, ...]]
"""What each column may be called, in French and in English; the first is what a message calls it."""
Row = tuple[int, dict[str, str]]
"""Its number, as a spreadsheet counts, and the texts of its filled cells by column."""

_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)(?:[T ].*)?|(?P<d2>\d\d?)[/.](?P<m2>\d\d?)[/.](?P<y2>\d{4})")


class ListedSheet:
    """`name` is what messages call the file; `notices` are what to know of it once it was read."""

    def __init__(self, path: Path, name: str, headings: Headings, needed: Sequence[str]) -> None:
        self.notices: list[str] = []
        self._path, self._name, self._headings, self._needed = path, name, headings, needed

    def rows(self) -> Iterator[Row]:
        """Raises Refused where the sheet can't be read, or lacks a column that is needed."""
        if not self._path.stat().st_size:
            raise Refused(Problem(_("“%(name)s” is empty.") % {"name": self._name}))
        read = self._workbook if self._path.suffix.lower() == ".xlsx" else self._csv
        names: list[str] | None = None
        for number, values in read():
            texts = [clean(value) for value in values]
            if not any(texts):
                continue
            if number > MOST_ROWS:
                raise Refused(Problem(_("The sheet has more than %(rows)d rows.") % {"rows": MOST_ROWS}, number))
            if names is None:
                names = self._columns(texts)
                continue
            yield number, {name: text for name, text in zip(names, texts, strict=False) if name and text}
        if names is None:
            raise Refused(Problem(_("“%(name)s” is empty.") % {"name": self._name}))

    def _workbook(self) -> Iterator[tuple[int, Sequence[str]]]:
        with worksheets(self._path) as sheets:
            sheets[0].reset_dimensions()
            for number, row in enumerate(islice(sheets[0].iter_rows(values_only=True), MOST_ROWS + 2), 1):
                yield number, [as_text(value) for value in islice(row, MOST_COLUMNS)]

    def _csv(self) -> Iterator[tuple[int, Sequence[str]]]:
        encoding = encoding_of(self._path)
        if encoding == WINDOWS:
            self.notices.append(_("“%(name)s” isn’t in UTF-8: it was read as Windows-1252.") % {"name": self._name})
        rows, _as_cell = csv_rows(self._path, lambda done: None, encoding)
        yield from rows

    def _columns(self, texts: Sequence[str]) -> list[str]:
        by_name = {fold(heading): name for name, headings in self._headings.items() for heading in headings}
        names = [by_name.get(fold(text), "") for text in texts]
        if lacking := [self._headings[name][0] for name in self._needed if name not in names]:
            message = _("The first row of “%(name)s” has no column “%(columns)s”.")
            raise Refused(Problem(message % {"name": self._name, "columns": ", ".join(lacking)}, 1))
        for place, (text, name) in enumerate(zip(texts, names, strict=True)):
            if name and name in names[:place]:
                raise Refused(Problem(_("The heading “%(heading)s” is there twice.") % {"heading": text[:60]}, 1))
        unknown = [text for text, name in zip(texts, names, strict=True) if text and not name]
        if unknown:
            message = _("Columns that nothing is made of: %(columns)s.")
            self.notices.append(message % {"columns": ", ".join(unknown)[:300]})
        return names


def clean(text: str) -> str:
    """One form for each letter, and none of the characters that no database or feed takes."""
    text = unicodedata.normalize("NFC", text)
    return "".join(letter for letter in text if letter in "\t\n" or unicodedata.category(letter) != "Cc").strip()


def as_day(text: str) -> date:
    """« 14/03/2015 », « 14.03.2015 » or « 2015-03-14 ». Raises ValueError."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError
    year, month, day = (int(found[name] or found[f"{name}2"]) for name in "ymd")
    return date(year, month, day)
