"""Which columns hold no answer to a question: those that say who answered, when, or with what weight."""

import re
from collections.abc import Iterable, Sequence

from studies.survey.doors.answers.columns import Column
from studies.survey.doors.answers.limesurvey import is_system
from studies.survey.sheets.values import slug

FEWEST_IDENTIFIERS = 20
"""Fewer numbers than these may all differ by chance."""

_PERSONAL = re.compile(
    r"e-?mail|courriel|phone|telephone|tel|mobile|nom|prenom|name|first-?name|last-?name|surname|full-?name"
    r"|adresse|address|adresse-(e-?)?mail|e-?mail-address|ip|ip-?addr(ess)?|adresse-ip|nom-d-utilisateur|user-?name"
)
_PERSONAL_WORDS = re.compile(
    r"(?<![a-z])(e-?mail|courriel|phone|telephone|nom|prenom|first-?name|last-?name|adresse|ip)(?![a-z])"
)
_PERSONAL_VALUE = re.compile(
    r"[^@\s]+@[^@\s]+\.[^@\s]+|[0-9]{1,3}(\.[0-9]{1,3}){3}|(\+[0-9]{1,3}[ .]?|0)[0-9]([ .-]?[0-9]{2}){4}"
)
_IDENTIFIER = re.compile(
    r"u?u?id|guid|(resp|respondent|response|record|case|panel|panelist|user|participant|interview|collector)-?(id|no|num)"
    r"|respondent|serial|no|num|numero|identifiant(-.*)?|identifier|matricule(-.*)?|siren|siret|nir|badge|cle|clef|token"
    r"|numero-(de-|d-)?(repondant|questionnaire|dossier|adherent|client|salarie|enquete).*"
    r"|id-?(resp|repondant|questionnaire|enquete|reponse|panel|interview|client|adherent|salarie)|id-(du|de)-.*"
)
_POSTAL = re.compile(
    r"(?:.*-)?(code-?postal|cp|post-?code|postal-?code|zip|zip-?code|code-(insee|commune|naf|ape)|codes?-postaux)(?:-.*)?"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}([ T].*)?")

_EXPORTED = re.compile(
    r"StartDate|EndDate|Status|IPAddress|Progress|Duration( \(in seconds\))?|Finished|RecordedDate|ResponseId"
    r"|Recipient(LastName|FirstName|Email)|ExternalReference|Location(Latitude|Longitude)|DistributionChannel"
    r"|UserLanguage|\w+_NPS_GROUP|Horodateur|Timestamp|Heure de (début|fin)|Start time|Completion time"
    r"|(Start|End) Date|Custom Data [0-9]+|Heure de la dernière modification|Last modified time"
)
"""The columns that Qualtrics, SurveyMonkey, Google's and Microsoft's forms add of their own."""

_WEIGHT = re.compile(r"(?<![a-z])(weight|wgt|poids|pond|ponderation|redressement|coef|coefficient)(?![a-z])")
_PERHAPS_WEIGHT = re.compile(
    r"(.*-)?(w[0-9]{0,2}|wt|wts|weights?|weighting|pds|poids|redr|pond.*|redress.*|coef.*)(-.*)?"
)


def is_left_out(column: Column) -> bool:
    name = slug(column.heading.code)
    return (
        is_system(column.name)
        or bool(_EXPORTED.fullmatch(column.name))
        or bool(_PERSONAL.fullmatch(name))
        or is_identifier(column)
        or all(_DATE.fullmatch(code) for code in column.codes)
        or sum(bool(_PERSONAL_VALUE.fullmatch(code)) for code in column.codes) * 2 > len(column.codes)
    )


def asks_who(column: Column) -> bool:
    """Whether its wording speaks of a name, an address and the like."""
    return bool(_PERSONAL_WORDS.search(slug(column.text)))


def is_identifier(column: Column) -> bool:
    """By its name, or since every respondent has a number or a word of his own: nothing that has a mean."""
    names = {slug(column.heading.code), slug(column.label)}
    if is_named_identifier(column) or any(map(_POSTAL.fullmatch, names)):
        return True
    if column.answered < FEWEST_IDENTIFIERS or not column.are_all_different or column.labels:
        return False
    return column.is_whole if column.is_numeric else all(map(_is_token, column.codes))


def is_named_identifier(column: Column) -> bool:
    return any(_IDENTIFIER.fullmatch(slug(name)) for name in (column.heading.code, column.label))


def _is_token(code: str) -> bool:
    return not any(map(str.isspace, code)) and any(map(str.isdecimal, code))


def find_weights(columns: Iterable[Column]) -> Sequence[Column]:
    """Those that look like a weight, the likeliest first: named so, or positive decimals that average about 1."""
    ranked = [(rank, column) for column in columns if column.is_numeric and (rank := _rank(column))]
    best = max((rank for rank, _column in ranked), default=0)
    ordered = sorted(ranked, key=lambda each: -each[0])
    return [column for rank, column in ordered if rank > 1 or best == 1]


def _rank(column: Column) -> int:
    if min(column.values, default=-1) < 0 or column.labels:
        return 0
    name = slug(column.heading.code)
    if _WEIGHT.search(name) and name.count("-") < 3:
        return 3
    mean = sum(column.values) / len(column.values)
    is_named = _PERHAPS_WEIGHT.fullmatch(name) or _PERHAPS_WEIGHT.fullmatch(slug(column.label))
    if is_named and 0.8 <= mean <= 1.25 and not column.is_whole:
        return 2
    is_everyones = column.answered == len(column.cells)
    has_hundredths = any(len(code.partition(".")[2]) >= 2 for code in column.codes)
    return int(is_everyones and has_hundredths and min(column.values) > 0 and 0.95 <= mean <= 1.05)
