"""Memberships that are renewed, paid, suspended or extended together, in the caller's transaction and on record."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from members.models import Membership
from members.services.journal import AT_ONCE, Deed, log_deeds
from members.services.organisations import facts_of
from portal.access.services import Actor
from portal.core.cache.changes import changed, tags_of


@transaction.atomic
def renew_memberships(
    *, memberships: Iterable[Membership], starts_on: date | None, ends_on: date, fee: Decimal | None, by: Actor
) -> int:
    """A new period for each holder, accepted today and to be paid, if it costs anything; answers how many were made.

    It starts the day after the former unless `starts_on` says otherwise, with its plan and seats; without a `fee` it
    costs what the former did. A holder who has a period that ends as late already, and a renewal that would end before
    it starts, are left out.
    """
    formers, renewals = _held(memberships), []
    covered = _covered(formers, ends_on)
    for former in formers:
        day_before = starts_on - timedelta(days=1) if starts_on else former.ends_on
        holder = former.organisation_id, former.user_id
        if ends_on <= day_before or holder in covered:
            continue
        covered.add(holder)
        renewals.append(_renewal(former, day_before + timedelta(days=1), ends_on, fee))
    Membership.objects.bulk_create(renewals, batch_size=AT_ONCE)
    _note([(renewal, [], [facts_of(renewal)]) for renewal in renewals], by)
    return len(renewals)


def _renewal(former: Membership, starts_on: date, ends_on: date, fee: Decimal | None) -> Membership:
    costs, today = former.fee if fee is None else fee, timezone.localdate()
    return Membership(
        organisation=former.organisation,
        user=former.user,
        plan=former.plan,
        seats=former.seats,
        grace_days=former.grace_days,
        fee=costs,
        starts_on=starts_on,
        ends_on=ends_on,
        accepted_on=today,
        paid_on=None if costs else today,
    )


def _covered(memberships: Iterable[Membership], until: date) -> set[tuple[int | None, int | None]]:
    """The holders of these, an organisation or a person, who have a period that ends on that day or later."""
    organisations = [each.organisation_id for each in memberships if each.organisation_id]
    people = [each.user_id for each in memberships if each.user_id]
    of_holders = Membership.objects.filter(Q(organisation__in=organisations) | Q(user__in=people))
    late = of_holders.filter(ends_on__gte=until, ended_on=None)
    return set(late.order_by().values_list("organisation_id", "user_id"))


def mark_paid(*, memberships: Iterable[Membership], paid_on: date, reference: str, by: Actor) -> int:
    """Those that were paid already keep their day and reference; a reference left empty changes none."""
    paid = {"paid_on": paid_on, **({"payment_reference": reference} if reference else {})}
    return _change(memberships, lambda membership: membership.paid_on is None, paid, by)


def take_payment_back(*, membership: Membership, invoice_number: str, by: Actor) -> int:
    """It waits for its payment again, if it was this invoice that settled it."""

    def is_settled_so(membership: Membership) -> bool:
        return membership.paid_on is not None and membership.payment_reference.partition(" ")[0] == invoice_number

    return _change([membership], is_settled_so, {"paid_on": None, "payment_reference": ""}, by)


def suspend_memberships(*, memberships: Iterable[Membership], suspended_on: date, by: Actor) -> int:
    """From that day they open nothing; those that are suspended already stay as they are."""
    suspended = {"suspended_on": suspended_on}
    return _change(memberships, lambda membership: membership.suspended_on is None, suspended, by)


def extend_memberships(*, memberships: Iterable[Membership], ends_on: date, by: Actor) -> int:
    """They end later; none ends sooner by it."""
    return _change(memberships, lambda membership: membership.ends_on < ends_on, {"ends_on": ends_on}, by)


@transaction.atomic
def _change(
    memberships: Iterable[Membership], concerns: Callable[[Membership], bool], facts: dict[str, Any], by: Actor
) -> int:
    """Give those that it concerns these facts."""
    held = list(filter(concerns, _held(memberships)))
    before = [facts_of(membership) for membership in held]
    for membership in held:
        for name, value in facts.items():
            setattr(membership, name, value)
    Membership.objects.filter(pk__in=[membership.pk for membership in held]).update(**facts)
    told = zip(held, before, strict=True)
    _note([(membership, [was], [facts_of(membership)]) for membership, was in told], by)
    return len(held)


def _held(memberships: Iterable[Membership]) -> list[Membership]:
    """As they are now, for nobody else to change meanwhile; the last to end first, for a renewal follows it."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("organisation", "user", "plan")
    return list(rows.filter(pk__in=[each.pk for each in memberships]).order_by("-ends_on", "pk"))


def _note(changes: list[tuple[Membership, list[dict[str, str]], list[dict[str, str]]]], by: Actor) -> None:
    """What each was and is, on record and for the pages that show it."""
    deeds: list[Deed] = []
    for membership, before, after in changes:
        data = {"before": before, "after": after}
        if membership.organisation is not None:
            deeds.append((membership.organisation, "members.memberships.changed", data))
        else:
            deeds.append((membership, "wagtail.edit" if before else "wagtail.create", data))
    log_deeds(deeds, by)
    changed(*{tag for membership, _before, _after in changes for tag in tags_of(membership)})
