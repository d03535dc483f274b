"""The sheets « Questions » and « Segments » of an institute's workbook."""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from studies.survey.codebook import Codebook, Option, Role, Side, Variable
from studies.survey.files.values import fold
from studies.survey.words import Words
from studies.survey.workbook.sheets import Layout, Row, Sheet

QUESTION_HEADINGS = {
    "question": "question",
    "role": "role",
    "title_fr": "titre_fr",
    "title_en": "titre_en",
    "wording_fr": "formulation_fr",
    "wording_en": "formulation_en",
    "asked_to_fr": "posee_a_fr",
    "asked_to_en": "posee_a_en",
    "unit_fr": "unite_fr",
    "unit_en": "unite_en",
    "option": "option",
    "label_fr": "libelle_fr",
    "label_en": "libelle_en",
    "score": "score",
    "side": "cote",
}
"""The heading that the code knows and, beside it, what the French template calls it."""
SEGMENT_HEADINGS = {
    "segment": "segment",
    "title_fr": "titre_fr",
    "title_en": "titre_en",
    "category": "categorie",
    "label_fr": "libelle_fr",
    "label_en": "libelle_en",
}
ROLES = {
    Role.SINGLE: "choix unique",
    Role.MULTIPLE: "choix multiple",
    Role.SCALE: "échelle",
    Role.NUMBER: "nombre",
}
SIDES = {
    Side.POSITIVE: ("positive", "positif"),
    Side.NEGATIVE: ("negative", "négatif"),
    Side.NEUTRAL: ("neutral", "neutre"),
}

BASE = "base"
EFFECTIVE = "effective_base"
MEAN = "mean"
QUARTILES = ("quartile_1", "median", "quartile_3")
MEASURES = {
    BASE: "base",
    EFFECTIVE: "base efficace",
    MEAN: "moyenne",
    QUARTILES[0]: "quartile 1",
    QUARTILES[1]: "médiane",
    QUARTILES[2]: "quartile 3",
}
"""The rows of a table that are no options, and their French names."""
MEASURE_NAMES = {fold(name): measure for measure, french in MEASURES.items() for name in (measure, french)}
RESERVED = {*MEASURE_NAMES, "net"}

CODE = re.compile(r"[-A-Za-z0-9_]{1,60}")
LONGEST = {"title": 120, "asked_to": 200, "unit": 40, "label": 200}
LONGEST_CATEGORY = 120

_ROLE_NAMES = {fold(name): role for role, french in ROLES.items() for name in (role.value, french)}
_SIDE_NAMES = {fold(name): side for side, names in SIDES.items() for name in (side.value, *names)}


def _named(headings: dict[str, str]) -> dict[str, str]:
    return {name: heading for heading, french in headings.items() for name in (heading, french)}


_QUESTION_NAMES = _named(QUESTION_HEADINGS)
_SEGMENT_NAMES = _named(SEGMENT_HEADINGS)

QUESTIONS = Layout(frozenset({"questions"}), "question", lambda text: _QUESTION_NAMES.get(fold(text)))
SEGMENTS = Layout(frozenset({"segments"}), "segment", lambda text: _SEGMENT_NAMES.get(fold(text)))


def read_codebook(questions: Sheet, segments: Sheet | None) -> Codebook:
    """What is wrong goes to the sheets' faults; the codebook is then of no use."""
    asked = [_question(questions, rows) for rows in _blocks(questions, "question", "option")]
    if not asked:
        questions.fault(_("There is no question."))
    parts = [_segment(segments, rows) for rows in _blocks(segments, "segment", "category")] if segments else []
    taken = {variable.code for variable in asked}
    for part in parts:
        if segments and part.code in taken:
            segments.fault(_("“%(code)s” is already the code of a question.") % {"code": part.code})
    return Codebook((*asked, *parts))


