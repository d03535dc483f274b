"""Words that outlive a file: of an institute's tables, of a question asked again."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Group, Option, Variable
from studies.survey.tables import Column, Table
from studies.survey.words import Words

SAMPLED = 5
LONGEST_SAMPLE = 40


def sample_values(answers: Answers) -> dict[str, list[str]]:
    """A few of each column's values, the most frequent first."""
    counts = {name: Counter(filter(None, cells)) for name, cells in answers.columns.items()}
    return {
        name: [value[:LONGEST_SAMPLE] for value, _times in count.most_common(SAMPLED)] for name, count in counts.items()
    }


def reword(tables: Sequence[Table], reviewed: Codebook) -> list[Table]:
    """An institute's tables in the codebook's words and order, without the questions and segments it leaves out."""
    place = {variable.code: place for place, variable in enumerate(reviewed.variables)}
    questions = {variable.code: variable for variable in reviewed.questions}
    segments = segments_by_code(reviewed)
    shown = [
        _reword(table, questions[table.question], segments.get(table.segment))
        for table in tables
        if table.question in questions and (table.is_whole or table.segment in segments)
    ]
    return sorted(shown, key=lambda table: (place[table.question], place.get(table.segment, -1)))


def _reword(table: Table, question: Variable, segment: Variable | None) -> Table:
    answers = {option_key(option): option for option in question.options}
    options = [replace(option, words=answers.get(option_key(option), option).words) for option in table.options]
    grouped = _words_by_parts(question.answers, question.groups)
    parts = {option.code: option.words for option in segment.options} if segment else {}
    parts |= {category.code: category.words for category in segment.categories} if segment else {}
    merged = category_words(segment) if segment else {}
    return replace(
        table,
        title=question.title,
        wording=question.wording,
        asked_to=question.asked_to,
        unit=question.unit,
        battery=question.battery,
        options=tuple(options),
        groups=tuple(
            replace(group, words=grouped.get(_parts(table.options, group), group.words)) for group in table.groups
        ),
        segment_words=segment.title if segment else table.segment_words,
        columns=tuple(
            replace(column, words=merged.get(frozenset(column.parts)) or parts.get(column.code, column.words))
            for column in table.columns
        ),
    )


def segments_by_code(codebook: Codebook) -> dict[str, Variable]:
    """Each with the options that its categories are merged from."""
    codes = {segment.code for segment in codebook.segments}
    return {variable.code: variable for variable in codebook.variables if variable.code in codes}


def category_words(segment: Variable) -> dict[frozenset[str], Words]:
    """Of a segment's categories, each by the answers it is made of: its own code is that of its words."""
    return _words_by_parts(segment.answers, segment.categories)


def _words_by_parts(options: Sequence[Option], groups: Sequence[Group]) -> dict[frozenset[str], Words]:
    return {_parts(options, group): group.words for group in groups}


def _parts(options: Sequence[Option], group: Group) -> frozenset[str]:
    return frozenset(option_key(options[place]) for place in group.places)


def mend(table: Table, before: Codebook, after: Codebook) -> Table:
    """The table with what changed in the codebook's words, wherever it says what the codebook said before: so that the
    words of another file never come to figures that are not its own."""
    old, new = ({variable.code: variable for variable in book.variables} for book in (before, after))
    if table.question not in old or table.question not in new:
        return table
    was, now = (_reword(table, each[table.question], each.get(table.segment)) for each in (old, new))
    return replace(
        table,
        title=mended(table.title, was.title, now.title),
        wording=mended(table.wording, was.wording, now.wording),
        asked_to=mended(table.asked_to, was.asked_to, now.asked_to),
        unit=mended(table.unit, was.unit, now.unit),
        battery=mended(table.battery, was.battery, now.battery),
        segment_words=mended(table.segment_words, was.segment_words, now.segment_words),
        options=_mended_parts(table.options, was.options, now.options),
        groups=_mended_parts(table.groups, was.groups, now.groups),
        columns=_mended_parts(table.columns, was.columns, now.columns),
    )


def mended(shown: Words, before: Words, after: Words) -> Words:
    """`after` where `before` is shown; English by itself, as long as the French is the same text."""
    if shown.fr != before.fr:
        return shown
    return Words(after.fr, after.en if shown.en == before.en else shown.en)


P = TypeVar("P", Option, Group, Column)


def _mended_parts(shown: Sequence[P], before: Sequence[P], after: Sequence[P]) -> tuple[P, ...]:
    parts = zip(shown, before, after, strict=True)
    return tuple(replace(each, words=mended(each.words, was.words, now.words)) for each, was, now in parts)


def option_key(option: Option) -> str:
    """Those of a multiple choice go by their columns."""
    return option.column or option.code


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
        if found is not None:
            pairs[question.code] = (found.code, _folded(found) != _folded(question))
    return pairs


def propose_options(question: Variable, earlier: Variable) -> dict[str, str]:
    """For each answer that comes back, by code or a multiple choice's column: the earlier one of the same label,
    whatever its accents, capitals and punctuation. A code that agrees says nothing: files number anew."""
    by_label = {_fold(option.words.fr): option_key(option) for option in reversed(earlier.options)}
    labels = {option_key(option): _fold(option.words.fr) for option in question.options}
    return {code: by_label[label] for code, label in labels.items() if label in by_label}


def misleading(question: Variable, earlier: Variable) -> list[tuple[Option, Option]]:
    """The answers, now and then, of which the code agrees and the label doesn't."""
    before = {option_key(option): option for option in earlier.options}
    same = [(option, before[option_key(option)]) for option in question.options if option_key(option) in before]
    return [(now, then) for now, then in same if _fold(now.words.fr) != _fold(then.words.fr)]


def _folded(question: Variable) -> str:
    return _fold(question.wording.fr or question.title.fr)


def _fold(words: str) -> str:
    text = unicodedata.normalize("NFKD", words).casefold()
    return " ".join(re.findall(r"\w+", "".join(char for char in text if not unicodedata.combining(char))))
