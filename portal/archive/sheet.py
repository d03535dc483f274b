"""The sheet that says of each file of a folder which page it becomes: a row a file, .csv or .xlsx."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.archive.folders import Below, Folder, plain
from portal.archive.pieces import Kind, Piece
from studies.survey.doors.lists import Headings, ListedSheet, Row, as_day
from studies.survey.problems import Problem, Refused
from studies.survey.sheets.values import fold

# What each column may be called, in French and in English; the first is what a message calls it.
HEADINGS: Headings = {
    "file": ("fichier", "file"),
    "kind": ("type",),
    "title": ("titre", "title"),
    "day": ("date", "date en ligne", "web date"),
    "kicker": ("surtitre", "kicker"),
    "standfirst": ("chapeau", "standfirst", "résumé", "summary"),
    "issue": ("numéro", "issue"),
    "issue_month": ("mois du numéro", "issue month"),
    "printed_page": ("page",),
    "authors": ("auteurs", "auteur", "authors", "author"),
    "topics": ("thèmes", "thème", "topics", "topic"),
    "is_open": ("accès", "access"),
    "language": ("langue", "language"),
    "translation_of": ("traduction de", "translation of"),
    "addresses": ("ancienne adresse", "anciennes adresses", "old address", "old addresses"),
    "attachments": ("pièces jointes", "pièce jointe", "attachments", "attachment"),
    "cover": ("image", "picture"),
}
NEEDED = ("file", "day")
TEXTS = (".docx", ".html", ".htm", ".md")
LONGEST = 5_000

_KINDS = {
    "": Kind.ARTICLE, "article": Kind.ARTICLE, "actualite": Kind.NEWS, "news": Kind.NEWS, "etude": Kind.STUDY,
    "study": Kind.STUDY,
}  # fmt: skip
_ACCESS = {"tous": True, "everyone": True, "public": True, "adherents": False, "members": False}
_LANGUAGES = {"": "fr", "fr": "fr", "francais": "fr", "french": "fr", "en": "en", "anglais": "en", "english": "en"}
_MONTH = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)(?:-.*)?|(?:\d\d?/)?(?P<m2>\d\d?)/(?P<y2>\d{4})")


class SheetFolder:
    """A folder with its sheet. Raises Refused where it has none, or one that can't be read."""

    def __init__(self, folder: Folder) -> None:
        name = _sheet_of(folder.names)
        parent = str(PurePosixPath(name).parent)
        self.folder: Folder = folder if parent == "." else Below(folder, f"{parent}/")
        self.notices: list[str] = []
        self._sheet = PurePosixPath(name).name
        self._lines = list(self._read())

    def pieces(self) -> Iterator[Piece]:
        """Those said to be translations come last, after what they translate."""
        seen: dict[str, int] = {}
        late: list[Piece] = []
        for row, texts in self._lines:
            piece = _piece(row, texts, seen)
            if piece.translation_of:
                late.append(piece)
            else:
                yield piece
        yield from late

    def left_out(self) -> list[str]:
        """The files that no row speaks of."""
        told = {self._sheet}
        for _row, texts in self._lines:
            told.update(_files(texts.get("file", "")))
            told.update(_files(*_several(texts.get("attachments", "")), texts.get("cover", "")))
        return [name for name in self.folder.names if name not in told and name.lower().endswith(TEXTS)]

    def _read(self) -> Iterator[Row]:
        with NamedTemporaryFile(suffix=PurePosixPath(self._sheet).suffix.lower()) as copy:
            copy.write(self.folder.read(self._sheet))
            copy.flush()
            sheet = ListedSheet(Path(copy.name), self._sheet, HEADINGS, NEEDED)
            yield from sheet.rows()
            self.notices += sheet.notices


def _sheet_of(names: Sequence[str]) -> str:
    """The one .csv or .xlsx that is highest in the folder; of several, that which is called metadata."""
    sheets = [name for name in names if name.lower().endswith((".csv", ".xlsx"))]
    depth = min((name.count("/") for name in sheets), default=0)
    highest = [name for name in sheets if name.count("/") == depth]
    called = [name for name in highest if fold(PurePosixPath(name).stem) in ("metadata", "metadonnees")]
    found = called if len(called) == 1 else highest
    if not found:
        raise Refused(Problem(_("There is no sheet (.csv or .xlsx) in the folder that says what its files are.")))
    if len(found) > 1:
        message = _("Which of these sheets says what the files are: %(names)s? Call it metadata.csv or metadata.xlsx.")
        raise Refused(Problem(message % {"names": ", ".join(found)[:300]}))
    return found[0]


