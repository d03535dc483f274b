"""A codebook proposed from the answers alone, for an editor to correct."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.text import Truncator, capfirst, slugify

from studies.survey.answers import Answers, number
from studies.survey.batteries import beginning
from studies.survey.codebook import ONE_CHOICE, QUESTIONS, Codebook, Option, Role, Variable
from studies.survey.doors.answers.columns import Column, is_number, read_column, read_columns
from studies.survey.doors.answers.grouping import BEGINNING, Group, find_groups
from studies.survey.doors.answers.limesurvey import NO, YES
from studies.survey.doors.answers.missing import is_extreme
from studies.survey.doors.answers.personal import asks_who, find_weights, is_left_out
from studies.survey.doors.answers.scale_words import is_no_answer, level
from studies.survey.doors.answers.scales import scale
from studies.survey.limits import LONGEST_LABEL, LONGEST_OPTION, LONGEST_TITLE, MOST_OPTIONS
from studies.survey.sheets.values import slug
from studies.survey.tables import THRESHOLD
from studies.survey.words import NO_WORDS, Words

FEW = 20
"""The most distinct answers that are taken for options where they have no labels."""

_SEGMENT = re.compile(r"(age|sexe|genre|gender|region|secteur|sector|taille|size|metier|profession)s?")
_BESIDE_SEGMENT = re.compile(
    r"[a-z]{0,2}[0-9]+|vous|votre|vos|quel(le)?s?|est|etes|sont|a|de|d|du|des|l|la|le|les|en|your|what|is|the|of"
    r"|tranches?|classes?|groupes?|categories?|niveau|entreprise|activite|structure|organisation|etablissement|travail"
    r"|employeur|professionnel(le)?s?|economique|administrative|residence|actuel(le)?|principale?|exerce|company|group"
    r"|band|class|rec|recode|cl|an|ans"
)
_NUMBERED_SEGMENT = re.compile(r"[a-z]{1,2}[0-9]+(age|sexe|genre|gender|region)")
_FREE_PART = re.compile(r"(.*-|[a-z]*[0-9]+)?(other|comments?|autres?|commentaires?)(-.*)?")
_FREE_NAME = re.compile(r".+-(preciser|precisez|specify|text)|.*(?<![a-z])commentaires?(?![a-z]).*")
_CODE = re.compile(r"[A-Za-z]{0,3}[0-9]{1,3}|[A-Za-z]|-oth-")
_BEGUN = re.compile(r"(.*(?:…|\.{3}|[:?]))\s+")

_KNOWN = {
    "Y": Words("Oui", "Yes"),
    "N": Words("Non", "No"),
    "U": Words("Ne sait pas", "Uncertain"),
    "-oth-": Words("Autre", "Other"),
}
"""Codes that LimeSurvey gives itself."""


def draft(answers: Answers, *, threshold: int = THRESHOLD) -> Codebook:
    """Segments are guessed by their name only; who looks identifiable, and what isn't an answer, is left out.

    A text without a label is an option only if that very text is given at least `threshold` times: what fewer wrote
    may be anyone's own words.
    """
    columns = read_columns(answers)
    groups = find_groups([column for column in columns if column.counts or column.labels], answers)
    in_group = {column.name: group for group in groups for column in group.columns}
    weights = find_weights([column for column in columns if column.name not in in_group and not is_left_out(column)])
    variables: list[Variable] = []
    taken: set[str] = set()
    for column in columns:
        group = in_group.get(column.name)
        if group is None:
            is_split = column.name in answers.split
            role, options = (Role.IGNORED, ()) if is_split else _role(column, weights, threshold)
            variables.append(_single(column, role, options, taken))
        elif column is group.columns[0]:
            variables.append(_multiple(group, taken))
    return Codebook(_told_apart(_in_batteries(variables, {column.name: column for column in columns})))


def found_options(answers: Answers, column: str, *, is_scale: bool, threshold: int = 1) -> list[Option]:
    """What a column holds as options, those of a scale in its order; none where there are too many to review, or where
    fewer than `threshold` wrote the same text, as in `draft`."""
    if column not in answers.columns:
        return []
    read = read_column(column, answers)
    if len(read.codes) > MOST_OPTIONS or any(len(code) > LONGEST_OPTION for code in read.codes):
        return []
    if any(code not in read.labels and _is_rare_text(read, code, threshold) for code in read.codes):
        return []
    labels = {code: _label(read, code) for code in read.codes}
    steps = scale(labels, labelled=read.labels.keys(), in_array=bool(read.heading.group)) if is_scale else ()
    options = steps or [
        Option(code, words, score=number(code) if is_scale and is_number(code) else None)
        for code, words in labels.items()
    ]
    return [*options, *_missing(read)]


def _multiple(group: Group, taken: set[str]) -> Variable:
    """Whoever ticked nothing can't be told from one who wasn't asked, unless the file says « no » in so many words:
    the base is those with anything in any of the columns."""
    options = [
        Option(tick, _words(text or column.heading.part or column.name, LONGEST_LABEL), column=column.name)
        for column, tick, text in zip(group.columns, group.ticks, group.texts, strict=True)
    ]
    return Variable(
        code=free_code(group.name, taken),
        role=Role.MULTIPLE,
        title=_words(group.wording or group.name, LONGEST_TITLE),
        wording=Words(group.wording) if group.wording else NO_WORDS,
        options=tuple(options),
    )


def _single(column: Column, role: Role, options: tuple[Option, ...], taken: set[str]) -> Variable:
    title = column.heading.label or column.text or column.name
    return Variable(
        code=free_code(column.heading.code, taken),
        role=role,
        column=column.name,
        title=_words(title, LONGEST_TITLE),
        wording=Words(column.text) if column.text else NO_WORDS,
        options=options,
    )


def _role(column: Column, weights: Sequence[Column], threshold: int) -> tuple[Role, tuple[Option, ...]]:
    if not column.answered or is_left_out(column):
        return Role.IGNORED, ()
    if column in weights:
        return (Role.WEIGHT if column is weights[0] else Role.IGNORED), ()
    labels = {code: _label(column, code) for code in column.codes} if _has_options(column, threshold) else {}
    steps = scale(labels, labelled=column.labels.keys(), in_array=bool(column.heading.group)) if labels else ()
    options = tuple(Option(code, words) for code, words in labels.items())
    if options and (_names_segment(column.heading.code) or (not steps and _names_segment(column.label))):
        return Role.SEGMENT, (*options, *_missing(column))
    if steps:
        return Role.SCALE, (*steps, *_missing(column))
    if options:
        return Role.SINGLE, (*options, *_missing(column))
    if asks_who(column):
        return Role.IGNORED, ()
    if not column.is_numeric:
        return Role.OPEN, ()
    if column.measure == "nominal":
        return Role.IGNORED, ()
    return Role.NUMBER, (*_labelled_missing(column), *_missing(column))


def _missing(column: Column) -> list[Option]:
    """What the file itself declares to be no answer."""
    return [
        Option(code, _words(label or code, LONGEST_LABEL), is_missing=True) for code, label in column.missing.items()
    ]


def _labelled_missing(column: Column) -> list[Option]:
    """Of a number, the codes that have a label and look like no answer: 999, « Refus »."""
    return [
        Option(code, _label(column, code), is_missing=True)
        for code, label in column.labels.items()
        if is_extreme(code) or is_no_answer(label)
    ]


def _names_segment(text: str) -> bool:
    """Whether the text is nothing but « age », « secteur d'activité » or the like: a question on one's trade isn't."""
    words = slug(text).split("-")
    if any(map(_NUMBERED_SEGMENT.fullmatch, words)):
        return True
    named = [bool(_SEGMENT.fullmatch(word)) for word in words]
    return any(named) and all(
        is_named or _BESIDE_SEGMENT.fullmatch(word) for is_named, word in zip(named, words, strict=True) if word
    )


