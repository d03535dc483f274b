"""What this room knows of a viewer: the address they proved, their organisations and membership."""

from collections.abc import Mapping
from dataclasses import replace

from allauth.account.models import EmailAddress
from django.utils import timezone

from members.models import PRECEDENCE, Seat
from portal.access.viewer import MembershipState, Viewer, register_source


@register_source
def proved_email(viewer: Viewer, user, session: Mapping) -> Viewer:
    if viewer.user_id is None:
        return viewer
    proved = EmailAddress.objects.filter(user=viewer.user_id, email__iexact=user.email, verified=True)
    return replace(viewer, email=user.email.lower()) if proved.exists() else viewer


@register_source
def membership(viewer: Viewer, user, session: Mapping) -> Viewer:
    if viewer.user_id is None:
        return viewer
    seats = (
        Seat.objects.filter(user=viewer.user_id)
        .select_related("organisation")
        .prefetch_related("organisation__memberships")
    )
    today = timezone.localdate()
    states = {MembershipState.NONE}
    organisations = set()
    for seat in seats:
        if seat.removed_at is not None:
            states.add(MembershipState.NO_SEAT)
            continue
        organisations.add(seat.organisation_id)
        states.add(seat.organisation.membership_state(today))
    return replace(
        viewer,
        membership=next(state for state in PRECEDENCE if state in states),
        organisation_ids=frozenset(organisations),
    )
