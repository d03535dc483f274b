"""Words that outlive a file: of a codebook sent again, of an institute's tables, of a question asked again."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from studies.survey.answers import Answers, number
from studies.survey.codebook import QUESTIONS, Codebook, Option, Role, Variable
from studies.survey.tables import Table
from studies.survey.words import NO_WORDS, Words

MOST_OPTIONS = 200
LONGEST_CODE = 120
LONGEST_LABEL = 200


def keep_words(new: Codebook, reviewed: Codebook, *, drafted: bool) -> Codebook:
    """The new file's variables with the words already reviewed for those whose code stays.

    What was drafted gives way to what somebody reviewed, role and order included; what somebody wrote in a codebook
    file counts, and only what it leaves empty is filled from before.
    """
    before = {variable.code: variable for variable in reviewed.variables}
    kept = [
        _keep(variable, before[variable.code], drafted) if variable.code in before else variable
        for variable in new.variables
    ]
    if drafted:
        place = {code: place for place, code in enumerate(before)}
        kept.sort(key=lambda variable: place.get(variable.code, len(place)))
    return Codebook(tuple(kept))


def _keep(new: Variable, old: Variable, drafted: bool) -> Variable:
    first, second = (old, new) if drafted else (new, old)
    kept = replace(
        new,
        title=_either(first.title, second.title),
        wording=_either(first.wording, second.wording),
        asked_to=_either(first.asked_to, second.asked_to),
        unit=_either(first.unit, second.unit),
    )
    if bool(new.column) is not bool(old.column):  # a column an option is a multiple choice, and nothing else is
        return kept
    options = _drafted_options(new, old) if drafted else _written_options(new, old)
    return replace(kept, role=first.role, options=options)


def _drafted_options(new: Variable, old: Variable) -> tuple[Option, ...]:
    """The reviewed options, then new ones. One that nobody chose this time stays; a segment's empty part goes."""
    found = {_key(option): option for option in new.options}
    kept = [
        replace(option, words=_either(option.words, found[_key(option)].words)) if _key(option) in found else option
        for option in old.options
        if _key(option) in found or old.role is not Role.SEGMENT or not found
    ]
    known = set(map(_key, old.options))
    return (*kept, *(option for option in new.options if _key(option) not in known))


def _written_options(new: Variable, old: Variable) -> tuple[Option, ...]:
    before = {_key(option): option.words for option in old.options}
    return tuple(
        replace(option, words=_either(option.words, before.get(_key(option), NO_WORDS))) for option in new.options
    )


def _key(option: Option) -> tuple[str, str]:
    """Those of a multiple choice often share a code, « Y » or « 1 », in columns of their own."""
    return option.code, option.column


def _either(first: Words, second: Words) -> Words:
    return Words(first.fr or second.fr, first.en or second.en)


def found_options(answers: Answers, column: str, *, is_scale: bool) -> list[Option]:
    """What a column holds as options, numbers by size and then texts; none where there are too many to review."""
    labels = answers.value_labels.get(column, {})
    codes = {cell for cell in answers.columns.get(column, []) if cell} | set(labels)
    if len(codes) > MOST_OPTIONS or any(len(code) > LONGEST_CODE for code in codes):
        return []
    numbers = {code: _number(code) for code in codes}
    ordered = sorted(codes, key=lambda code: (numbers[code] is None, numbers[code] or 0, code))
    return [
        Option(code, Words(labels.get(code, code)[:LONGEST_LABEL]), score=numbers[code] if is_scale else None)
        for code in ordered
    ]


def _number(code: str) -> float | None:
    try:
        return number(code)
    except ValueError:
        return None


def reword(tables: Sequence[Table], reviewed: Codebook) -> list[Table]:
    """An institute's tables in the codebook's words and order, without the questions and segments it leaves out."""
    place = {variable.code: place for place, variable in enumerate(reviewed.variables)}
    questions = {variable.code: variable for variable in reviewed.questions}
    segments = {variable.code: variable for variable in reviewed.segments}
    shown = [
        _reword(table, questions[table.question], segments.get(table.segment))
        for table in tables
        if table.question in questions and (table.is_whole or table.segment in segments)
    ]
    return sorted(shown, key=lambda table: (place[table.question], place.get(table.segment, -1)))


def _reword(table: Table, question: Variable, segment: Variable | None) -> Table:
    answers = {option.code: option.words for option in question.options}
    parts = {option.code: option.words for option in segment.options} if segment else {}
    return replace(
        table,
        title=question.title,
        wording=question.wording,
        asked_to=question.asked_to,
        unit=question.unit,
        options=tuple(replace(option, words=answers.get(option.code, option.words)) for option in table.options),
        segment_words=segment.title if segment else table.segment_words,
        columns=tuple(replace(column, words=parts.get(column.code, column.words)) for column in table.columns),
    )


def propose_pairs(codebook: Codebook, earlier: Codebook) -> dict[str, tuple[str, bool]]:
    """For each question that seems to come back: the earlier one's code, and whether its wording changed.

    The same code is taken for the same question where their roles agree, else the same wording whatever its accents,
    capitals and punctuation.
    """
    by_code = {question.code: question for question in earlier.questions}
    by_wording = {_folded(question): question for question in earlier.questions}
    pairs = {}
    for question in codebook.questions:
        found = by_code.get(question.code)
        if found is None or found.role is not question.role:
            found = by_wording.get(_folded(question))
        if found is not None and found.role in QUESTIONS:
            pairs[question.code] = (found.code, _folded(found) != _folded(question))
    return pairs


def _folded(question: Variable) -> str:
    text = unicodedata.normalize("NFKD", question.wording.fr or question.title.fr).casefold()
    return " ".join(re.findall(r"\w+", "".join(char for char in text if not unicodedata.combining(char))))
