"""What this room knows of a viewer: the address they proved, their organisations and membership."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from members.models import Membership, User, strongest
from portal.access.prepared import Prepared
from portal.access.viewer import MembershipState, Viewer, register_source

SPAN = ("starts_on", "ends_on", "grace_days", "accepted_on", "paid_on", "suspended_on", "ended_on")


@Prepared
def _standing(user_id: int) -> QuerySet:
    proved = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    theirs = proved.annotate(lower=Lower("email")).filter(lower=Lower(OuterRef("email")))
    return User.objects.filter(pk=user_id).values_list(
        Exists(theirs),
        "seats__organisation",
        "seats__removed_at",
        "seats__organisation__suspended_at",
        *(f"seats__organisation__memberships__{name}" for name in SPAN),
        *(f"memberships__{name}" for name in SPAN),
    )


@register_source
def address_and_membership(viewer: Viewer, user, session: Mapping) -> Viewer:
    """All in one query, as every page asks: a row for each membership behind each seat and each of one's own, or one
    for who has neither."""
    if viewer.user_id is None:
        return viewer
    today = timezone.localdate()
    states = {MembershipState.NONE}
    organisations = set()
    email = ""
    for is_proved, organisation, removed_at, suspended_at, *spans in _standing(viewer.user_id):
        if is_proved:
            email = user.email.lower()
        if removed_at is None and organisation is not None:
            organisations.add(organisation)
        behind_seat, own = spans[: len(SPAN)], spans[len(SPAN) :]
        states |= {_by_seat(removed_at, suspended_at, behind_seat, today), _by_membership(own, today)}
    return replace(viewer, email=email, membership=strongest(states), organisation_ids=frozenset(organisations))


def _by_seat(removed_at: object, suspended_at: object, span: list, today: date) -> MembershipState:
    """What one seat gives by one membership, by the precedence of `Organisation.membership_state`."""
    if removed_at is not None:
        return MembershipState.NO_SEAT
    if suspended_at is not None:
        return MembershipState.SUSPENDED
    return _by_membership(span, today)


def _by_membership(span: list, today: date) -> MembershipState:
    facts = dict(zip(SPAN, span, strict=True))
    return MembershipState.NONE if facts["ends_on"] is None else Membership(**facts).state(today)
