"""What somebody should look at in a file that was read, though nothing is wrong with it."""

from collections.abc import Iterator

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Role, Variable
from studies.survey.doors.answers.columns import Column, is_number, read_column
from studies.survey.doors.answers.limesurvey import TICKED
from studies.survey.doors.answers.missing import is_extreme
from studies.survey.doors.answers.personal import is_named_identifier
from studies.survey.limits import LONGEST_OPTION, MOST_PROBLEMS
from studies.survey.problems import Problem

FEW_TEXTS = 20
NAMED = 5
"""Columns that one sentence names."""
FAR = 1.5
"""A number this many times the largest of the others stands apart."""


def remarks(codebook: Codebook, answers: Answers, *, drafted: bool) -> list[Problem]:
    """A hundred at most, those of the whole file first. `drafted`: nobody wrote the codebook, so what was guessed is
    told too."""
    found = [*_of_the_file(codebook, answers), *_of_weights(codebook, answers, drafted)]
    for variable in codebook.variables:
        if variable.role is Role.MULTIPLE:
            found += _of_ticks(variable, answers)
        elif variable.column in answers.columns:
            column = read_column(variable.column, answers)
            found += _of_values(variable, column)
            found += _of_guesses(variable, column, answers) if drafted else ()
    return found[:MOST_PROBLEMS]


def _of_the_file(codebook: Codebook, answers: Answers) -> Iterator[Problem]:
    if answers.sheet:
        yield Problem(_("Of the sheets of the workbook, “%(sheet)s” was read.") % {"sheet": answers.sheet})
    named = {column for variable in codebook.variables for column in variable.columns}
    made = {column for name in answers.sets for column in answers.sets[name].columns}
    read = [column for column in answers.columns if column not in made and not column.endswith(f"{TICKED}]")]
    nowhere = [column for column in read if column not in named]
    if nowhere:
        message = ngettext(
            "%(count)s column is named nowhere in the codebook and is left out: %(columns)s.",
            "%(count)s columns are named nowhere in the codebook and are left out: %(columns)s.",
            len(nowhere),
        )
        names = ", ".join([*(name[:60] for name in nowhere[:NAMED]), *(["…"] if len(nowhere) > NAMED else [])])
        yield Problem(message % {"count": len(nowhere), "columns": names})


def _of_weights(codebook: Codebook, answers: Answers, drafted: bool) -> Iterator[Problem]:
    weight = codebook.weight
    if weight is None:
        yield Problem(_("No column is the weight: each respondent counts once. If there is one, say which it is."))
    elif weight.column in answers.columns:
        if drafted:
            yield Problem(_("This column was taken for the weight."), column=weight.column)
        zeros = sum(cell == "0" for cell in answers.columns[weight.column])
        if zeros:
            message = ngettext(
                "%(count)s respondent has a weight of 0 and is counted nowhere.",
                "%(count)s respondents have a weight of 0 and are counted nowhere.",
                zeros,
            )
            yield Problem(message % {"count": zeros}, column=weight.column)


def _of_ticks(variable: Variable, answers: Answers) -> Iterator[Problem]:
    columns = [answers.columns[column] for column in variable.columns if column in answers.columns]
    nothing = sum(not any(cells) for cells in zip(*columns, strict=True))
    if nothing and not variable.asks_all:
        message = ngettext(
            "%(count)s respondent chose nothing in “%(code)s” and is not in its base. If all were asked, say so.",
            "%(count)s respondents chose nothing in “%(code)s” and are not in its base. If all were asked, say so.",
            nothing,
        )
        yield Problem(message % {"count": nothing, "code": variable.code}, column=variable.columns[0])


def _of_values(variable: Variable, column: Column) -> Iterator[Problem]:
    if variable.role is Role.NUMBER:
        yield from _of_extremes(variable, column)
    if variable.role is Role.IGNORED and is_named_identifier(column) and len(column.counts) * 10 > column.answered * 9:
        twice = column.answered - len(column.counts)
        if twice:
            message = ngettext(
                "%(count)s identifier is there twice: somebody may be counted twice.",
                "%(count)s identifiers are there more than once: some may be counted twice.",
                twice,
            )
            yield Problem(message % {"count": twice}, column=column.name)


def _of_extremes(variable: Variable, column: Column) -> Iterator[Problem]:
    """Codes such as 99 among smaller numbers, or labels that some values have and others don't."""
    known = {option.code for option in variable.options}
    numbers = {code: float(code) for code in column.counts if is_number(code) and code not in known}
    usual = [value for code, value in numbers.items() if not is_extreme(code)]
    apart = [
        code
        for code, value in numbers.items()
        if is_extreme(code) and usual and (value > FAR * max(usual) or value < 0 <= min(usual))
    ]
    if apart:
        message = _("%(codes)s may mean “no answer”: it stands apart from the other numbers. If so, say so.")
        yield Problem(message % {"codes": ", ".join(apart)}, column=column.name)
    labelled = [code for code in column.labels if code not in known]
    if labelled:
        message = _("Only some of its values have a label (%(codes)s): say whether these mean “no answer”.")
        yield Problem(message % {"codes": ", ".join(labelled[:NAMED])}, column=column.name)


def _of_guesses(variable: Variable, column: Column, answers: Answers) -> Iterator[Problem]:
    if column.name in answers.split:
        yield Problem(_("Its cells hold several answers: each option was given a column."), column=column.name)
    elif variable.role is Role.OPEN and len(column.codes) <= FEW_TEXTS:
        yield Problem(_why_free(column), column=column.name)
    elif variable.role is Role.IGNORED and column.answered and column.is_numeric and _is_guessed_identifier(column):
        message = _("All its numbers differ: it was taken for an identifier and is left out.")
        yield Problem(message, column=column.name)
    guessed = [option.code for option in variable.options if option.is_missing and option.code not in column.missing]
    if guessed:
        message = _("Taken for “no answer”: %(codes)s.")
        yield Problem(message % {"codes": ", ".join(guessed)}, column=column.name)
    if variable.role is Role.SCALE and _is_turned(variable):
        message = _("The lowest code is the most favourable answer: the scores were turned round.")
        yield Problem(message, column=column.name)


def _why_free(column: Column) -> str:
    if any(len(code) > LONGEST_OPTION for code in column.codes):
        message = _("Some of its answers are longer than %(limit)s characters and can't be options: it is free text.")
        return message % {"limit": number_format(LONGEST_OPTION)}
    return _("Some of its texts were given by few: it was taken for free text, which is never published.")


def _is_guessed_identifier(column: Column) -> bool:
    return column.are_all_different and not is_named_identifier(column)


def _is_turned(variable: Variable) -> bool:
    scored = [
        (float(option.code), option.score) for option in variable.options if is_number(option.code) and option.score
    ]
    return len(scored) > 1 and sorted(scored, reverse=True) == sorted(scored, key=lambda each: each[1])
