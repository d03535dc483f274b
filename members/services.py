"""What changes who is a member: accounts, seats, suspension."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.emails import invite
from members.models import Organisation, Seat, User


class SeatRefused(Exception):
    """Its text says to the person who asked why there is no seat to give."""


@transaction.atomic
def open_account(*, email: str, first_name: str = "", last_name: str = "") -> User:
    """The account of this address, made if need be: without a password, its owner gets in by a code sent there."""
    user, made = User.objects.get_or_create(
        email=email.strip().lower(), defaults={"first_name": first_name, "last_name": last_name}
    )
    if made:
        settle_account(user=user)
    return user


@transaction.atomic
def settle_account(*, user: User) -> None:
    """After staff made an account or changed its address: that address is the only one, for its owner to prove."""
    if not user.password:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    addresses = EmailAddress.objects.filter(user=user)
    if not addresses.filter(email__iexact=user.email, primary=True).exists():
        addresses.delete()
        EmailAddress.objects.create(user=user, email=user.email, primary=True)


@transaction.atomic(durable=True)
def give_seat(
    *,
    organisation: Organisation,
    email: str,
    first_name: str = "",
    last_name: str = "",
    is_delegate: bool = False,
    language: str = "fr",
) -> Seat:
    """Give a seat to the owner of this address and invite them; somebody who has one already keeps it, unasked.

    Raises SeatRefused when the organisation has no membership that gives seats, or has given them all, or when the
    person's account is closed.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    user = open_account(email=email, first_name=first_name, last_name=last_name)
    if not user.is_active:
        raise SeatRefused(_("The account of %(email)s is closed; administrators can reopen it.") % {"email": email})
    seats = organisation.seats.current()
    if seat := seats.filter(user=user).first():
        return seat
    membership = organisation.current_membership(timezone.localdate())
    if membership is None:
        raise SeatRefused(_("%(organisation)s has no current membership.") % {"organisation": organisation})
    if seats.count() >= membership.seats:
        raise SeatRefused(
            _("%(organisation)s has given all its seats (%(seats)d). Remove one first, or raise their number.")
            % {"organisation": organisation, "seats": membership.seats}
        )
    seat = Seat.objects.create(organisation=organisation, user=user, is_delegate=is_delegate)
    invite(seat, language)
    return seat


@transaction.atomic(durable=True)
def remove_seat(*, seat: Seat) -> None:
    """End a person's seat, at once; the row stays, so that they are told why they no longer read."""
    Organisation.objects.select_for_update().get(pk=seat.organisation_id)
    Seat.objects.current().filter(pk=seat.pk).update(removed_at=timezone.now())


@transaction.atomic(durable=True)
def suspend_organisation(*, organisation: Organisation) -> None:
    """From now on nobody in the organisation reads as a member."""
    Organisation.objects.filter(pk=organisation.pk, suspended_at=None).update(suspended_at=timezone.now())


@transaction.atomic(durable=True)
def resume_organisation(*, organisation: Organisation) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(suspended_at=None)
