"""The workbook of tables that an institute delivers: question × option × segment, with bases. `template` makes
one that documents itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from studies.survey.codebook import ONE_CHOICE, Codebook, Option, Role, Variable
from studies.survey.differences import with_differences
from studies.survey.doors.tables.codebook import (
    BASE,
    EFFECTIVE,
    MEASURE_NAMES,
    MEASURES,
    QUARTILES,
    QUESTION_LAYOUT,
    SEGMENT_LAYOUT,
    read_codebook,
)
from studies.survey.doors.tables.figures import Block, Figures, Parts, Reader, heading_of
from studies.survey.doors.tables.fractions import in_fractions
from studies.survey.limits import LONGEST_CELL
from studies.survey.problems import Problem, Refused
from studies.survey.sheets.lines import Layout, Line, Sheet, read_worksheet
from studies.survey.sheets.values import fold, from_text
from studies.survey.sheets.workbooks import worksheets
from studies.survey.tables import WHOLE, Table
from studies.survey.tabulation import Tabulation, table
from studies.survey.words import NO_WORDS

ALL = "all"
SAMPLE = Variable(ALL, Role.NUMBER, NO_WORDS)
"""Whose rows say how many answered in all."""
ALMOST_ALL = 0.995
READING = 0.9
"""The part of the work that reading the figures is; the rest is tests of differences."""

_HEADINGS = {"question": "question", "option": "option", "all": ALL, "whole": ALL, "total": ALL, "ensemble": ALL}


def _heading(text: str) -> str | None:
    segment, colon, category = text.partition(":")
    return f"{segment.strip()}:{category.strip()}" if colon else _HEADINGS.get(fold(text))


TABLE_LAYOUT = Layout(_heading, {"question": "question", "option": "option"})
LAYOUTS = {
    "questions": ("questions", QUESTION_LAYOUT),
    "segments": ("segments", SEGMENT_LAYOUT),
    "tables": ("tables", TABLE_LAYOUT),
    "tableaux": ("tables", TABLE_LAYOUT),
}
"""By a sheet's name, folded: what the code calls it, and how it is laid out."""


def read_tables(
    path: Path, *, threshold: int, progress: Callable[[float], None], reviewed: Codebook | None = None
) -> tuple[Codebook, Tabulation]:
    """The questions and segments of the workbook, and for each question its table for everyone, then by each segment.

    Figures that the institute left out stay out; a crossing that would still tell of too few people is withheld. A
    question whose own base is under the threshold has tables without columns. How many answered in all is what the
    institute says in the rows of « all », never guessed from a base.
    What `reviewed` says of groups, batteries and sensitive questions counts in place of the workbook's.
    `progress` is told the part done, from 0 to 1. Raises Refused, naming sheet, row and column.
    """
    faults: list[Problem] = []
    sheets = _sheets(path, faults)
    for key, name in (("questions", _("Questions")), ("tables", _("Tables"))):
        if key not in sheets:
            faults.append(Problem(_("The sheet “%(sheet)s” is missing.") % {"sheet": name}))
    codebook = read_codebook(sheets["questions"], sheets.get("segments")) if "questions" in sheets else Codebook(())
    _refuse(faults)
    blocks = _blocks(sheets["tables"], codebook)
    _refuse(faults)
    if reviewed:
        given, codebook = codebook, _as_reviewed(codebook, reviewed)
        _forget_regrouped(blocks, given, codebook)
    fractions = in_fractions(sheets["tables"], codebook.questions, blocks)
    wholes: dict[str, Figures | None] = {}
    parts: dict[str, dict[str, Parts]] = {segment.code: {} for segment in codebook.segments}
    for done, question in enumerate(codebook.questions, 1):
        is_in_fractions = question.code in fractions
        reader = Reader(sheets["tables"], question, blocks[question.code], is_in_fractions=is_in_fractions)
        everyone = reader.figures(ALL)
        wholes[question.code] = everyone if everyone and everyone.base >= threshold else None
        for segment in codebook.segments:
            parts[segment.code][question.code] = reader.parts(segment, everyone)
        progress(READING * done / len(codebook.questions))
    everyone = Reader(sheets["tables"], SAMPLE, blocks[ALL]).figures(ALL) if BASE in blocks[ALL] else None
    _refuse(faults)
    tables = list(_tables(codebook, wholes, parts, threshold))
    progress(1)
    is_weighted = any(EFFECTIVE in block for block in blocks.values()) or None
    return codebook, Tabulation(
        tables=tables,
        respondents=everyone.base if everyone else None,
        effective=everyone.effective if everyone and EFFECTIVE in blocks[ALL] else None,
        is_weighted=is_weighted,
        subgroups=[],
    )


