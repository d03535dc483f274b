"""The sheet of organisations and people: a row an organisation, or one of its people. Nothing is looked up here."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from members.models import Domain, Membership, Organisation, Size, Tier, User
from studies.survey.doors.lists import Headings, ListedSheet, as_day
from studies.survey.problems import Problem
from studies.survey.sheets.values import fold

HEADINGS: Headings = {
    "name": ("organisation", "nom de l’organisation", "nom de l'organisation"),
    "siret": ("siret",),
    "website": ("site", "website"),
    "sector": ("secteur", "sector"),
    "size": ("effectif", "size"),
    "domains": ("domaines", "domaine", "domains", "domain"),
    "tier": ("soutien", "tier"),
    "plan": ("formule", "plan"),
    "starts_on": ("début", "start"),
    "ends_on": ("fin", "end"),
    "seats": ("places", "seats"),
    "paid_on": ("payée le", "réglée le", "paid on"),
    "payment_reference": ("référence", "reference"),
    "first_name": ("prénom", "first name"),
    "last_name": ("nom", "last name"),
    "email": ("adresse e-mail", "e-mail", "email", "adresse électronique", "courriel"),
    "role": ("rôle", "role"),
}
NEEDED = ("name",)
FACTS = ("siret", "website", "sector", "size", "tier")
TERMS = ("plan", "starts_on", "ends_on", "seats", "paid_on", "payment_reference")

MEMBER, DELEGATE, BILLING = "member", "delegate", "billing"
_ROLES = {
    "": MEMBER, "membre": MEMBER, "adherent": MEMBER, "member": MEMBER,
    "referent": DELEGATE, "referente": DELEGATE, "personne_referente": DELEGATE, "delegue": DELEGATE,
    "deleguee": DELEGATE, "delegate": DELEGATE,
    "facturation": BILLING, "billing": BILLING,
}  # fmt: skip
_TIERS = {
    "fondateur": Tier.FOUNDER, "founder": Tier.FOUNDER, "partenaire": Tier.PARTNER, "partner": Tier.PARTNER,
    "soutien": Tier.SUPPORTER, "supporter": Tier.SUPPORTER,
}  # fmt: skip
_FIRST_OF_SIZE = ((5000, Size.LARGE), (250, Size.INTERMEDIATE), (50, Size.MEDIUM), (10, Size.SMALL), (1, Size.MICRO))
"""The fewest people that each size has."""


def heading(name: str) -> str:
    return HEADINGS[name][0]


@dataclass(frozen=True)
class Line:
    """What one row says: the facts that it gives, by column; what it leaves empty is not there."""

    row: int
    facts: Mapping[str, Any]
    problems: tuple[Problem, ...] = field(default=())


def read_lines(path: Path, title: str) -> tuple[list[Line], list[str]]:
    """The rows, and what to know of the file. Raises Refused where it can't be read."""
    sheet = ListedSheet(path, title, HEADINGS, NEEDED)
    lines = [_line(row, texts) for row, texts in sheet.rows()]
    return lines, sheet.notices


def _line(row: int, texts: Mapping[str, str]) -> Line:
    facts: dict[str, Any] = {}
    problems = []
    for name, text in texts.items():
        try:
            facts[name] = _READ[name](text)
        except ValidationError as error:
            problems.append(Problem(" ".join(error.messages), row, heading(name)))
    problems += [Problem(message, row, heading(name)) for name, message in _lacking(texts)]
    return Line(row, facts, tuple(problems))


def _lacking(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What a row must say, given what it says."""
    if "name" not in texts:
        yield "name", _("Say which organisation.")
    if any(name in texts for name in TERMS):
        for name in ("starts_on", "ends_on"):
            if name not in texts:
                yield name, _("A membership has a first and a last day.")
    if "email" not in texts and any(name in texts for name in ("first_name", "last_name", "role")):
        yield "email", _("Give this person’s e-mail address: it is what they are known by.")


def _as_field(model: type[Model], name: str, prepared: Callable[[str], str] = str.strip) -> Callable[[str], Any]:
    """As the field of that name takes it, in its words."""

    def read(text: str) -> Any:
        model_field: Any = model._meta.get_field(name)
        return model_field.clean(prepared(text), None)

    return read


def _site(text: str) -> str:
    return text if "://" in text else f"https://{text}"


def _digits(text: str) -> str:
    return re.sub(r"[\s.]", "", text)


def _domains(text: str) -> list[str]:
    read = _as_field(Domain, "domain", lambda part: part.lstrip("@").lower())
    parts = re.split(r"[;,|\s]+", text)
    return [read(part) for part in dict.fromkeys(parts) if part]


def _one_of(known: Mapping[str, Any], choices: str) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if fold(text) not in known:
            raise ValidationError(_("Write one of: %(choices)s.") % {"choices": choices})
        return known[fold(text)]

    return read


def _size(text: str) -> str:
    """A number of people, or one of the names that staff choose from."""
    named = {fold(str(label)): value for value, label in Size.choices} | {value: value for value in Size.values}
    if fold(text) in named:
        return named[fold(text)]
    number = re.sub(r"\s", "", text)
    if not re.fullmatch(r"\d{1,7}", number) or not int(number):
        raise ValidationError(
            _("Write how many people, or one of: %(choices)s.") % {"choices": ", ".join(map(str, Size.labels))}
        )
    return next(size for fewest, size in _FIRST_OF_SIZE if int(number) >= fewest)


def _day(text: str) -> date:
    try:
        told = as_day(text)
    except ValueError:
        raise ValidationError(_("This is not a day: write 14/03/2015 or 2015-03-14.")) from None
    if not 1900 <= told.year <= 2200:
        raise ValidationError(_("This is not a day: write 14/03/2015 or 2015-03-14."))
    return told


def _seats(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text) or int(text) > 32_767:
        raise ValidationError(_("Write a whole number."))
    return int(text)


_READ: dict[str, Callable[[str], Any]] = {
    "name": _as_field(Organisation, "name", lambda text: " ".join(text.split())),
    "siret": _as_field(Organisation, "siret", _digits),
    "website": _as_field(Organisation, "website", _site),
    "sector": _as_field(Organisation, "sector"),
    "size": _size,
    "domains": _domains,
    "tier": _one_of(_TIERS, "fondateur, partenaire, soutien"),
    "plan": fold,
    "starts_on": _day,
    "ends_on": _day,
    "seats": _seats,
    "paid_on": _day,
    "payment_reference": _as_field(Membership, "payment_reference"),
    "first_name": _as_field(User, "first_name"),
    "last_name": _as_field(User, "last_name"),
    "email": _as_field(User, "email", str.lower),
    "role": _one_of(_ROLES, "membre, référent, facturation"),
}


def example() -> list[list[str]]:
    """The template that is taken away: its headings, and rows that show how they are filled."""
    rows: list[dict[str, str]] = [
        {
            "name": "Association Exemple", "siret": "12345678200010", "website": "https://www.exemple.fr",
            "sector": "Médico-social", "size": "120", "domains": "exemple.fr", "plan": "", "starts_on": "01/01/2026",
            "ends_on": "31/12/2026", "seats": "5", "paid_on": "15/01/2026", "payment_reference": "VIR-2026-001",
            "first_name": "Camille", "last_name": "Durand", "email": "camille.durand@exemple.fr", "role": "référent",
        },
        {
            "name": "Association Exemple", "first_name": "Dominique", "last_name": "Martin",
            "email": "dominique.martin@exemple.fr", "role": "membre",
        },
    ]  # fmt: skip
    return [[heading(name) for name in HEADINGS], *([row.get(name, "") for name in HEADINGS] for row in rows)]
