"""Variables and their options as lines of a sheet: a line a variable, and below it a line an option."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _

from studies.survey.codebook import Condition, Option, Role, Side, Variable
from studies.survey.sheets.lines import Line, Sheet
from studies.survey.sheets.schema import OPTION, ROLE_NAMES, ROLES, SIDE_NAMES, VARIABLE, YES, YES_NAMES, Fact, Kind
from studies.survey.sheets.values import fold, from_text
from studies.survey.words import Words

CODE = re.compile(r"[-A-Za-z0-9_]{1,60}")


@dataclass
class Described:
    """A variable with the lines that describe it and its options."""

    variable: Variable
    line: Line
    lines: Sequence[Line]


def read_variables(sheet: Sheet, *, roles: Sequence[Role] = tuple(Role), has_columns: bool = True) -> list[Described]:
    """What is wrong goes to the sheet's faults; what is read is then of no use. A sheet without roles has variables of
    the first of `roles`. `has_columns`: it describes a file of answers, of which each option of a multiple choice has a
    column."""
    described = [_described(sheet, block, roles) for block in _blocks(sheet)]
    for each in described:
        _check_options(sheet, each, by_column=has_columns and each.variable.role is Role.MULTIPLE)
    variables = {each.variable.code: each.variable for each in described}
    for each in described:
        if condition := each.variable.asked_if:
            _check_condition(sheet, each.line, condition, variables)
    return described


@dataclass
class _Block:
    code: str
    head: Line
    below: list[Line] = field(default_factory=list)


def _blocks(sheet: Sheet) -> Iterator[_Block]:
    """A line of an option may repeat the code of its variable or leave it empty."""
    blocks: dict[str, _Block] = {}
    code = ""
    for line in sheet.lines:
        code = line.text("variable") or code
        if line.text("role") or not line.text("option"):
            if code in blocks:
                sheet.fault(_("“%(code)s” is there twice.") % {"code": code[:60]}, line.number, "variable")
            elif not CODE.fullmatch(code):
                message = _("A code has 60 letters, digits, hyphens or underscores at most, without accents or spaces.")
                sheet.fault(message, line.number, "variable")
            blocks[code] = _Block(code, line)
        elif code not in blocks:
            message = _("“%(code)s” needs a row of its own, with its title, above this one.")
            sheet.fault(message % {"code": code[:60]}, line.number, "variable")
            blocks[code] = _Block(code, line)
        if line.text("option"):
            blocks[code].below.append(line)
    yield from blocks.values()


def _described(sheet: Sheet, block: _Block, roles: Sequence[Role]) -> Described:
    facts = {fact.field: _read(sheet, block.head, fact) for fact in VARIABLE}
    role = facts["role"] if "role" in sheet.headings else roles[0]
    if role not in roles:
        names = ", ".join(dict.fromkeys((*roles, *(ROLES[role] for role in roles))))
        message = _("This is not a role. Choose one of: %(roles)s.") % {"roles": names}
        sheet.fault(message, block.head.number, "role", block.head.text("role"))
        role = Role.IGNORED
    if role not in (Role.OPEN, Role.WEIGHT, Role.IGNORED):
        _check_french(sheet, block.head, "title_fr")
    options = [_option(sheet, line) for line in block.below]
    variable = Variable(**{**facts, "code": block.code, "role": role, "options": tuple(options)})
    return Described(variable, block.head, block.below)


def _option(sheet: Sheet, line: Line) -> Option:
    _check_french(sheet, line, "label_fr")
    return Option(**{fact.field: _read(sheet, line, fact) for fact in OPTION})


def _check_french(sheet: Sheet, line: Line, heading: str) -> None:
    if not line.text(heading):
        sheet.fault(_("The French text is missing."), line.number, heading)


def _check_options(sheet: Sheet, described: Described, *, by_column: bool) -> None:
    found: set[str] = set()
    for option, line in zip(described.variable.options, described.lines, strict=True):
        name, heading = (option.column, "option_column") if by_column else (option.code, "option")
        if not name:
            sheet.fault(_("Name the column that holds this option: each has its own."), line.number, heading)
        elif name in found:
            sheet.fault(_("“%(code)s” is there twice.") % {"code": name[:60]}, line.number, heading)
        found.add(name)


def _check_condition(sheet: Sheet, line: Line, condition: Condition, variables: Mapping[str, Variable]) -> None:
    asked = variables.get(condition.question)
    if asked is None:
        message = _("There is no question “%(code)s”.") % {"code": condition.question[:60]}
        sheet.fault(message, line.number, "asked_if")
        return
    is_multiple = asked.role is Role.MULTIPLE
    known = [option.column if is_multiple else option.code for option in asked.options]
    for option in condition.options:
        if option not in known:
            message = _("The question “%(question)s” has no option “%(option)s”.")
            sheet.fault(message % {"question": asked.code, "option": option[:60]}, line.number, "asked_if")


def _read(sheet: Sheet, line: Line, fact: Fact) -> Any:
    for name, _french in fact.columns:
        if len(line.text(name)) > fact.longest:
            message = _("This text is too long: %(longest)d characters at most.")
            sheet.fault(message % {"longest": fact.longest}, line.number, name)
    text = line.text(fact.name)[: fact.longest]
    match fact.kind:
        case Kind.WORDS:
            return Words(*(line.text(name) for name, _french in fact.columns))
        case Kind.CODE:
            return from_text(text) or ""
        case Kind.NUMBER:
            number = sheet.number(line, fact.name)
            return None if number is None else float(number)
        case Kind.ROLE:
            return ROLE_NAMES.get(fold(text))
        case Kind.SIDE:
            return _side(sheet, line, fact)
        case Kind.YES:
            return _is_yes(sheet, line, fact)
        case Kind.CONDITION:
            return _condition(sheet, line, fact, text)
    return text


def _side(sheet: Sheet, line: Line, fact: Fact) -> Side:
    text = line.text(fact.name)
    if (side := SIDE_NAMES.get(fold(text))) is None:
        message = _("This is not a side. Write + or -, or leave the cell empty.")
        sheet.fault(message, line.number, fact.name, text)
    return side or Side.NEUTRAL


def _is_yes(sheet: Sheet, line: Line, fact: Fact) -> bool:
    text = line.text(fact.name)
    if (answer := YES_NAMES.get(fold(text))) is None:
        sheet.fault(_("Write yes, or leave the cell empty."), line.number, fact.name, text)
    return bool(answer)


def _condition(sheet: Sheet, line: Line, fact: Fact, text: str) -> Condition | None:
    """« q03=1,2 »; an option that holds a comma is between quotation marks, as in a text file."""
    question, equals, rest = text.partition("=")
    texts = next(csv.reader(StringIO(rest, newline=""), skipinitialspace=True), [])
    options = [from_text(option) for option in texts]
    if text and not (equals and question.strip() and options and all(options)):
        message = _("Write a question’s code, the sign = and the codes of its options with commas between: q03=1,2.")
        sheet.fault(message, line.number, fact.name, text)
    return Condition(question.strip(), tuple(filter(None, options))) if text else None


def written(variable: Variable) -> Iterator[dict[str, str | float]]:
    """The lines of a variable, by the columns' English names; what is empty is left out."""
    yield dict(_written(VARIABLE, variable))
    for option in variable.options:
        yield {"variable": variable.code, **dict(_written(OPTION, option))}


def _written(facts: Sequence[Fact], described: Variable | Option) -> Iterator[tuple[str, str | float]]:
    for fact in facts:
        match getattr(described, fact.field):
            case Words(fr, en):
                yield from ((name, text) for (name, _french), text in zip(fact.columns, (fr, en), strict=True) if text)
            case Condition(question, options):
                row = StringIO()
                csv.writer(row, lineterminator="").writerow(options)
                yield fact.name, f"{question}={row.getvalue()}"
            case True:
                yield fact.name, YES
            case float() | str() as value if value != "":
                yield fact.name, value