def _piece(row: int, texts: Mapping[str, str], seen: dict[str, int]) -> Piece:
    problems: list[Problem] = []

    def told(name: str, read: Callable[[str], Any]) -> Any:
        """What a cell says; what can't be read is a problem of its row and column."""
        try:
            return read(texts.get(name, ""))
        except ValidationError as error:
            problems.append(Problem(str(error.message), row, HEADINGS[name][0], texts.get(name, "")[:60]))
        except Refused as refused:
            problems.extend(Problem(each.message, row, HEADINGS[name][0]) for each in refused.problems)
        return None

    file = told("file", _file) or ""
    if file and file in seen:
        message = _("Row %(row)d speaks of the same file.")
        problems.append(Problem(message % {"row": seen[file]}, row, HEADINGS["file"][0]))
    kind = told("kind", _one_of(_KINDS)) or Kind.ARTICLE
    access = {"": kind is not Kind.STUDY, **_ACCESS}
    facts = {
        "title": told("title", _text),
        "day": told("day", _day),
        "kicker": told("kicker", _text),
        "standfirst": told("standfirst", _text),
        "issue": told("issue", _number),
        "issue_month": told("issue_month", _month),
        "printed_page": told("printed_page", _number),
        "authors": told("authors", _several),
        "topics": told("topics", _several),
        "is_open": told("is_open", _one_of(access)),
        "language": told("language", _one_of(_LANGUAGES)),
        "translation_of": told("translation_of", lambda text: plain(text) if text else ""),
        "addresses": told("addresses", lambda text: tuple(text.replace(";", " ").split())),
        "attachments": told("attachments", lambda text: tuple(map(plain, _several(text)))),
        "cover": told("cover", lambda text: plain(text) if text else ""),
    }
    key = file if file and file not in seen else f"row {row}"
    seen.setdefault(file, row)
    known = {name: value for name, value in facts.items() if value is not None}
    name = file or _("row %(row)d") % {"row": row}
    return Piece(key=key[:255], name=name, row=row, kind=kind, file=file, problems=tuple(problems), **known)


def _files(*texts: str) -> Iterator[str]:
    for text in texts:
        try:
            yield plain(text)
        except Refused:
            continue


def _file(text: str) -> str:
    if not text:
        raise ValidationError(_("Name the file."))
    if len(text) > 255:
        raise ValidationError(_("This path is too long: 255 characters at most."))
    return plain(text)


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise ValidationError(_("This text is too long: %(longest)d characters at most.") % {"longest": LONGEST})
    return text


def _several(text: str) -> tuple[str, ...]:
    """« Léa Martin ; Paul Durand », or one a line."""
    parts = (part.strip() for part in re.split(r"[;|\n]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _one_of(known: Mapping[str, Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if fold(text) not in known:
            choices = ", ".join(name for name in known if name)
            raise ValidationError(_("Write one of: %(choices)s.") % {"choices": choices})
        return known[fold(text)]

    return read


def _number(text: str) -> int | None:
    if not text:
        return None
    found = re.fullmatch(r"(?:n\s*[°o]\.?\s*|p\.?\s*)?(\d{1,4})", text, flags=re.IGNORECASE)
    if found is None or not int(found[1]):
        raise ValidationError(_("Write a whole number."))
    return int(found[1])


def _day(text: str) -> date:
    if not text:
        raise ValidationError(_("Give the day it was put online, such as 14/03/2015 or 2015-03-14."))
    try:
        told = as_day(text)
    except ValueError:
        raise ValidationError(_("This is not a day: write 14/03/2015 or 2015-03-14.")) from None
    if not date(1900, 1, 1) <= told <= timezone.localdate():
        raise ValidationError(_("This day is to come, or too long ago."))
    return told


def _month(text: str) -> date | None:
    if not text:
        return None
    found = _MONTH.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year, month = (int(found[name] or found[f"{name}2"]) for name in "ym")
        return date(year, month, 1)
    except ValueError:
        raise ValidationError(_("This is not a month: write 03/2015 or 2015-03.")) from None
