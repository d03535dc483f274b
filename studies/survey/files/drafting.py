"""A codebook proposed from the answers alone, for an editor to correct."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import Truncator, slugify

from studies.survey.answers import Answers, number
from studies.survey.codebook import Codebook, Option, Role, Variable
from studies.survey.files.limesurvey import NO, YES, Heading, heading, is_system
from studies.survey.files.scales import scale
from studies.survey.words import NO_WORDS, Words

FEW = 20
"""The most distinct answers that are taken for options."""
LONGEST_CODE = 120
LONGEST_TITLE = 120
LONGEST_LABEL = 200

_WEIGHT = re.compile(r"(?<![a-z])(weight|wgt|poids|pond|ponderation|coef|coefficient)(?![a-z])")
_SEGMENT = re.compile(
    r"(?<![a-z])(age|sexe|genre|gender|region|secteur|sector|taille|size|metier|profession)s?(?![a-z])"
)
_PERSONAL = re.compile(
    r"e-?mail|courriel|phone|telephone|tel|mobile|nom|prenom|name|first-?name|last-?name|surname|full-?name"
    r"|adresse|address|adresse-(e-?)?mail|e-?mail-address|ip|ip-?addr(ess)?|adresse-ip"
)
_PERSONAL_WORDS = re.compile(
    r"(?<![a-z])(e-?mail|courriel|phone|telephone|nom|prenom|first-?name|last-?name|adresse|ip)(?![a-z])"
)
_PERSONAL_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.[^@\s]+|[0-9]{1,3}(\.[0-9]{1,3}){3}|(\+[0-9]{1,3}[ .]?|0)[0-9]([ .-]?[0-9]{2}){4}"
)
_BEGINNING = re.compile(r".+\s[-–:]\s+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?")

_KNOWN = {
    "Y": Words("Oui", "Yes"),
    "N": Words("Non", "No"),
    "U": Words("Ne sait pas", "Uncertain"),
    "-oth-": Words("Autre", "Other"),
}
"""Codes that LimeSurvey gives itself."""


@dataclass(frozen=True)
class _Column:
    """`codes` are the distinct answers, in the order they should be shown; `labels` those of a file that has them."""

    name: str
    heading: Heading
    label: str
    codes: tuple[str, ...]
    labels: dict[str, str]
    answered: int

    @property
    def is_numeric(self) -> bool:
        return bool(self.codes) and all(_is_number(code) for code in self.codes)

    @property
    def text(self) -> str:
        return " – ".join(filter(None, (self.heading.wording, self.heading.label))) or self.label


def draft(answers: Answers) -> Codebook:
    """Segments are guessed by their name only; who looks identifiable, and what isn't an answer, is left out."""
    columns = [_column(name, answers) for name in answers.columns]
    groups: dict[str, list[_Column]] = defaultdict(list)
    for column in columns:
        if column.heading.group and _tick(column) is not None:
            groups[column.heading.group].append(column)
    ticked = [group for group in groups.values() if len(group) > 1 and any(map(_tick, group))]
    in_group = {column.name: group for group in ticked for column in group}
    variables: list[Variable] = []
    taken: set[str] = set()
    for column in columns:
        group = in_group.get(column.name)
        if group is None:
            variables.append(_single(column, taken, has_weight=any(v.role is Role.WEIGHT for v in variables)))
        elif column is group[0]:
            variables.append(_multiple(group, taken))
    return Codebook(tuple(variables))


def _column(name: str, answers: Answers) -> _Column:
    cells = answers.columns[name]
    labels = answers.value_labels.get(name, {})
    found = {cell for cell in cells if cell}
    codes = [code for code in labels if code] + sorted(found - labels.keys(), key=_order)
    return _Column(
        name=name,
        heading=heading(name),
        label=answers.labels.get(name, ""),
        codes=tuple(sorted(codes, key=_order) if all(map(_is_number, codes)) else codes),
        labels=labels,
        answered=sum(bool(cell) for cell in cells),
    )


def _order(code: str) -> tuple[bool, float, str]:
    """Numbers by size, then texts, then « other »."""
    return code == "-oth-", number(code) or 0 if _is_number(code) else float("inf"), code


def _is_number(code: str) -> bool:
    try:
        return number(code) is not None
    except ValueError:
        return False


def _tick(column: _Column) -> str | None:
    """Of a column that holds yes or no, or only yes, what says yes; "" if nobody did. None for any other column."""
    yes = [code for code in column.codes if _meaning(column, code) in YES]
    if len(yes) > 1 or any(_meaning(column, code) not in YES | NO for code in column.codes):
        return None
    return yes[0] if yes else ""


def _meaning(column: _Column, code: str) -> str:
    label = column.labels.get(code, "").casefold()
    return label if label in YES | NO else code.casefold()


