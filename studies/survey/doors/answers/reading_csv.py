"""Text files: UTF-8, UTF-16 that says so or, if asked for, Windows-1252; cells parted by semicolons, commas or tabs."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studies.survey.answers import Answer, Answers
from studies.survey.doors.answers.grid import gather
from studies.survey.doors.answers.headers import Rows
from studies.survey.problems import Problem, Refused
from studies.survey.sheets.values import from_text, spreadsheet_column

UTF_8 = "utf-8-sig"
UTF_16 = "utf-16"
WINDOWS = "windows-1252"
NOT_ENCODED = {
    UTF_8: gettext_lazy("The file isn't encoded in UTF-8. Save it as “CSV UTF-8”."),
    UTF_16: gettext_lazy("The file is encoded in UTF-16, and damaged. Save it as “CSV UTF-8”."),
    WINDOWS: gettext_lazy("This file isn't encoded in Windows-1252 either. Save it as “CSV UTF-8”."),
}
DELIMITERS = (";", ",", "\t")
MAX_BYTES = 400_000_000
SAMPLE = 20
BLOCK = 1024 * 1024
MOST_WORDS = 8
MOST_SCANNED = 20_000
"""Rows that are looked through for words with accents."""

_SEPARATOR = re.compile(r"\ufeff?\"?sep=(.)\"?\s*", re.IGNORECASE)
"""What Excel takes for an order on how to part the cells, on a line above the header."""
_WORD = re.compile(r"(?<![\w'’-])[\w'’-]*+[\udc80-\udcff][\w\udc80-\udcff'’-]*")
"""Of a run of letters only the first is where a word begins, and none is given back: else a long one takes for ever."""

Progress = Callable[[float], None]


def read_csv(path: Path, progress: Progress, encoding: str = "") -> Answers:
    """`encoding`: "windows-1252", or empty for what the file says, else UTF-8. Raises Refused; where the file is in
    another encoding than UTF-8 the problem offers to read it in that one, and quotes what words it would hold then."""
    _check_size(path)
    encoding = encoding or _said(path)
    if not _is_encoded(path, encoding):
        raise Refused(_offer(path) if encoding == UTF_8 else Problem(str(NOT_ENCODED[encoding])))
    rows, as_cell = csv_rows(path, progress, encoding)
    return gather(rows, as_cell)


def csv_rows(path: Path, progress: Progress, encoding: str = UTF_8) -> tuple[Rows, Callable[[str], Answer]]:
    """The rows as they are, and what makes a cell of a value. Raises Refused, as does going through the rows."""
    _check_size(path)
    delimiter = _delimiter(path, encoding)
    return _rows(path, delimiter, progress, encoding), partial(from_text, decimal_comma=delimiter != ",")


def encoding_of(path: Path) -> str:
    """What a file seems to be in that a person reads through before it counts."""
    said = _said(path)
    return said if said == UTF_16 or _is_encoded(path, said) else WINDOWS


def _said(path: Path) -> str:
    with path.open("rb") as file:
        return UTF_16 if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else UTF_8


def _check_size(path: Path) -> None:
    if path.stat().st_size > MAX_BYTES:
        message = _("The file is larger than %(limit)s MB. Keep the columns that are to be published.")
        raise Refused(Problem(message % {"limit": MAX_BYTES // 1_000_000}))
    _refuse_nameless(path)


def _is_encoded(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _rows(path: Path, delimiter: str, progress: Progress, encoding: str, errors: str = "strict") -> Rows:
    row = 0
    reader = csv.reader(_lines(path, progress, encoding, errors), delimiter=delimiter, strict=True)
    try:
        for row, values in enumerate(reader, start=1):
            is_order = row == 1 and _SEPARATOR.fullmatch(delimiter.join(values))
            yield row, values if any(values) and not is_order else []
    except UnicodeDecodeError:
        raise Refused(Problem(str(NOT_ENCODED[encoding]), row + 1)) from None
    except csv.Error:
        message = _("This row can't be read: a quotation mark opens or closes where it shouldn't.")
        raise Refused(Problem(message, row + 1)) from None


def _lines(path: Path, progress: Progress, encoding: str, errors: str) -> Iterator[str]:
    size = path.stat().st_size or 1
    read = 0
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        for number, line in enumerate(file, start=1):
            if "\0" in line:
                message = _("Line %(line)s holds a NUL character: this isn't a text file in UTF-8.")
                raise Refused(Problem(message % {"line": number}))
            read += len(line)
            if number % 1000 == 0:
                progress(min(read / size, 1))
            yield line


def _delimiter(path: Path, encoding: str) -> str:
    """That which the file names; else that which gives the first rows the most cells, the same number in each; else,
    gives the header the most."""

    def score(delimiter: str) -> tuple[bool, int]:
        widths = []
        with suppress(Refused):
            for _row, values in islice(_rows(path, delimiter, _ignore, encoding, "replace"), SAMPLE):
                widths.append(len(values))
        filled = [width for width in widths if width]
        header = filled[0] if filled else 0
        return header > 1 and set(filled) == {header}, header

    with path.open(encoding=encoding, errors="replace", newline="") as file:
        named = _SEPARATOR.fullmatch(file.readline(20))
    return named[1] if named and named[1] in DELIMITERS else max(DELIMITERS, key=score)


def _ignore(done: float) -> None:
    pass


def _refuse_nameless(path: Path) -> None:
    """UTF-16 without the mark that says so."""
    with path.open("rb") as file:
        start = file.read(1000)
    if _said(path) == UTF_8 and start.count(b"\0") > len(start) / 4:
        message = _("The file is encoded in UTF-16. Save it as “CSV UTF-8”.")
        raise Refused(Problem(message, 1))


def _offer(path: Path) -> Problem:
    """The row and the column of the first byte that isn't UTF-8, and the first words that hold one."""
    message = _(
        "The file isn't encoded in UTF-8, but perhaps in Windows-1252. Have it read so, or save it as “CSV UTF-8”."
    )
    words: dict[str, None] = {}
    names: list[str] = []
    where: tuple[int | None, str] = (None, "")
    with suppress(Refused):
        for row, values in islice(
            _rows(path, _delimiter(path, UTF_8), _ignore, UTF_8, "surrogateescape"), MOST_SCANNED
        ):
            names = names or [value.strip() for value in values]
            for place, value in enumerate(values):
                found = [] if value.isascii() else _WORD.findall(value)
                if found and not words:
                    where = (
                        row,
                        _in_windows(names[place]) if row > 1 and place < len(names) else spreadsheet_column(place),
                    )
                words.update(dict.fromkeys(map(_in_windows, found)))
            if len(words) >= MOST_WORDS:
                break
    return Problem(message, *where, ", ".join(islice(words, MOST_WORDS)), encoding=WINDOWS)


def _in_windows(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode(WINDOWS, "replace")
