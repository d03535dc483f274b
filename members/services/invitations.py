"""Seats offered to an address, which its owner accepts by the link in the message."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from members.emails import offer_seat
from members.models import Invitation, Organisation, Seat, User
from members.services.accounts import open_account
from members.services.seats import (
    SeatRefused,
    end_seat,
    lock_organisation,
    refuse_last_delegate,
    refuse_without_free_seat,
    seat_person,
    seats_to_give,
)

INVITATION_HOLDS = timedelta(days=14)


@transaction.atomic(durable=True)
def invite_colleague(*, organisation: Organisation, email: str, language: str, by: User) -> Invitation:
    """Keep a seat for this address and offer it to its owner; who was invited before gets a new link.

    Raises SeatRefused when there is no seat to keep, or the person has one.
    """
    return offer(lock_organisation(organisation.pk), email.strip().lower(), language, by)


@transaction.atomic(durable=True)
def transfer_seat(*, seat: Seat, email: str, language: str, by: User) -> Invitation:
    """End this seat at once, and keep its place for this address. Raises SeatRefused, and changes nothing then."""
    organisation = lock_organisation(seat.organisation_id)
    refuse_last_delegate(seat)
    if not end_seat(organisation=organisation, seat=seat, by=by):
        raise SeatRefused(_("%(person)s has no seat any more.") % {"person": seat.user})
    return offer(organisation, email.strip().lower(), language, by)


def offer(organisation: Organisation, email: str, language: str, by: User, *, as_delegate: bool = False) -> Invitation:
    """A row-level function, for a locked organisation. Its delegate is offered a seat by the association itself.

    Raises SeatRefused.
    """
    if organisation.seats.current().filter(user__email=email).exists():
        raise SeatRefused(_("%(email)s has a seat already.") % {"email": email})
    refuse_without_free_seat(organisation, but_for=email)
    now = timezone.now()
    invitation = organisation.invitations.open().filter(email=email).first()
    invitation = invitation or Invitation(organisation=organisation, email=email)
    token = invitation.make_token()
    invitation.language, invitation.invited_by = language, None if as_delegate else by
    invitation.is_delegate = invitation.is_delegate or as_delegate
    invitation.sent_at, invitation.expires_at = now, now + INVITATION_HOLDS
    invitation.save()
    data = {"invitation": invitation.pk}
    log(instance=organisation, action="members.invitation.sent", user=by, data=data)
    offer_seat(invitation, token)
    return invitation


@transaction.atomic(durable=True)
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """Free the seat that was kept; the link opens nothing any more."""
    organisation = lock_organisation(invitation.organisation_id)
    if Invitation.objects.open().filter(pk=invitation.pk).update(withdrawn_at=timezone.now()):
        data = {"invitation": invitation.pk}
        log(instance=organisation, action="members.invitation.withdrawn", user=by, data=data)


def find_invitation(token: str) -> Invitation | None:
    """The one that this link leads to, as long as it may be accepted."""
    invitations = Invitation.objects.pending(timezone.now()).select_related("organisation", "invited_by")
    return invitations.filter(token_hash=Invitation.hash_token(token)).first()


@transaction.atomic(durable=True)
def accept_invitation(*, invitation: Invitation) -> Seat:
    """Give the seat that was kept to the owner of the address, whose account is made if need be.

    Whoever holds the link only moves the seat into that account: to read, its owner signs in. Raises SeatRefused when
    the invitation holds no longer, or the membership has not so many seats any more.
    """
    organisation = lock_organisation(invitation.organisation_id)
    if not Invitation.objects.pending(timezone.now()).filter(pk=invitation.pk).exists():
        raise SeatRefused(_("This invitation holds no longer."))
    user = open_account(email=invitation.email, by=None)
    if not user.is_active:
        raise SeatRefused(_("This invitation holds no longer."))
    if seat := organisation.seats.current().filter(user=user).first():
        return seat
    if organisation.seats.current().count() >= seats_to_give(organisation).seats:
        raise SeatRefused(_("All the seats of %(organisation)s are taken.") % {"organisation": organisation})
    return seat_person(organisation=organisation, user=user, by=user)