def _has_options(column: Column, threshold: int) -> bool:
    """Few distinct answers, each given by several people; or labels, for no more than the scale's ends perhaps."""
    codes = column.codes
    unlabelled = [code for code in codes if code not in column.labels]
    if any(len(code) > LONGEST_OPTION for code in codes) or (len(codes) > FEW and unlabelled):
        return False
    if not column.labels and _is_free(column):
        return False
    if any(_is_rare_text(column, code, threshold) for code in unlabelled):
        return False
    if column.labels and not unlabelled:
        return True
    words = {code: Words(column.labels.get(code, "")) for code in codes}
    if scale(words, labelled=column.labels.keys(), in_array=False):
        return True
    if column.is_numeric and (column.measure == "scale" or not column.is_whole):
        return False
    if column.labels and column.is_numeric and len(unlabelled) > 5:
        return not all(is_extreme(code) or is_no_answer(label) for code, label in column.labels.items())
    return (column.is_numeric and len(codes) <= 5) or bool(column.labels) or len(codes) * 2 <= column.answered


def _is_free(column: Column) -> bool:
    """Whether its name says that people wrote in it what they liked."""
    part = slug(column.heading.part or column.heading.label)
    return bool(_FREE_PART.fullmatch(part)) or any(
        _FREE_NAME.fullmatch(slug(name)) for name in (column.name, column.label)
    )


