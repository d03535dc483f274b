"""Who has a seat in which organisation."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from members.emails import invite
from members.models import Membership, Organisation, Seat, User
from members.services.accounts import open_account
from portal.access.services import Actor


class SeatRefused(Exception):
    """Its text says to the person who asked why there is no seat to give."""


def lock_organisation(pk: int) -> Organisation:
    """Whoever gives or takes its seats waits here for the others."""
    return Organisation.objects.select_for_update().get(pk=pk)


@transaction.atomic(durable=True)
def give_seat(
    *,
    organisation: Organisation,
    email: str,
    first_name: str = "",
    last_name: str = "",
    is_delegate: bool = False,
    language: str = "fr",
    by: Actor,
) -> Seat:
    """Give a seat to the owner of this address and tell them; somebody who has one already keeps it, unasked.

    Raises SeatRefused when the organisation has no membership that gives seats, or has given them all, or when the
    person's account is closed.
    """
    organisation = lock_organisation(organisation.pk)
    user = open_account(email=email, first_name=first_name, last_name=last_name, by=by)
    if not user.is_active:
        raise SeatRefused(_("The account of %(email)s is closed; administrators can reopen it.") % {"email": email})
    if seat := organisation.seats.current().filter(user=user).first():
        return seat
    refuse_without_free_seat(organisation, but_for=user.email)
    seat = seat_person(organisation=organisation, user=user, is_delegate=is_delegate, by=by)
    invite(seat, language)
    return seat


def seats_to_give(organisation: Organisation) -> Membership:
    """The membership whose seats may be given now. Raises SeatRefused when there is none."""
    membership = organisation.current_membership(timezone.localdate())
    if membership is None or organisation.suspended_at is not None:
        raise SeatRefused(_("%(organisation)s has no current membership.") % {"organisation": organisation})
    return membership


def refuse_without_free_seat(organisation: Organisation, *, but_for: str = "") -> None:
    """Raises SeatRefused when all seats are held or kept for others than the address `but_for`."""
    membership = seats_to_give(organisation)
    if organisation.seats_taken(timezone.now(), but_for=but_for) >= membership.seats:
        raise SeatRefused(
            _("%(organisation)s has given all its seats (%(seats)d). Remove one first, or raise their number.")
            % {"organisation": organisation, "seats": membership.seats}
        )


def seat_person(*, organisation: Organisation, user: User, is_delegate: bool = False, by: Actor) -> Seat:
    """A row-level function, for a locked organisation: an invitation of the same person is thereby accepted."""
    offered = organisation.invitations.open().filter(email=user.email)
    is_delegate = is_delegate or offered.filter(is_delegate=True).exists()
    seat = Seat.objects.create(organisation=organisation, user=user, is_delegate=is_delegate)
    offered.update(seat=seat, accepted_at=timezone.now())
    log(instance=organisation, action="members.seat.given", user=by, data={"user": user.pk, "seat": seat.pk})
    return seat


@transaction.atomic(durable=True)
def remove_seat(*, seat: Seat, by: Actor) -> None:
    """End a person's seat, at once; the row stays, so that they are told why they no longer read."""
    end_seat(organisation=lock_organisation(seat.organisation_id), seat=seat, by=by)


@transaction.atomic(durable=True)
def withdraw_seat(*, seat: Seat, by: User) -> None:
    """As `remove_seat`, by a delegate or by the person themselves.

    Raises SeatRefused rather than leave an organisation without a delegate.
    """
    organisation = lock_organisation(seat.organisation_id)
    refuse_last_delegate(seat)
    end_seat(organisation=organisation, seat=seat, by=by)


def refuse_last_delegate(seat: Seat) -> None:
    others = Seat.objects.delegates().filter(organisation=seat.organisation_id).exclude(pk=seat.pk)
    if seat.is_delegate and not others.exists():
        raise SeatRefused(
            _("%(person)s is the only delegate. Ask the association to name another one first.") % {"person": seat.user}
        )


def end_seat(*, organisation: Organisation, seat: Seat, by: Actor) -> bool:
    """A row-level function, for a locked organisation; False when it had ended already."""
    if not Seat.objects.current().filter(pk=seat.pk).update(removed_at=timezone.now()):
        return False
    data = {"user": seat.user_id, "seat": seat.pk}
    log(instance=organisation, action="members.seat.removed", user=by, data=data)
    return True