def _blocks(sheet: Sheet, first: str, second: str) -> Iterator[list[Row]]:
    """The row of a question and those of its options below, whose first cell may repeat its code or stay empty."""
    blocks: dict[str, list[Row]] = {}
    code = ""
    for row in sheet.rows:
        code = row.text(first) or code
        if not row.text(second):
            if code in blocks:
                sheet.fault(_("“%(code)s” is there twice.") % {"code": code}, row.number, first)
            elif not CODE.fullmatch(code):
                message = _("A code has 60 letters, digits, hyphens or underscores at most, without accents or spaces.")
                sheet.fault(message, row.number, first)
            blocks[code] = [row]
        elif code not in blocks:
            message = _("“%(code)s” needs a row of its own, with its title, above this one.")
            sheet.fault(message % {"code": code}, row.number, first)
            blocks[code] = [row]
        else:
            blocks[code].append(row)
    yield from blocks.values()


def _question(sheet: Sheet, rows: list[Row]) -> Variable:
    head, *below = rows
    role = _ROLE_NAMES.get(fold(head.text("role")))
    if role is None:
        message = _("“%(role)s” is not a role. Choose one of: %(roles)s.")
        roles = ", ".join((*(role.value for role in ROLES), *ROLES.values()))
        sheet.fault(message % {"role": head.text("role")[:60], "roles": roles}, head.number, "role")
    variable = Variable(
        code=head.text("question"),
        role=role or Role.SINGLE,
        title=_words(sheet, head, "title", is_needed=True),
        wording=_words(sheet, head, "wording"),
        asked_to=_words(sheet, head, "asked_to"),
        unit=_words(sheet, head, "unit"),
    )
    options = _options(sheet, below, "option")
    if role is Role.NUMBER and options:
        sheet.fault(_("A number has no options."), below[0].number, "option")
    elif role is not Role.NUMBER and not options:
        sheet.fault(_("This question has no option."), head.number, "question")
    for row in below:
        if fold(row.text("option")) in RESERVED:
            message = _("“%(code)s” is the name of a row of figures. Give the option another code.")
            sheet.fault(message % {"code": row.text("option")}, row.number, "option")
    scored = [
        replace(option, score=_score(sheet, row), side=_side(sheet, row))
        for option, row in zip(options, below, strict=True)
    ]
    return replace(variable, options=tuple(scored))


def _segment(sheet: Sheet, rows: list[Row]) -> Variable:
    head, *below = rows
    categories = _options(sheet, below, "category")
    if not categories:
        sheet.fault(_("This segment has no category."), head.number, "segment")
    title = _words(sheet, head, "title", is_needed=True)
    return Variable(code=head.text("segment"), role=Role.SEGMENT, title=title, options=tuple(categories))


def _options(sheet: Sheet, rows: list[Row], heading: str) -> list[Option]:
    codes: set[str] = set()
    for row in rows:
        code = row.text(heading)
        if code in codes:
            sheet.fault(_("“%(code)s” is there twice.") % {"code": code[:60]}, row.number, heading)
        _check_length(sheet, row, heading, LONGEST_CATEGORY)
        codes.add(code)
    return [Option(row.text(heading), _words(sheet, row, "label", is_needed=True)) for row in rows]


def _words(sheet: Sheet, row: Row, name: str, *, is_needed: bool = False) -> Words:
    for language in ("fr", "en"):
        if name in LONGEST:
            _check_length(sheet, row, f"{name}_{language}", LONGEST[name])
    words = Words(row.text(f"{name}_fr"), row.text(f"{name}_en"))
    if is_needed and not words:
        sheet.fault(_("The French text is missing."), row.number, f"{name}_fr")
    return words


def _check_length(sheet: Sheet, row: Row, heading: str, longest: int) -> None:
    if len(row.text(heading)) > longest:
        message = _("This text is too long: %(longest)d characters at most.")
        sheet.fault(message % {"longest": longest}, row.number, heading)


def _score(sheet: Sheet, row: Row) -> float | None:
    number = sheet.number(row, "score")
    return None if number is None else float(number)


def _side(sheet: Sheet, row: Row) -> Side:
    side = _SIDE_NAMES.get(fold(row.text("side")))
    if side is None:
        message = _("“%(side)s” is not a side. Write positive or negative, or leave the cell empty.")
        sheet.fault(message % {"side": row.text("side")[:60]}, row.number, "side")
    return side or Side.NEUTRAL
