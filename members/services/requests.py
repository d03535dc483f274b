"""Seats asked for by people with an address at a domain of the organisation, and the delegate's answers."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from members.emails import invite, mail_request_declined, tell_delegates_of_request
from members.models import Organisation, SeatRequest, User
from members.services.seats import SeatRefused, lock_organisation, refuse_without_free_seat, seat_person


@transaction.atomic(durable=True)
def ask_for_seat(*, organisation: Organisation, email: str, language: str, by: User) -> SeatRequest | None:
    """Ask the delegates on behalf of the owner of this proved address; None when there is nothing to ask for.

    That is: no verified domain of the organisation, a seat, or a request that waits or was declined.
    """
    organisation = lock_organisation(organisation.pk)
    if not Organisation.objects.open_to(email, by.pk).filter(pk=organisation.pk).exists():
        return None
    request = SeatRequest.objects.create(organisation=organisation, user=by, language=language)
    data = {"user": by.pk, "request": request.pk}
    log(instance=organisation, action="members.request.made", user=by, data=data)
    tell_delegates_of_request(request)
    return request


@transaction.atomic(durable=True)
def grant_request(*, request: SeatRequest, by: User) -> None:
    """Raises SeatRefused when there is no seat to give; the request waits then."""
    organisation = lock_organisation(request.organisation_id)
    if not _answer(request, granted=True):
        return
    user = request.user
    if not user.is_active:
        raise SeatRefused(_("This request holds no longer."))
    seat = organisation.seats.current().filter(user=user).first()
    if seat is None:
        refuse_without_free_seat(organisation, but_for=user.email)
        seat = seat_person(organisation=organisation, user=user, by=by)
        invite(seat, request.language)


@transaction.atomic(durable=True)
def decline_request(*, request: SeatRequest, by: User) -> None:
    organisation = lock_organisation(request.organisation_id)
    if _answer(request, granted=False):
        data = {"user": request.user_id, "request": request.pk}
        log(instance=organisation, action="members.request.declined", user=by, data=data)
        mail_request_declined(request)


def _answer(request: SeatRequest, *, granted: bool) -> bool:
    """False when somebody else answered meanwhile."""
    waiting = SeatRequest.objects.open().filter(pk=request.pk)
    return bool(waiting.update(answered_at=timezone.now(), was_granted=granted))
