"""Whether an institute writes its shares from 0 to 1 instead of 0 to 100: 0.45 is not half a percent."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from studies.survey.codebook import ONE_CHOICE, Variable
from studies.survey.doors.tables.figures import Block
from studies.survey.sheets.lines import Sheet


def in_fractions(sheet: Sheet, questions: Sequence[Variable], blocks: Mapping[str, Block]) -> set[str]:
    """The codes of the questions written so. A cell that says « % » is a percentage whatever it holds; of the others,
    a single choice tells by its sum, and a workbook writes its multiple choices as it does these. A multiple choice of
    which nothing tells is a fault."""
    small = {question.code for question in questions if _is_small(_bare(question, blocks[question.code]))}
    single = [question for question in questions if question.role in ONE_CHOICE]
    found = {question.code for question in single if question.code in small and _sums_to_one(question, blocks)}
    for question in questions:
        if question.code in small and question not in single:
            if found:
                found.add(question.code)
            else:
                message = _("No share of “%(code)s” is above 1: write them as percentages, 45 or 45 %%, not as 0.45.")
                line = blocks[question.code][question.options[0].code]
                sheet.fault(message % {"code": question.code}, line.number, "option")
    return found


def _bare(question: Variable, block: Block) -> dict[str, list[Decimal]]:
    """By column, the shares that don't say « % »."""
    columns: dict[str, list[Decimal]] = {}
    for option in question.options:
        for heading, entry in block[option.code].entries.items():
            if heading not in ("question", "option") and entry.number is not None and not entry.is_percentage:
                columns.setdefault(heading, []).append(entry.number)
    return columns


def _is_small(columns: Mapping[str, Sequence[Decimal]]) -> bool:
    shares = [share for column in columns.values() for share in column]
    return any(shares) and max(shares) <= 1


def _sums_to_one(question: Variable, blocks: Mapping[str, Block]) -> bool:
    """Each share may be half a hundredth off by its rounding, and the sum one more."""
    block = blocks[question.code]
    sums = [sum(shares) for shares in _bare(question, block).values() if len(shares) == len(question.options)]
    allowed = Decimal(len(question.options) + 2) / 200
    return any(sums) and all(abs(total - 1) <= allowed for total in sums if total)
