"""What the portal knows of whom a sheet speaks of, read in as many queries however many they are, a batch at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from members.models import Domain, Invitation, Membership, Organisation, Plan, Seat, User
from members.services.rosters import AT_ONCE
from portal.roster.gathering import Group
from studies.survey.sheets.values import fold

M = TypeVar("M", bound=Model)


class Known:
    """`hold` locks the organisations until the end of the transaction. `progress` is told how much is read, of one."""

    def __init__(self, groups: Sequence[Group], progress: Callable[[float], None], *, hold: bool) -> None:
        rows = Organisation.objects.order_by("pk")
        everyone = list(rows.select_for_update() if hold else rows)
        self._by_number = {each.siret: each for each in everyone if each.siret}
        self._by_name = {fold(each.name): each for each in everyone}
        self.plans = {fold(name): plan for plan in Plan.objects.all() for name in (plan.name_fr, plan.name_en) if name}
        organisations = [found for group in groups if (found := self.organisation(group))]
        addresses = sorted({email for group in groups for email in group.people})
        steps = (len(organisations) * 4 + len(addresses)) or 1
        self._done, self._tell = 0, lambda done: progress(done / steps)

        keys = [organisation.pk for organisation in organisations]
        self.memberships = self._of_organisations(Membership.objects.all(), keys)
        self.domains = self._of_organisations(Domain.objects.all(), keys)
        self.seats = self._of_organisations(Seat.objects.current().select_related("user"), keys)
        self.invitations = self._of_organisations(Invitation.objects.open(), keys)
        users = self._in_batches(addresses, lambda some: User.objects.filter(email__in=some))
        self.users = {user.email: user for user in users}
        self.now, self.today = timezone.now(), timezone.localdate()

    def organisation(self, group: Group) -> Organisation | None:
        """By its number, or else by its name."""
        number = group.facts.get("siret")
        return (number and self._by_number.get(number.value)) or self._by_name.get(fold(group.name))

    def _of_organisations(self, rows: QuerySet, keys: Sequence[int]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in self._in_batches(keys, lambda some: rows.filter(organisation__in=some)):
            found[row.organisation_id].append(row)
        return found

    def _in_batches(self, keys: Sequence[Any], query: Callable[[Iterable], QuerySet[M]]) -> Iterator[M]:
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            yield from query(some)
            self._done += len(some)
            self._tell(self._done)
