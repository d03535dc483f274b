"""How LimeSurvey names the columns of what it exports, and how it says that a question wasn't shown."""

import re
from dataclasses import dataclass

from studies.survey.answers import Answers

_SYSTEM = re.compile(
    r"(?i:id|submitdate|lastpage|startlanguage|seed|startdate|datestamp|token|ipaddr|refurl|interviewtime)"
    r"|(group|question)?Time[0-9]+|\w+Time"
)
_FULL_TEXT_SYSTEM = re.compile(
    r"response id|id de la réponse|date submitted|date de soumission|last page|dernière page|start language"
    r"|langue de départ|seed|tête de série|date started|date de (lancement|démarrage)|date last action"
    r"|date de la dernière action|ip address|adresse ip|referrer url|url de référence|access code|code d[’']accès"
    r"|token|total time|temps total|(group|question) time: .*|temps pour (le groupe|la question).*",
    re.IGNORECASE,
)

_CODE = re.compile(r"(?P<code>[A-Za-z][A-Za-z0-9_]*)(?P<parts>(?:\[[^\]]*\])*)(?:(?:\. ?|: )(?P<text>.+))?", re.DOTALL)
_FULL_TEXT = re.compile(r"(?P<text>.*?\S)\s*(?P<parts>(?:\[[^\]]*\]\s*)+)", re.DOTALL)
_NUMBERED = re.compile(r"(?P<code>.+)_(?P<part>\d{1,3})")

NOT_SHOWN = frozenset({"N/A", "S.O.", "s.o.", "Sans objet"})
QUOTED = frozenset({"cité", "citée", "mentionné", "coché", "sélectionné", "quoted", "checked", "selected", "mentioned"})
"""Yes, as only a column of a multiple choice says it."""
YES = QUOTED | {"y", "yes", "oui", "1", "x", "✓", "✔", "☑", "vrai", "true", "choisi"}
_NEGATIONS = ("non ", "pas ", "not ", "non-")
NO = frozenset({"n", "no", "non", "0", "faux", "false", "unchecked", "☐"}) | {
    negation + word for negation in _NEGATIONS for word in QUOTED
}
TICKED = " : coché"
"""Ends the part of a heading that was made for those who wrote something in an option's own column."""
_GENDERS = frozenset({"homme", "femme", "masculin", "féminin", "male", "female", "m", "f"})


@dataclass(frozen=True)
class Heading:
    """`group` is what the columns of one question share, `part` what tells this one from the others (a subquestion's
    code, or its text where codes were not exported), `label` its text."""

    code: str
    group: str = ""
    part: str = ""
    wording: str = ""
    label: str = ""


def heading(column: str) -> Heading:
    """Reads « Q2[SQ001] », « Q2[SQ001]. Which ones? [Phone] », « Which ones? [Phone] », and SPSS's « Q2_1 »."""
    if numbered := _NUMBERED.fullmatch(column):
        return Heading(column, numbered["code"], numbered["part"])
    if coded := _CODE.fullmatch(column):
        text, label = _split(coded["text"] or "") if coded["parts"] else (coded["text"] or "", "")
        part = _inside(coded["parts"])
        return Heading(coded["code"] + coded["parts"], coded["code"] if part else "", part, text, label)
    text, label = _split(column)
    return Heading(column, text if label else "", label, text, label)


def _split(text: str) -> tuple[str, str]:
    found = _FULL_TEXT.fullmatch(text)
    return (found["text"], _inside(found["parts"])) if found else (text, "")


def _inside(parts: str) -> str:
    return " ".join(part.strip() for part in re.findall(r"\[([^\]]*)\]", parts)).strip()


def is_system(column: str) -> bool:
    """Whether the column is LimeSurvey's own: no answer to a question."""
    return bool(_SYSTEM.fullmatch(heading(column).code) or _FULL_TEXT_SYSTEM.fullmatch(column))


def without_not_shown(answers: Answers) -> Answers:
    """« Full answers » say « N/A » where a yes or no question, or a multiple choice, wasn't shown: no answer."""
    if sum(is_system(column) for column in answers.columns) < 2:
        return answers
    for column, cells in answers.columns.items():
        found = set(cells) - {None}
        others = {cell.casefold() for cell in found - NOT_SHOWN if cell}
        if found & NOT_SHOWN and (others <= YES | NO or others <= _GENDERS):
            answers.columns[column] = [None if cell in NOT_SHOWN else cell for cell in cells]
    return answers
