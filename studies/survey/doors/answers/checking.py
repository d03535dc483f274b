"""Whether a codebook and a file of answers belong together well enough to be published."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies.survey.answers import Answer, Answers, number
from studies.survey.codebook import Codebook, Role, Variable
from studies.survey.limits import MOST_PROBLEMS
from studies.survey.problems import Problem

QUOTED = 5
FEWEST_RESPONDENTS = 10


def check(codebook: Codebook, answers: Answers) -> list[Problem]:
    """What keeps them from being published together, a hundred at most: one problem a column and kind of fault, with
    the first row where it shows. Nothing is said of variables that are left out."""
    variables = [variable for variable in codebook.variables if variable.role is not Role.IGNORED]
    problems = [*_codebook_problems(codebook), *_column_problems(variables, answers)]
    for variable in variables:
        if all(column in answers.columns for column in variable.columns):
            problems += CHECKS[variable.role](variable, answers)
    return problems[:MOST_PROBLEMS]


def _codebook_problems(codebook: Codebook) -> Iterator[Problem]:
    if not codebook.questions:
        yield Problem(_("There is no question: give at least one column the role of a question."))
    codes = Counter(variable.code for variable in codebook.variables)
    for code, times in codes.items():
        if times > 1:
            yield Problem(_("%(times)s variables have the code “%(code)s”.") % {"times": times, "code": code})
    weights = [variable for variable in codebook.variables if variable.role is Role.WEIGHT]
    if len(weights) > 1:
        columns = ", ".join(variable.column for variable in weights)
        yield Problem(_("Several columns are weights (%(columns)s). Keep one.") % {"columns": columns})


def _column_problems(variables: list[Variable], answers: Answers) -> Iterator[Problem]:
    if len(answers) < FEWEST_RESPONDENTS:
        message = _("The file has fewer than %(fewest)s respondents: nothing could be shown.")
        yield Problem(message % {"fewest": FEWEST_RESPONDENTS})
    used = Counter(column for variable in variables for column in variable.columns)
    for column, times in used.items():
        if not column:
            codes = ", ".join(variable.code for variable in variables if column in variable.columns)
            yield Problem(_("The codebook names no column for: %(codes)s.") % {"codes": codes})
        elif column not in answers.columns:
            yield Problem(_("The file has no column of this name."), column=column)
        elif times > 1:
            yield Problem(_("The codebook uses this column %(times)s times.") % {"times": times}, column=column)


def _check_options(variable: Variable, answers: Answers) -> Iterator[Problem]:
    codes = [option.code for option in variable.options]
    if not codes:
        yield Problem(_("“%(code)s” has no option.") % {"code": variable.code}, column=variable.column)
    for code, times in Counter(codes).items():
        if times > 1:
            message = _("Two options of “%(variable)s” have the code “%(code)s”.")
            yield Problem(message % {"variable": variable.code, "code": code}, column=variable.column)
    missed = Counter(cell for cell in answers.columns[variable.column] if cell and cell not in codes)
    if missed:
        message = ngettext(
            "%(count)s value of this column is no option of “%(variable)s”.",
            "%(count)s values of this column are no options of “%(variable)s”.",
            len(missed),
        )
        text = message % {"count": len(missed), "variable": variable.code}
        yield from _faulty(variable, answers, text, lambda cell: cell in missed)


def _check_scale(variable: Variable, answers: Answers) -> Iterator[Problem]:
    yield from _check_options(variable, answers)
    if all(option.score is None for option in variable.answers):
        message = _("No option of the scale “%(variable)s” has a score.")
        yield Problem(message % {"variable": variable.code}, column=variable.column)


def _check_multiple(variable: Variable, answers: Answers) -> Iterator[Problem]:
    """A column says chosen, by its option's code, or not chosen, in one other way or by being empty."""
    if not variable.options:
        yield Problem(_("“%(code)s” has no option.") % {"code": variable.code})
    for option in variable.options:
        cells = answers.columns[option.column]
        others = [cell for cell in dict.fromkeys(cells) if cell and cell != option.code]
        if len(others) > 1:
            message = _("Beside “%(code)s”, which means chosen, this column holds more than one value.")
            row = answers.first_row + cells.index(others[1])
            yield Problem(message % {"code": option.code}, row, option.column, _quoted(others))


def _check_number(variable: Variable, answers: Answers) -> Iterator[Problem]:
    message = _("This is not a number, or not one that can be counted with.")
    missing = {None, "", *(option.code for option in variable.options if option.is_missing)}
    yield from _faulty(variable, answers, message, lambda cell: cell not in missing and _number(cell) is None)


def _check_weight(variable: Variable, answers: Answers) -> Iterator[Problem]:
    message = _("This is not a number, so no weight.")
    yield from _faulty(variable, answers, message, lambda cell: bool(cell) and _number(cell) is None)
    yield from _faulty(variable, answers, _("The weight is missing."), lambda cell: not cell)
    yield from _faulty(variable, answers, _("The weight is negative."), lambda cell: (_number(cell) or 0) < 0)
    if all(_number(cell) == 0 for cell in answers.columns[variable.column]):
        yield Problem(_("All weights are zero."), column=variable.column)


def _check_open(variable: Variable, answers: Answers) -> Iterator[Problem]:
    yield from ()


def _number(cell: Answer) -> float | None:
    """None for what isn't a number."""
    try:
        return number(cell)
    except ValueError:
        return None


def _faulty(
    variable: Variable, answers: Answers, message: str, is_faulty: Callable[[Answer], bool]
) -> Iterator[Problem]:
    cells = answers.columns[variable.column]
    places = [place for place, cell in enumerate(cells) if is_faulty(cell)]
    if not places:
        return
    if (others := len(places) - 1) > 0:
        rest = ngettext("%(count)s other row has this fault.", "%(count)s other rows have this fault.", others)
        message = f"{message} {rest % {'count': others}}"
    yield Problem(message, answers.first_row + places[0], variable.column, _quoted(cells[place] for place in places))


def _quoted(cells: Iterable[Answer]) -> str:
    """The first few of them that differ."""
    found = list(dict.fromkeys(cell for cell in cells if cell))
    return ", ".join(cell[:60] for cell in found[:QUOTED]) + (" …" if len(found) > QUOTED else "")


CHECKS: dict[Role, Callable[[Variable, Answers], Iterator[Problem]]] = {
    Role.SINGLE: _check_options,
    Role.SEGMENT: _check_options,
    Role.SCALE: _check_scale,
    Role.MULTIPLE: _check_multiple,
    Role.NUMBER: _check_number,
    Role.WEIGHT: _check_weight,
    Role.OPEN: _check_open,
}