def _multiple(group: list[_Column], taken: set[str]) -> Variable:
    """Whoever ticked nothing can't be told from one who wasn't asked, unless the file says « no » in so many words:
    the base is those with anything in any of the columns."""
    ticks = [_tick(column) or "" for column in group]
    usual = next(filter(None, ticks), "1")
    texts = [column.heading.label or column.label for column in group]
    shared = _shared_beginning(texts)
    options = [
        Option(tick or usual, _words(text[len(shared) :] or column.heading.part, LONGEST_LABEL), column=column.name)
        for column, tick, text in zip(group, ticks, texts, strict=True)
    ]
    name = group[0].heading.group
    wording = group[0].heading.wording or shared.rstrip(" -–:")
    return Variable(
        code=_code(name, taken),
        role=Role.MULTIPLE,
        title=_words(wording or name, LONGEST_TITLE),
        wording=Words(wording) if wording else NO_WORDS,
        options=tuple(options),
    )


def _shared_beginning(texts: list[str]) -> str:
    """The question, in labels such as « Which ones? - Phone »."""
    beginnings = {found[0] if (found := _BEGINNING.match(text)) else "" for text in texts}
    return beginnings.pop() if len(beginnings) == 1 else ""


def _single(column: _Column, taken: set[str], *, has_weight: bool) -> Variable:
    role, options = _role(column, has_weight=has_weight)
    title = column.heading.label or column.text or column.name
    return Variable(
        code=_code(column.heading.code, taken),
        role=role,
        column=column.name,
        title=_words(title, LONGEST_TITLE),
        wording=Words(column.text) if column.text else NO_WORDS,
        options=options,
    )


def _role(column: _Column, *, has_weight: bool) -> tuple[Role, tuple[Option, ...]]:
    name = _slug(column.heading.code)
    if not column.answered or _is_left_out(column, name):
        return Role.IGNORED, ()
    if column.is_numeric and _WEIGHT.search(name) and name.count("-") < 3:
        return (Role.IGNORED if has_weight else Role.WEIGHT), ()
    labels = {code: _label(column, code) for code in column.codes} if _has_options(column) else {}
    steps = scale(labels, labelled=column.labels.keys(), in_array=bool(column.heading.group)) if labels else ()
    options = tuple(Option(code, words) for code, words in labels.items())
    if options and _SEGMENT.search(name):
        return Role.SEGMENT, options
    if steps:
        return Role.SCALE, steps
    if options:
        is_segment = len(column.text) <= LONGEST_TITLE and _SEGMENT.search(_slug(column.text))
        return (Role.SEGMENT if is_segment else Role.SINGLE), options
    if _PERSONAL_WORDS.search(_slug(column.text)):
        return Role.IGNORED, ()
    return (Role.NUMBER if column.is_numeric else Role.OPEN), ()


def _slug(text: str) -> str:
    return slugify(re.sub(r"[_’']", "-", text))


def _is_left_out(column: _Column, name: str) -> bool:
    return (
        is_system(column.name)
        or bool(_PERSONAL.fullmatch(name))
        or all(_DATE.fullmatch(code) for code in column.codes)
        or sum(bool(_PERSONAL_VALUE.fullmatch(code)) for code in column.codes) * 2 > len(column.codes)
    )


def _has_options(column: _Column) -> bool:
    """Few distinct answers, each given by several people; or labels, for no more than the scale's ends perhaps."""
    if column.heading.part.casefold().endswith(("other", "comment")) or len(column.codes) > FEW:
        return False
    if any(len(code) > LONGEST_CODE for code in column.codes):
        return False
    if column.labels or scale(dict.fromkeys(column.codes, NO_WORDS), labelled=(), in_array=False):
        return True
    is_measure = column.is_numeric and any("." in code for code in column.codes)
    is_short = column.is_numeric and len(column.codes) <= 5
    return not is_measure and (is_short or len(column.codes) * 2 <= column.answered)


def _label(column: _Column, code: str) -> Words:
    if code in column.labels:
        return _words(column.labels[code], LONGEST_LABEL)
    return _KNOWN.get(code) or _words(code, LONGEST_LABEL)


def _words(text: str, longest: int) -> Words:
    return Words(Truncator(" ".join(text.split())).chars(longest))


def _code(name: str, taken: set[str]) -> str:
    stem = slugify(re.sub(r"[\[\].]+", "_", name))[:56].strip("-_") or "v"
    code = next(code for code in _codes(stem) if code not in taken)
    taken.add(code)
    return code


def _codes(stem: str) -> Iterable[str]:
    yield stem
    yield from (f"{stem}-{times}" for times in range(2, 2000))
