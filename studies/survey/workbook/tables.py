"""The workbook of tables that an institute delivers: question × option × segment, with bases. `template` makes
one that documents itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from studies.survey.codebook import Codebook, Option, Role, Variable
from studies.survey.files.values import fold
from studies.survey.problems import Problem, Refused
from studies.survey.tables import WHOLE, Table
from studies.survey.tabulation import table
from studies.survey.words import NO_WORDS
from studies.survey.workbook.codebook import (
    BASE,
    EFFECTIVE,
    MEASURE_NAMES,
    MEASURES,
    QUARTILES,
    QUESTIONS,
    SEGMENTS,
    read_codebook,
)
from studies.survey.workbook.figures import Block, Figures, Parts, Reader, heading_of
from studies.survey.workbook.sheets import Layout, Row, Sheet, read_sheets

ALL = "all"
READING = 0.9
"""The part of the work that reading the figures is; the rest is tests of differences."""

_HEADINGS = {"question": "question", "option": "option", "all": ALL, "whole": ALL, "total": ALL, "ensemble": ALL}


def _heading(text: str) -> str | None:
    segment, colon, category = text.partition(":")
    return f"{segment.strip()}:{category.strip()}" if colon else _HEADINGS.get(fold(text))


LAYOUTS = {
    "questions": QUESTIONS,
    "segments": SEGMENTS,
    "tables": Layout(frozenset({"tables", "tableaux"}), "question", _heading),
}


def read_tables(path: Path, *, threshold: int, progress: Callable[[float], None]) -> tuple[Codebook, list[Table]]:
    """The questions and segments of the workbook, and for each question its table for everyone, then by each segment.

    Figures that the institute left out stay out; a crossing that would still tell of too few people is withheld. A
    question whose own base is under the threshold has tables without columns.
    `progress` is told the part done, from 0 to 1. Raises Refused, naming sheet, row and column.
    """
    faults: list[Problem] = []
    sheets = read_sheets(path, LAYOUTS, faults)
    for key, name in (("questions", _("Questions")), ("tables", _("Tables"))):
        if key not in sheets:
            faults.append(Problem(_("The sheet “%(sheet)s” is missing.") % {"sheet": name}))
    codebook = read_codebook(sheets["questions"], sheets.get("segments")) if "questions" in sheets else Codebook(())
    _refuse(faults)
    blocks = _blocks(sheets["tables"], codebook)
    _refuse(faults)
    wholes: dict[str, Figures | None] = {}
    parts: dict[str, dict[str, Parts]] = {segment.code: {} for segment in codebook.segments}
    for done, question in enumerate(codebook.questions, 1):
        reader = Reader(sheets["tables"], question, blocks[question.code])
        everyone = reader.figures(ALL)
        wholes[question.code] = everyone if everyone and everyone.base >= threshold else None
        for segment in codebook.segments:
            parts[segment.code][question.code] = reader.parts(segment, everyone)
        progress(READING * done / len(codebook.questions))
    _refuse(faults)
    tables = list(_tables(codebook, wholes, parts, threshold))
    progress(1)
    return codebook, tables


def _refuse(faults: Sequence[Problem]) -> None:
    if faults:
        raise Refused(*faults)


def _blocks(sheet: Sheet, codebook: Codebook) -> dict[str, dict[str, Row]]:
    _check_headings(sheet, codebook)
    questions = {question.code: question for question in codebook.questions}
    blocks: dict[str, dict[str, Row]] = {code: {} for code in questions}
    code = ""
    for row in sheet.rows:
        code = row.text("question") or code
        if code not in questions:
            sheet.fault(_("There is no question “%(code)s”.") % {"code": code[:60]}, row.number, "question")
            continue
        name = _row_name(questions[code], row.text("option"))
        if name is None:
            message = _("The question “%(question)s” has no option “%(option)s”.")
            names = {"question": code, "option": row.text("option")[:60]}
            sheet.fault(message % names, row.number, "option")
        elif name in blocks[code]:
            message = _("“%(code)s” is there twice.") % {"code": row.text("option")[:60]}
            sheet.fault(message, row.number, "option")
        else:
            blocks[code][name] = row
    for question in questions.values():
        _check_rows(sheet, question, blocks[question.code])
    return blocks


def _check_headings(sheet: Sheet, codebook: Codebook) -> None:
    wanted = {heading_of(segment, category) for segment in codebook.segments for category in segment.options}
    for heading in sheet.headings:
        if heading not in wanted and heading not in _HEADINGS.values():
            message = _("The sheet of segments has no “%(heading)s” (a segment's code, a colon, a category's code).")
            sheet.fault(message % {"heading": heading[:60]}, heading=heading)
    for missing in sorted((wanted | {ALL}) - set(sheet.headings)):
        sheet.fault(_("The column “%(heading)s” is missing.") % {"heading": missing}, heading=missing)


def _row_name(question: Variable, text: str) -> str | None:
    if text in {option.code for option in question.options}:
        return text
    return MEASURE_NAMES.get(fold(text))


def _check_rows(sheet: Sheet, question: Variable, block: Block) -> None:
    measures = set(block) & set(MEASURES)
    needed = {BASE, *(option.code for option in question.options)}
    if measures & set(QUARTILES):
        needed |= set(QUARTILES)
    row = next(iter(block.values())).number if block else None
    for missing in sorted(needed - set(block)):
        message = _("The question “%(question)s” has no row “%(row)s”.")
        sheet.fault(message % {"question": question.code, "row": missing}, row, "option")
    if question.role in (Role.SINGLE, Role.MULTIPLE):
        for measure in sorted(measures - {BASE, EFFECTIVE}):
            message = _("A mean, a median and quartiles are for scales and numbers.")
            sheet.fault(message, block[measure].number, "option")
    elif question.role is Role.NUMBER and not measures - {BASE, EFFECTIVE}:
        sheet.fault(_("The number “%(question)s” has neither mean nor median.") % {"question": question.code}, row)


def _tables(
    codebook: Codebook,
    wholes: Mapping[str, Figures | None],
    parts: Mapping[str, Mapping[str, Parts]],
    threshold: int,
) -> Iterator[Table]:
    everyone = Option(WHOLE, NO_WORDS)
    for question in codebook.questions:
        whole = wholes[question.code]
        yield table(question, WHOLE, NO_WORDS, [(everyone, whole)] if whole else [])
        for segment in codebook.segments:
            given = parts[segment.code][question.code]
            is_shown = whole is not None and _is_safe(whole, given, threshold)
            columns = list(zip(segment.options, given, strict=True)) if is_shown else []
            yield table(question, segment.code, segment.title, columns)


def _is_safe(whole: Figures, parts: Parts, threshold: int) -> bool:
    """Whether a crossing may be shown as it was delivered.

    Only those who hold the answers can tell which categories to hide along with a small one, given all the other
    tables: the institute leaves two or more out, which the whole then gives back together alone. A category delivered
    under the threshold, or a remainder under it, withholds the crossing.
    """
    shown = [part.base for part in parts if part]
    left_out, rest = len(parts) - len(shown), whole.base - sum(shown)
    return bool(shown) and min(shown) >= threshold and left_out != 1 and (rest >= threshold or rest <= 0 == left_out)
