"""What a sheet would make and change, beside what there is: nothing is written here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import Domain, Membership, Organisation, Seat, User, current_of
from members.services.organisations import facts_of
from members.services.rosters import Roster
from portal.roster.gathering import Fact, Group, Told
from portal.roster.known import Known
from portal.roster.reading import BILLING, DELEGATE, FACTS, TERMS
from studies.survey.problems import Problem


@dataclass
class Found:
    """`effects` are, for each organisation that anything changes of: its row, its name, and what in words."""

    roster: Roster = field(default_factory=Roster)
    problems: list[Problem] = field(default_factory=list)
    effects: list[tuple[int, str, str]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        roster = self.roster
        return {
            "organisations": len(roster.organisations),
            "changed": len(roster.changed_organisations),
            "memberships": len(roster.memberships),
            "memberships_changed": len(roster.changed_memberships),
            "domains": len(roster.domains),
            "accounts": len(roster.accounts),
            "named": len(roster.named_accounts),
            "seats": len(roster.seats),
            "delegates": len(roster.delegates),
        }


def compare(groups: Sequence[Group], progress: Callable[[float], None], *, hold: bool = False) -> Found:
    """`hold`: the organisations are locked until the end of the transaction, for what is found to be written."""
    known = Known(groups, progress, hold=hold)
    found = Found()
    met: dict[int, Group] = {}
    for group in groups:
        organisation = known.organisation(group)
        if organisation and (other := met.setdefault(organisation.pk, group)) is not group:
            message = _("Row %(row)d speaks of the same organisation: “%(name)s”.")
            found.problems.append(group.problem(message % {"row": other.row, "name": organisation.name}, "name"))
            continue
        _One(group, organisation, known, found).compare()
    return found


class _One:
    """One organisation of the sheet."""

    def __init__(self, group: Group, organisation: Organisation | None, known: Known, found: Found) -> None:
        self.group, self.known, self.found, self.roster = group, known, found, found.roster
        self.is_new = organisation is None
        self.organisation = organisation or Organisation(name=group.name)
        self.words: list[str] = []
        pk = self.organisation.pk
        self.memberships: list[Membership] = list(known.memberships[pk]) if pk else []
        self.held: dict[str, Seat] = {seat.user.email: seat for seat in known.seats[pk]} if pk else {}
        self.offered = {each.email: each for each in known.invitations[pk]} if pk else {}

    def compare(self) -> None:
        self._facts()
        self._domains()
        for start in sorted(self.group.periods):
            self._period(self.group.periods[start])
        before = len(self.roster.seats), len(self.roster.delegates)
        for person in self.group.people.values():
            if person.holds_seat:
                self._seat(person)
        new, named = len(self.roster.seats) - before[0], len(self.roster.delegates) - before[1]
        if new:
            self._check_seats(new)
            self.words.append(ngettext("%(count)d new seat", "%(count)d new seats", new) % {"count": new})
        if named:
            self.words.append(ngettext("%(count)d new delegate", "%(count)d new delegates", named) % {"count": named})
        if self.words:
            self.found.effects.append((self.group.row, self.organisation.name, " ; ".join(self.words)))

    def _refuse(self, message: str, name: str, row: int) -> None:
        self.found.problems.append(self.group.problem(message, name, row))

    def _facts(self) -> None:
        told = {name: fact.value for name in FACTS if (fact := self.group.facts.get(name))}
        for person in self.group.people.values():
            if BILLING in person.roles:
                name = f"{person.name('first_name')} {person.name('last_name')}".strip()
                told |= {"billing_email": person.email, **({"billing_name": name[:120]} if name else {})}
        number = told.get("siret", "")
        if self.organisation.siret and number and number != self.organisation.siret:
            message = _("“%(name)s” has another number here.") % {"name": self.organisation.name}
            self._refuse(message, "siret", self.group.facts["siret"].row)
        changes = [name for name, value in told.items() if getattr(self.organisation, name) != value]
        for name in changes:
            setattr(self.organisation, name, told[name])
        if self.is_new:
            self.roster.organisations.append(self.organisation)
            self.words.append(_("new organisation"))
        elif changes:
            self.roster.changed_organisations.append((self.organisation, changes))
            named = [str(Organisation._meta.get_field(name).verbose_name) for name in changes]  # type: ignore[union-attr]
            self.words.append(_("changed: %(facts)s") % {"facts": ", ".join(named)})

    def _domains(self) -> None:
        there = {each.domain for each in self.known.domains[self.organisation.pk]} if not self.is_new else set()
        new = [domain for domain in self.group.domains if domain not in there]
        self.roster.domains += [Domain(organisation=self.organisation, domain=domain) for domain in new]
        if new:
            self.words.append(_("domains to verify: %(domains)s") % {"domains": ", ".join(new)})

    def _period(self, told: dict[str, Fact]) -> None:
        facts = {name: told[name].value for name in TERMS if name in told}
        if "plan" in facts:
            facts["plan"] = self.known.plans.get(facts["plan"])
            if facts["plan"] is None:
                names = ", ".join(sorted({plan.name_fr for plan in self.known.plans.values()})) or _("none yet")
                message = _("There is no plan of that name. There are: %(names)s.") % {"names": names}
                self._refuse(message, "plan", told["plan"].row)
                return
        there = next((each for each in self.memberships if each.starts_on == facts["starts_on"]), None)
        span = {name: date_format(facts[name], "SHORT_DATE_FORMAT") for name in ("starts_on", "ends_on")}
        if there is None:
            accepted = min(facts["starts_on"], self.known.today)
            membership = Membership(organisation=self.organisation, accepted_on=accepted, **facts)
            membership.keep_terms()
            self.memberships.append(membership)
            self.roster.memberships.append(membership)
            self.words.append(_("new membership, %(starts_on)s to %(ends_on)s") % span)
            return
        before = facts_of(there)
        for name, value in facts.items():
            setattr(there, name, value)
        if facts_of(there) != before:
            there.organisation = self.organisation
            self.roster.changed_memberships.append((there, before))
            self.words.append(_("changed membership, %(starts_on)s to %(ends_on)s") % span)

    def _seat(self, person: Told) -> None:
        user = self._account(person)
        if user is None:
            return
        is_delegate = DELEGATE in person.roles
        seat, offered = self.held.get(person.email), self.offered.get(person.email)
        if seat is None:
            is_delegate = is_delegate or bool(offered and offered.is_delegate)
            seat = Seat(organisation=self.organisation, user=user, is_delegate=is_delegate)
            self.roster.seats.append(seat)
            if offered:
                self.roster.accepted.append((offered, seat))
        elif is_delegate and not seat.is_delegate:
            seat.organisation = self.organisation
            self.roster.delegates.append(seat)

    def _account(self, person: Told) -> User | None:
        """The one of that address: an account has the names that its owner gave, the sheet's only where it has none."""
        user = self.known.users.get(person.email)
        names = {"first_name": person.name("first_name"), "last_name": person.name("last_name")}
        if user is None:
            user = self.known.users[person.email] = User(email=person.email, **names)
            self.roster.accounts.append(user)
        elif not user.is_active:
            message = _("The account of this address is closed; administrators can reopen it.")
            self._refuse(message, "email", person.row)
            return None
        elif any(names.values()) and not user.get_full_name():
            user.first_name, user.last_name = names["first_name"], names["last_name"]
            if user.pk:
                self.roster.named_accounts.append(user)
        return user

    def _check_seats(self, new: int) -> None:
        """As many as the membership gives that counts; of one that is over, as many as it gave, for its renewal."""
        counts = current_of(self.memberships, self.known.today)
        counts = counts or max(self.memberships, key=lambda each: each.ends_on, default=None)
        if counts is None:
            message = _("“%(name)s” has no membership: give its first and its last day, or leave its people out.")
            self._refuse(message % {"name": self.organisation.name}, "starts_on", self.group.row)
            return
        waiting = [each for email, each in self.offered.items() if email not in self.group.people]
        taken = len(self.held) + new + sum(each.is_pending(self.known.now) for each in waiting)
        if taken > counts.seats:
            message = _("“%(name)s” has %(seats)d seats, and would have %(taken)d people.")
            words = {"name": self.organisation.name, "seats": counts.seats, "taken": taken}
            self._refuse(message % words, "seats", self.group.row)
