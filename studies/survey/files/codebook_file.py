"""A codebook as a spreadsheet: a row a variable, and below it a row an option."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _

from studies.survey.answers import number
from studies.survey.codebook import Codebook, Option, Role, Side, Variable
from studies.survey.files.codebook_help import HEADINGS, HELP, ROLES, SIDES
from studies.survey.files.grid import MAX_PROBLEMS, Rows
from studies.survey.files.reading_csv import csv_rows
from studies.survey.files.reading_xlsx import codebook_rows
from studies.survey.files.values import MAX_LENGTH, as_text, fold, from_text
from studies.survey.problems import Problem, Refused
from studies.survey.words import Words

MAX_ROWS = 50_000
NEEDED = {"variable", "role"}
LONGEST = {"title": 120, "asked_to": 200, "unit": 40, "label": 200, "option": 120}
CODE = re.compile(r"[-A-Za-z0-9_]{1,60}")

_HEADINGS = {fold(name): heading for heading, french in HEADINGS.items() for name in (heading, french)}
_ROLES = {fold(name): role for role, french in ROLES.items() for name in (role.value, french)}
_SIDES = {fold(name): side for side, names in SIDES.items() for name in (side.value, *names)}


def read_codebook(path: Path, name: str) -> Codebook:
    """Raises Refused, naming row and column."""
    match Path(name).suffix.lower():
        case ".csv":
            return _parse(csv_rows(path, lambda done: None)[0])
        case ".xlsx":
            with codebook_rows(path, embedded=False) as rows:
                return _parse(rows or iter(()))
    raise Refused(Problem(_("A codebook is read from a file that ends in .xlsx or .csv. Save yours as one of these.")))


def embedded_codebook(path: Path, name: str) -> Codebook | None:
    """That of the sheet « Codebook » (« Plan de codage », « Codes ») beside the answers, if its first row has the
    headings of one: an institute may call another sheet so. Raises Refused."""
    if Path(name).suffix.lower() != ".xlsx":
        return None
    with codebook_rows(path, embedded=True) as rows:
        for row, values in rows or ():
            headings = {_HEADINGS.get(fold(as_text(value))) for value in values}
            if values:
                return _parse(chain([(row, values)], rows or ())) if headings >= NEEDED else None
    return None


def write_codebook(codebook: Codebook) -> bytes:
    """An .xlsx that `read_codebook` reads back equal, with a sheet that says what each column is for."""
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Codebook")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(HEADINGS) - 1, 18)
        for place, heading in enumerate(HEADINGS):
            sheet.write_string(0, place, heading, bold)
        for row, values in enumerate(_written(codebook), start=1):
            for place, heading in enumerate(HEADINGS):
                value = values.get(heading, "")
                if isinstance(value, float):
                    sheet.write_number(row, place, value)
                elif value:
                    sheet.write_string(row, place, value[:MAX_LENGTH])
        _write_help(book, bold)
    return output.getvalue()


def _write_help(book: xlsxwriter.Workbook, bold: object) -> None:
    sheet = book.add_worksheet("Aide - Help")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 3, 70, wrapped)
    for row, line in enumerate(HELP):
        for place, text in enumerate(line):
            sheet.write_string(row, place, text, bold if row == 0 else None)


def _written(codebook: Codebook) -> Iterator[dict[str, str | float]]:
    for variable in codebook.variables:
        row: dict[str, str | float] = {
            "variable": variable.code,
            "role": variable.role.value,
            "column": variable.column,
        }
        for name in ("title", "wording", "asked_to", "unit"):
            words = getattr(variable, name)
            row |= {f"{name}_fr": words.fr, f"{name}_en": words.en}
        yield row
        for option in variable.options:
            yield {
                "variable": variable.code,
                "option": option.code,
                "label_fr": option.words.fr,
                "label_en": option.words.en,
                "score": "" if option.score is None else float(option.score),
                "side": option.side.value,
                "option_column": option.column,
            }


@dataclass
class _Row:
    """The texts of a row by heading; what is wrong with them goes to `problems`, under the names the file uses."""

    number: int
    texts: Mapping[str, str]
    names: Mapping[str, str]
    problems: list[Problem]

    def __getitem__(self, heading: str) -> str:
        return self.texts.get(heading, "")

    def problem(self, heading: str, message: str, **values: str | int) -> None:
        self.problems.append(Problem(message % values, self.number, self.names.get(heading, heading)))

    def words(self, name: str, *, is_needed: bool = False) -> Words:
        words = Words(self[f"{name}_fr"], self[f"{name}_en"])
        for language in ("fr", "en"):
            self.check_length(f"{name}_{language}", LONGEST.get(name, MAX_LENGTH))
        if is_needed and not words:
            self.problem(f"{name}_fr", _("The French text is missing."))
        return words

    def check_length(self, heading: str, longest: int) -> None:
        if len(self[heading]) > longest:
            self.problem(heading, _("This text is too long: %(longest)d characters at most."), longest=longest)


@dataclass
class _Draft:
    """A variable whose options are still being read."""

    row: _Row
    code: str
    role: Role
    options: list[Option] = field(default_factory=list)

    def finished(self) -> Variable:
        is_shown = self.role not in (Role.OPEN, Role.WEIGHT, Role.IGNORED)
        return Variable(
            code=self.code,
            role=self.role,
            title=self.row.words("title", is_needed=is_shown),
            column=self.row["column"],
            wording=self.row.words("wording"),
            asked_to=self.row.words("asked_to"),
            unit=self.row.words("unit"),
            options=tuple(self.options),
        )


def _parse(rows: Rows) -> Codebook:
    problems: list[Problem] = []
    drafts: dict[str, _Draft] = {}
    current = ""
    for row in _rows(rows, problems):
        current = row["variable"] or current
        if row["role"] or not row["option"]:
            _start(drafts, row, current)
        if row["option"]:
            _add_option(drafts, row, current)
        if len(problems) >= MAX_PROBLEMS:
            break
    variables = tuple(draft.finished() for draft in drafts.values())
    if not variables and not problems:
        problems.append(Problem(_("The codebook describes no variable.")))
    if problems:
        raise Refused(*sorted(problems, key=lambda problem: problem.row or 0))
    return Codebook(variables)


def _rows(rows: Rows, problems: list[Problem]) -> Iterator[_Row]:
    names: dict[str, str] = {}
    places: list[str] = []
    for row, values in rows:
        texts = [as_text(value) for value in values]
        if not any(texts):
            continue
        if not places:
            places = _headings(row, texts)
            names = dict(zip(places, texts, strict=True))
            continue
        if any(texts[len(places) :]) or row > MAX_ROWS:
            message = _("This row goes on after the last heading, or is one too many.")
            raise Refused(Problem(message, row))
        yield _Row(row, dict(zip(places, texts, strict=False)), names, problems)
    if not places:
        raise Refused(Problem(_("The codebook is empty.")))


def _headings(row: int, texts: list[str]) -> list[str]:
    while not texts[-1]:
        texts.pop()
    headings = [_HEADINGS.get(fold(text), "") for text in texts]
    problems = []
    for place, (heading, text) in enumerate(zip(headings, texts, strict=True)):
        if not heading:
            message = _("The heading “%(heading)s” is not known. Those known: %(headings)s.")
            problems.append(Problem(message % {"heading": text[:60], "headings": ", ".join(HEADINGS)}, row, text[:60]))
        elif heading in headings[:place]:
            problems.append(Problem(_("The heading “%(heading)s” is there twice.") % {"heading": text}, row, text))
    for heading in sorted(NEEDED):
        if heading not in headings and not problems:
            problems.append(Problem(_("The heading “%(heading)s” is missing.") % {"heading": heading}, row))
    if problems:
        raise Refused(*problems)
    return headings


def _start(drafts: dict[str, _Draft], row: _Row, code: str) -> None:
    role = _ROLES.get(fold(row["role"]))
    if not CODE.fullmatch(code):
        message = _("A code has 60 letters, digits, hyphens or underscores at most, without accents or spaces.")
        row.problem("variable", message)
    elif code in drafts:
        row.problem("variable", _("“%(code)s” is there twice."), code=code)
    if role is None:
        known = ", ".join(role.value for role in Role)
        message = _("“%(role)s” is not a role. Choose one of: %(roles)s.")
        row.problem("role", message, role=row["role"][:60], roles=known)
    if code not in drafts:
        drafts[code] = _Draft(row, code, role or Role.IGNORED)


def _add_option(drafts: dict[str, _Draft], row: _Row, variable: str) -> None:
    if variable not in drafts:
        message = _("“%(code)s” needs a row of its own, with its role, above this one.")
        row.problem("variable", message, code=variable[:60])
        return
    draft = drafts[variable]
    option = Option(
        code=from_text(row["option"]) or "",
        words=row.words("label", is_needed=True),
        score=_score(row),
        side=_side(row),
        column=row["option_column"],
    )
    row.check_length("option", LONGEST["option"])
    if draft.role is Role.MULTIPLE:
        if not option.column:
            row.problem("option_column", _("Name the column that holds this option: each has its own."))
        elif any(option.column == other.column for other in draft.options):
            row.problem("option_column", _("“%(code)s” is there twice."), code=option.column[:60])
    elif any(option.code == other.code for other in draft.options):
        row.problem("option", _("“%(code)s” is there twice."), code=option.code[:60])
    draft.options.append(option)


def _score(row: _Row) -> float | None:
    try:
        return number(row["score"])
    except ValueError:
        row.problem("score", _("“%(text)s” is not a number."), text=row["score"][:60])
        return None


def _side(row: _Row) -> Side:
    side = _SIDES.get(fold(row["side"]))
    if side is None:
        message = _("“%(side)s” is not a side. Write + or -, or leave the cell empty.")
        row.problem("side", message, side=row["side"][:60])
    return side or Side.NEUTRAL
