"""What the rows of one sheet say together of each organisation; where they contradict each other is told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from portal.roster.reading import BILLING, FACTS, MEMBER, TERMS, Line, heading
from studies.survey.problems import Problem
from studies.survey.sheets.values import fold


@dataclass
class Fact:
    """A value, and the row that was the first to give it."""

    value: Any
    row: int


@dataclass
class Told:
    """A person of an organisation, as the sheet tells of them."""

    email: str
    row: int
    names: dict[str, Fact] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)

    @property
    def holds_seat(self) -> bool:
        return self.roles != {BILLING}

    def name(self, which: str) -> str:
        return self.names[which].value if which in self.names else ""


@dataclass
class Group:
    """An organisation; `periods` are its memberships by their first day, `people` its people by address."""

    name: str
    row: int
    facts: dict[str, Fact] = field(default_factory=dict)
    domains: dict[str, int] = field(default_factory=dict)
    periods: dict[date, dict[str, Fact]] = field(default_factory=dict)
    people: dict[str, Told] = field(default_factory=dict)

    def problem(self, message: str, name: str, row: int | None = None) -> Problem:
        return Problem(message, row or self.row, heading(name))


def gather(lines: Iterable[Line]) -> tuple[list[Group], list[Problem]]:
    groups: dict[str, Group] = {}
    problems: list[Problem] = []
    for line in lines:
        problems += line.problems
        if "name" in line.facts:
            group = groups.setdefault(fold(line.facts["name"]), Group(line.facts["name"], line.row))
            problems += _add(group, line)
    problems += _same_number(groups.values())
    return list(groups.values()), problems


def _add(group: Group, line: Line) -> list[Problem]:
    problems = _note(group.facts, line, FACTS)
    for domain in line.facts.get("domains", ()):
        group.domains.setdefault(domain, line.row)
    if "starts_on" in line.facts and "ends_on" in line.facts:
        if line.facts["ends_on"] < line.facts["starts_on"]:
            problems.append(Problem(_("The membership ends before it starts."), line.row, heading("ends_on")))
        problems += _note(group.periods.setdefault(line.facts["starts_on"], {}), line, TERMS)
    if "email" in line.facts:
        person = group.people.setdefault(line.facts["email"], Told(line.facts["email"], line.row))
        person.roles.add(line.facts.get("role", MEMBER))
        problems += _note(person.names, line, ("first_name", "last_name"))
        if BILLING in person.roles:
            others = [other for other in group.people.values() if BILLING in other.roles and other is not person]
            problems += [
                Problem(_("Row %(row)d names another billing contact.") % {"row": other.row}, line.row, heading("role"))
                for other in others
            ]
    return problems


def _note(known: dict[str, Fact], line: Line, names: Iterable[str]) -> list[Problem]:
    """Keep what the line says beside what was said before; a contradiction is a problem of the later row."""
    problems = []
    for name in names:
        if name not in line.facts:
            continue
        fact = known.setdefault(name, Fact(line.facts[name], line.row))
        if fact.value != line.facts[name]:
            message = _("Row %(row)d says otherwise.") % {"row": fact.row}
            problems.append(Problem(message, line.row, heading(name)))
    return problems


def _same_number(groups: Iterable[Group]) -> list[Problem]:
    rows: dict[str, Group] = {}
    problems = []
    for group in groups:
        fact = group.facts.get("siret")
        if fact and (other := rows.setdefault(fact.value, group)) is not group:
            message = _("Row %(row)d gives this number to “%(name)s”.")
            problems.append(group.problem(message % {"row": other.row, "name": other.name}, "siret", fact.row))
    return problems