def _is_rare_text(column: Column, code: str, threshold: int) -> bool:
    return column.counts[code] < threshold and not _is_no_text(code)


def _is_no_text(code: str) -> bool:
    """What nobody wrote himself: a number, a code, a word that questionnaires offer."""
    return (
        bool(_CODE.fullmatch(code))
        or code.lstrip("-").replace(".", "", 1).isdecimal()
        or code.casefold() in YES | NO
        or is_no_answer(code)
        or level(code) is not None
    )


def _label(column: Column, code: str) -> Words:
    if code in column.labels:
        return _words(column.labels[code], LONGEST_LABEL)
    return _KNOWN.get(code) or _words(code, LONGEST_LABEL)


def _in_batteries(variables: Iterable[Variable], columns: Mapping[str, Column]) -> list[Variable]:
    """Questions with the same options under one heading, or one beginning of their labels, are its items."""
    found = _by_what_they_begin_with([(variable, *_heading(variable, columns)) for variable in variables])
    times = Counter((text, variable.options) for variable, text, _item in found)
    return [
        replace(variable, battery=_words(text, LONGEST_TITLE), title=_words(capfirst(item), LONGEST_TITLE))
        if text and item and times[text, variable.options] > 1
        else variable
        for variable, text, item in found
    ]


def _by_what_they_begin_with(found: Sequence[tuple[Variable, str, str]]) -> list[tuple[Variable, str, str]]:
    """What stands before an ellipsis or a colon in the labels of all items of one code says more than the code."""
    labels: dict[tuple[str, tuple[Option, ...]], list[str]] = {}
    for variable, text, item in found:
        labels.setdefault((text, variable.options), []).append(item)
    beginnings = {key: _BEGUN.match(beginning(items)) for key, items in labels.items() if _CODE.fullmatch(key[0])}
    return [
        (variable, begun[1].strip(" :"), item[begun.end() :] or item)
        if (begun := beginnings.get((text, variable.options)))
        else (variable, text, item)
        for variable, text, item in found
    ]


def _heading(variable: Variable, columns: Mapping[str, Column]) -> tuple[str, str]:
    """What it may have in common with others, and what is its own."""
    if variable.role not in ONE_CHOICE:
        return "", ""
    column = columns[variable.column]
    if beginning := BEGINNING.match(column.label):
        return beginning[1], column.label[beginning.end() :]
    return column.heading.wording or column.heading.group, column.heading.label or column.label or column.heading.part


def _told_apart(variables: Sequence[Variable]) -> tuple[Variable, ...]:
    """Questions of one title have their code in it."""
    times = Counter((variable.title.fr, variable.battery.fr) for variable in variables if variable.role in QUESTIONS)
    return tuple(
        replace(
            variable, title=Words(f"{variable.title.fr[: LONGEST_TITLE - len(variable.code) - 3]} ({variable.code})")
        )
        if times[variable.title.fr, variable.battery.fr] > 1
        else variable
        for variable in variables
    )


def _words(text: str, longest: int) -> Words:
    return Words(Truncator(" ".join(text.split())).chars(longest))


def free_code(name: str, taken: set[str]) -> str:
    """A code fit for addresses, none of those `taken`, which it joins."""
    stem = slugify(re.sub(r"[\[\].]+", "_", name))[:56].strip("-_") or "v"
    code = next(code for code in _codes(stem) if code not in taken)
    taken.add(code)
    return code


def _codes(stem: str) -> Iterable[str]:
    yield stem
    yield from (f"{stem}-{times}" for times in range(2, 2000))
