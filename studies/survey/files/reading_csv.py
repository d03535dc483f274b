"""Text files: UTF-8, cells parted by semicolons, commas or tabs."""

import codecs
import csv
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from io import StringIO
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from studies.survey.answers import Answers, Cell
from studies.survey.files.grid import Rows, gather
from studies.survey.files.values import from_text, spreadsheet_column
from studies.survey.problems import Problem, Refused

DELIMITERS = (";", ",", "\t")
MAX_BYTES = 400_000_000
SAMPLE = 20

Progress = Callable[[float], None]


def read_csv(path: Path, progress: Progress) -> Answers:
    """Raises Refused."""
    rows, as_cell = csv_rows(path, progress)
    return gather(rows, as_cell)


def csv_rows(path: Path, progress: Progress) -> tuple[Rows, Callable[[str], Cell]]:
    """The rows as they are, and what makes a cell of a value. Raises Refused, as does going through the rows."""
    if path.stat().st_size > MAX_BYTES:
        message = _("The file is larger than %(limit)s MB. Keep the columns that are to be published.")
        raise Refused(Problem(message % {"limit": MAX_BYTES // 1_000_000}))
    delimiter = _delimiter(path)
    return _rows(path, delimiter, progress), partial(from_text, decimal_comma=delimiter != ",")


def _rows(path: Path, delimiter: str, progress: Progress) -> Rows:
    row = 0
    reader = csv.reader(_lines(path, progress), delimiter=delimiter, strict=True)
    try:
        for row, values in enumerate(reader, start=1):
            yield row, values if any(values) else []
    except UnicodeDecodeError:
        raise Refused(_not_utf8(path, delimiter)) from None
    except csv.Error:
        message = _("This row can't be read: a quotation mark opens or closes where it shouldn't.")
        raise Refused(Problem(message, row + 1)) from None


def _lines(path: Path, progress: Progress) -> Iterator[str]:
    size = path.stat().st_size or 1
    read = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(file, start=1):
            if "\0" in line:
                message = _("Line %(line)s holds a NUL character: this isn't a text file in UTF-8.")
                raise Refused(Problem(message % {"line": number}))
            read += len(line)
            if number % 1000 == 0:
                progress(min(read / size, 1))
            yield line


def _delimiter(path: Path) -> str:
    """That which gives the first rows the most cells, the same number in each; else, gives the header the most."""

    def score(delimiter: str) -> tuple[bool, int]:
        widths = []
        with suppress(Refused):
            for _row, values in islice(_rows(path, delimiter, lambda done: None), SAMPLE):
                widths.append(len(values))
        filled = [width for width in widths if width]
        header = filled[0] if filled else 0
        return header > 1 and set(filled) == {header}, header

    _refuse_utf16(path)
    return max(DELIMITERS, key=score)


def _refuse_utf16(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(1000)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or start.count(b"\0") > len(start) / 4:
        message = _("The file is encoded in UTF-16. Save it as “CSV UTF-8”.")
        raise Refused(Problem(message, 1))


def _not_utf8(path: Path, delimiter: str) -> Problem:
    """The row and the column of the first byte that isn't UTF-8: those of a mark put in its place."""
    data = path.read_bytes()
    try:
        before = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
    message = _("The file isn't encoded in UTF-8, but perhaps in Windows-1252. Save it as “CSV UTF-8”.")
    try:
        rows = list(csv.reader(StringIO(before + "?", newline=""), delimiter=delimiter))
    except csv.Error:
        return Problem(message)
    place = len(rows[-1]) - 1
    names = rows[0] if len(rows) > 1 else []
    return Problem(message, len(rows), names[place].strip() if place < len(names) else spreadsheet_column(place))
