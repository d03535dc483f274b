"""Organisations and people that come by the thousand: written in bulk, within the caller's transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields

from allauth.account.models import EmailAddress
from django.db.models import Model
from django.utils import timezone
from wagtail.models import ModelLogEntry

from members.models import Domain, Invitation, Membership, Organisation, Seat, User
from members.services.journal import AT_ONCE, Deed, entries_of
from members.services.organisations import MEMBERSHIP_FACTS, facts_of
from portal.access.services import Actor
from portal.core.cache.changes import changed, tags_of


@dataclass
class Roster:
    """What is to be made and changed, looked up and checked by the caller, on organisations that it holds.

    `changed_organisations` are with the names of what changes of each; `changed_memberships` with what they were.
    `accepted` are open invitations of people who get a seat.
    """

    organisations: list[Organisation] = field(default_factory=list)
    changed_organisations: list[tuple[Organisation, list[str]]] = field(default_factory=list)
    domains: list[Domain] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    changed_memberships: list[tuple[Membership, dict[str, str]]] = field(default_factory=list)
    accounts: list[User] = field(default_factory=list)
    named_accounts: list[User] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    delegates: list[Seat] = field(default_factory=list)
    accepted: list[tuple[Invitation, Seat]] = field(default_factory=list)


def write_roster(*, roster: Roster, by: Actor, progress: Callable[[float], None] = lambda done: None) -> None:
    """All of it, each change of a right in the journal; nobody is written to. `progress` is told how far it is, from 0
    to 1, every few hundred rows."""
    for user in roster.accounts:
        user.set_unusable_password()
    for membership in roster.memberships:
        membership.keep_terms()
    for seat in roster.delegates:
        seat.is_delegate = True
    organisations = [organisation for organisation, _names in roster.changed_organisations]
    memberships = [membership for membership, _before in roster.changed_memberships]
    writing = _Writing(roster, progress)
    writing.make(Organisation, roster.organisations)
    writing.make(Domain, roster.domains)
    writing.make(Membership, roster.memberships)
    writing.make(User, roster.accounts)
    writing.make(EmailAddress, [EmailAddress(user=user, email=user.email, primary=True) for user in roster.accounts])
    writing.make(Seat, roster.seats)
    facts = sorted({name for _organisation, names in roster.changed_organisations for name in names})
    writing.change(Organisation, organisations, facts)
    writing.change(Membership, memberships, MEMBERSHIP_FACTS)
    writing.change(User, roster.named_accounts, ["first_name", "last_name"])
    writing.change(Seat, roster.delegates, ["is_delegate"])
    now = timezone.now()
    for invitation, seat in roster.accepted:
        invitation.seat, invitation.accepted_at = seat, now
    writing.change(Invitation, [invitation for invitation, _seat in roster.accepted], ["seat", "accepted_at"])
    writing.make(ModelLogEntry, _entries(roster, by))
    shown = (*roster.organisations, *organisations, *roster.memberships, *memberships)
    changed(*{tag for row in shown for tag in tags_of(row)})


class _Writing:
    """In bulk, so many rows a query, and tells after each."""

    def __init__(self, roster: Roster, progress: Callable[[float], None]) -> None:
        written = sum(len(getattr(roster, each.name)) for each in fields(roster))
        journal = len(roster.organisations) + len(roster.accounts) + len(roster.memberships) + len(roster.seats)
        self._in_all, self._done, self._progress = max(written + len(roster.accounts) + journal, 1), 0, progress

    def make(self, model: type[Model], rows: Sequence[Model]) -> None:
        for some in self._in_parts(rows):
            model._default_manager.bulk_create(some)

    def change(self, model: type[Model], rows: Sequence[Model], names: Iterable[str]) -> None:
        for some in self._in_parts(rows):
            model._default_manager.bulk_update(some, names)

    def _in_parts(self, rows: Sequence[Model]) -> Iterator[Sequence[Model]]:
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            yield some
            self._done += len(some)
            self._progress(min(self._done / self._in_all, 1))


def _entries(roster: Roster, by: Actor) -> list[ModelLogEntry]:
    """The journal."""
    told: list[Deed] = []
    told += [(organisation, "wagtail.create", {}) for organisation in roster.organisations]
    told += [(organisation, "wagtail.edit", {}) for organisation, _names in roster.changed_organisations]
    told += [(user, "members.account.made", {}) for user in roster.accounts]
    periods: dict[Organisation, dict[str, list]] = {}
    for membership in roster.memberships:
        of_one = periods.setdefault(membership.organisation, {"before": [], "after": []})  # type: ignore[arg-type]
        of_one["after"].append(facts_of(membership))
    for membership, before in roster.changed_memberships:
        of_one = periods.setdefault(membership.organisation, {"before": [], "after": []})  # type: ignore[arg-type]
        of_one["before"].append(before)
        of_one["after"].append(facts_of(membership))
    told += [(organisation, "members.memberships.changed", data) for organisation, data in periods.items()]
    for action, seats in (("members.seat.given", roster.seats), ("members.seat.delegate", roster.delegates)):
        told += [(seat.organisation, action, {"user": seat.user_id, "seat": seat.pk}) for seat in seats]
    return entries_of(told, by)
