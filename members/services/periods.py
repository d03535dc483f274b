"""Memberships that are renewed, paid, suspended or extended together, in the caller's transaction and on record."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log

from members.models import Membership
from members.services.organisations import facts_of
from portal.access.services import Actor


@transaction.atomic
def renew_memberships(
    *, memberships: Iterable[Membership], starts_on: date | None, ends_on: date, fee: Decimal | None, by: Actor
) -> int:
    """A new period for each holder, accepted today and to be paid, if it costs anything; answers how many were made.

    It starts the day after the former unless `starts_on` says otherwise, with its plan and seats; without a `fee` it
    costs what the former did. A holder who has a period that ends as late already, and a renewal that would end before
    it starts, are left out.
    """
    made, formers = 0, _held(memberships)
    covered = _covered(formers, ends_on)
    for former in formers:
        day_before = starts_on - timedelta(days=1) if starts_on else former.ends_on
        holder = former.organisation_id, former.user_id
        if ends_on <= day_before or holder in covered:
            continue
        covered.add(holder)
        costs = former.fee if fee is None else fee
        renewal = Membership.objects.create(
            organisation=former.organisation,
            user=former.user,
            plan=former.plan,
            seats=former.seats,
            grace_days=former.grace_days,
            fee=costs,
            starts_on=day_before + timedelta(days=1),
            ends_on=ends_on,
            accepted_on=timezone.localdate(),
            paid_on=None if costs else timezone.localdate(),
        )
        _note(renewal, [], [facts_of(renewal)], by)
        made += 1
    return made


def _covered(memberships: Iterable[Membership], until: date) -> set[tuple[int | None, int | None]]:
    """The holders of these, an organisation or a person, who have a period that ends on that day or later."""
    organisations = [each.organisation_id for each in memberships if each.organisation_id]
    people = [each.user_id for each in memberships if each.user_id]
    of_holders = Membership.objects.filter(Q(organisation__in=organisations) | Q(user__in=people))
    late = of_holders.filter(ends_on__gte=until, ended_on=None)
    return set(late.order_by().values_list("organisation_id", "user_id"))


def mark_paid(*, memberships: Iterable[Membership], paid_on: date, reference: str, by: Actor) -> int:
    """Those that were paid already keep their day and reference; a reference left empty changes none."""

    def pay(membership: Membership) -> bool:
        if membership.paid_on is not None:
            return False
        membership.paid_on = paid_on
        membership.payment_reference = reference or membership.payment_reference
        return True

    return _change(memberships, pay, by)


def take_payment_back(*, membership: Membership, invoice_number: str, by: Actor) -> int:
    """It waits for its payment again, if it was this invoice that settled it."""

    def unpay(membership: Membership) -> bool:
        if membership.paid_on is None or membership.payment_reference.partition(" ")[0] != invoice_number:
            return False
        membership.paid_on, membership.payment_reference = None, ""
        return True

    return _change([membership], unpay, by)


def suspend_memberships(*, memberships: Iterable[Membership], suspended_on: date, by: Actor) -> int:
    """From that day they open nothing; those that are suspended already stay as they are."""

    def suspend(membership: Membership) -> bool:
        if membership.suspended_on is not None:
            return False
        membership.suspended_on = suspended_on
        return True

    return _change(memberships, suspend, by)


def extend_memberships(*, memberships: Iterable[Membership], ends_on: date, by: Actor) -> int:
    """They end later; none ends sooner by it."""

    def extend(membership: Membership) -> bool:
        if membership.ends_on >= ends_on:
            return False
        membership.ends_on = ends_on
        return True

    return _change(memberships, extend, by)


@transaction.atomic
def _change(memberships: Iterable[Membership], change: Callable[[Membership], bool], by: Actor) -> int:
    changed = 0
    for membership in _held(memberships):
        before = facts_of(membership)
        if change(membership):
            membership.save()
            _note(membership, [before], [facts_of(membership)], by)
            changed += 1
    return changed


def _held(memberships: Iterable[Membership]) -> list[Membership]:
    """As they are now, for nobody else to change meanwhile; the last to end first, for a renewal follows it."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("organisation", "user", "plan")
    return list(rows.filter(pk__in=[each.pk for each in memberships]).order_by("-ends_on", "pk"))


def _note(membership: Membership, before: list[dict[str, str]], after: list[dict[str, str]], by: Actor) -> None:
    data = {"before": before, "after": after}
    if membership.organisation is not None:
        log(instance=membership.organisation, action="members.memberships.changed", user=by, data=data)
    else:
        log(instance=membership, action="wagtail.edit" if before else "wagtail.create", user=by, data=data)
