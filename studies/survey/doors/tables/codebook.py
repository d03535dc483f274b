"""The sheets « Questions » and « Segments » of an institute's workbook: a codebook without columns of answers."""

from django.utils.translation import gettext as _

from studies.survey.codebook import QUESTIONS, Codebook, Role
from studies.survey.sheets.codebook import Described, read_variables
from studies.survey.sheets.lines import Layout, Sheet
from studies.survey.sheets.schema import GIVEN, MERGING, OF_ANSWERS, OF_SEGMENT, known
from studies.survey.sheets.values import fold

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

_GIVEN, _OF_SEGMENT = known(GIVEN), known(OF_SEGMENT)
QUESTION_LAYOUT = Layout(
    lambda text: _GIVEN.get(fold(text)), {"variable": "question", "role": "role"}, known(OF_ANSWERS)
)
SEGMENT_LAYOUT = Layout(
    lambda text: _OF_SEGMENT.get(fold(text)),
    {"variable": "segment", "option": "category"},
    known((*OF_ANSWERS, *MERGING)),
)


def read_codebook(questions: Sheet, segments: Sheet | None) -> Codebook:
    """What is wrong goes to the sheets' faults; the codebook is then of no use."""
    asked = read_variables(questions, roles=QUESTIONS, has_columns=False)
    if not asked:
        questions.fault(_("There is no question."))
    for question in asked:
        _check_question(questions, question)
    parts = read_variables(segments, roles=[Role.SEGMENT]) if segments else []
    taken = {question.variable.code for question in asked}
    for part in parts:
        if segments and not part.lines:
            segments.fault(_("This segment has no category."), part.line.number, "variable")
        if segments and part.variable.code in taken:
            segments.fault(_("“%(code)s” is already the code of a question.") % {"code": part.variable.code})
    return Codebook(tuple(each.variable for each in (*asked, *parts)))


def _check_question(sheet: Sheet, question: Described) -> None:
    is_number = question.variable.role is Role.NUMBER
    if is_number and question.lines:
        sheet.fault(_("A number has no options."), question.lines[0].number, "option")
    elif not is_number and not question.lines:
        sheet.fault(_("This question has no option."), question.line.number, "variable")
    for line in question.lines:
        if fold(line.text("option")) in RESERVED:
            message = _("“%(code)s” is the name of a row of figures. Give the option another code.")
            sheet.fault(message % {"code": line.text("option")}, line.number, "option")
