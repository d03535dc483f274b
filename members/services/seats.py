"""Who has a seat in which organisation."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from members.emails import invite
from members.models import Organisation, Seat
from members.services.accounts import open_account
from portal.access.services import Actor


class SeatRefused(Exception):
    """Its text says to the person who asked why there is no seat to give."""


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
    """Give a seat to the owner of this address and invite them; somebody who has one already keeps it, unasked.

    Raises SeatRefused when the organisation has no membership that gives seats, or has given them all, or when the
    person's account is closed.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    user = open_account(email=email, first_name=first_name, last_name=last_name, by=by)
    if not user.is_active:
        raise SeatRefused(_("The account of %(email)s is closed; administrators can reopen it.") % {"email": email})
    if seat := organisation.seats.current().filter(user=user).first():
        return seat
    _refuse_without_free_seat(organisation)
    seat = Seat.objects.create(organisation=organisation, user=user, is_delegate=is_delegate)
    log(instance=organisation, action="members.seat.given", user=by, data={"person": str(user), "seat": seat.pk})
    invite(seat, language)
    return seat


def _refuse_without_free_seat(organisation: Organisation) -> None:
    membership = organisation.current_membership(timezone.localdate())
    if membership is None:
        raise SeatRefused(_("%(organisation)s has no current membership.") % {"organisation": organisation})
    if organisation.seats.current().count() >= membership.seats:
        raise SeatRefused(
            _("%(organisation)s has given all its seats (%(seats)d). Remove one first, or raise their number.")
            % {"organisation": organisation, "seats": membership.seats}
        )


@transaction.atomic(durable=True)
def remove_seat(*, seat: Seat, by: Actor) -> None:
    """End a person's seat, at once; the row stays, so that they are told why they no longer read."""
    organisation = Organisation.objects.select_for_update().get(pk=seat.organisation_id)
    if Seat.objects.current().filter(pk=seat.pk).update(removed_at=timezone.now()):
        data = {"person": str(seat.user), "seat": seat.pk}
        log(instance=organisation, action="members.seat.removed", user=by, data=data)