def _as_reviewed(codebook: Codebook, reviewed: Codebook) -> Codebook:
    """A group of several answers is the institute's to give: no sum tells it."""
    known = {variable.code: variable for variable in reviewed.variables}
    return Codebook(
        tuple(
            _with_facts(variable, known[variable.code]) if variable.code in known else variable
            for variable in codebook.variables
        )
    )


def _forget_regrouped(blocks: Mapping[str, dict[str, Line]], given: Codebook, reviewed: Codebook) -> None:
    """The institute's row of a group is of no use once other options are in it."""
    for before, after in zip(given.questions, reviewed.questions, strict=True):
        still = {(group.code, group.places) for group in after.groups}
        for group in before.groups:
            if (group.code, group.places) not in still:
                blocks[before.code].pop(group.code, None)


def _with_facts(variable: Variable, reviewed: Variable) -> Variable:
    options = variable.options
    if variable.role in ONE_CHOICE:
        group = {option.code: option.group for option in reviewed.options}
        options = tuple(replace(option, group=group.get(option.code, option.group)) for option in options)
    return replace(variable, battery=reviewed.battery, is_sensitive=reviewed.is_sensitive, options=options)


def _sheets(path: Path, faults: list[Problem]) -> dict[str, Sheet]:
    sheets: dict[str, Sheet] = {}
    with worksheets(path) as found:
        for worksheet in found:
            key, layout = LAYOUTS.get(fold(worksheet.title), ("", None))
            if layout and key not in sheets:
                sheets[key] = read_worksheet(worksheet, layout, faults)
    return sheets


def _refuse(faults: Sequence[Problem]) -> None:
    if faults:
        raise Refused(*faults)


def _blocks(sheet: Sheet, codebook: Codebook) -> dict[str, dict[str, Line]]:
    _check_headings(sheet, codebook)
    questions = {question.code: question for question in codebook.questions}
    blocks: dict[str, dict[str, Line]] = {code: {} for code in (*questions, ALL)}
    code = ""
    for row in sheet.lines:
        code = row.text("question") or code
        code = code if code in questions else _HEADINGS.get(fold(code), code)
        if code not in (*questions, ALL):
            sheet.fault(_("There is no question “%(code)s”.") % {"code": code[:60]}, row.number, "question")
            continue
        name = _row_name(questions.get(code, SAMPLE), from_text(row.text("option")[:LONGEST_CELL]) or "")
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
    groups = {fold(words): group.code for group in question.groups for words in (group.words.fr, group.words.en)}
    return MEASURE_NAMES.get(fold(text)) or groups.get(fold(text))


def _check_rows(sheet: Sheet, question: Variable, block: Block) -> None:
    measures = set(block) & set(MEASURES)
    needed = {BASE, *(option.code for option in question.options)}
    if measures & set(QUARTILES):
        needed |= set(QUARTILES)
    if question.role is Role.MULTIPLE:
        needed |= {group.code for group in question.groups}
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
        whole = None if whole and _tells_all(question, [whole]) else whole
        tables = [table(question, WHOLE, NO_WORDS, [(everyone, whole)] if whole else [])]
        for segment in codebook.segments:
            given = parts[segment.code][question.code]
            is_shown = whole is not None and _is_safe(whole, given, threshold) and not _tells_all(question, given)
            columns = list(zip(segment.options, given, strict=True)) if is_shown else []
            tables.append(table(question, segment.code, segment.title, columns))
        yield from with_differences([replace(each, groups=question.groups) for each in tables])


def _tells_all(question: Variable, parts: Parts) -> bool:
    """Whether all of a group gave one answer to a sensitive question, or as good as all: one in two hundred away."""
    return question.is_sensitive and any(share > ALMOST_ALL for part in parts if part for share in part.shares)


def _is_safe(whole: Figures, parts: Parts, threshold: int) -> bool:
    """Whether a crossing may be shown as it was delivered.

    Only those who hold the answers can tell which categories to hide along with a small one, given all the other
    tables: the institute leaves two or more out, which the whole then gives back together alone. A category delivered
    under the threshold, or a remainder under it, withholds the crossing.
    """
    shown = [part.base for part in parts if part]
    left_out, rest = len(parts) - len(shown), whole.base - sum(shown)
    return bool(shown) and min(shown) >= threshold and left_out != 1 and (rest >= threshold or rest <= 0 == left_out)
