"""Who waits for a place, is offered one, and takes it or not."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.emails import mail_offer_over, write_about_place
from events.models import Event, Registration
from events.services.booking import fill_sessions
from events.states import Refusal, Refused, RegistrationState
from events.tasks import tell_placed
from members.models import User
from portal.core.mail.writing import post


def fill_places(event: Event, now: datetime, *, by: User | None) -> None:
    """Offer free places to those next in line, or give them at once, until the event starts; in the transaction that
    holds the event. Offers that nobody took in time go on to others first; while it has no date, none can be taken."""
    placed = [] if event.cancelled_at else _fill_event(event, now, by=by)
    fill_sessions(event, told_already=placed)


def _fill_event(event: Event, now: datetime, *, by: User | None) -> list[int]:
    """Answers whom it placed, by the keys of their registrations."""
    if event.starts_at is None:
        _withdraw_offers(event, by=by)
        return []
    _end_offers(event, now)
    if not event.is_ahead(now):
        return []
    free = event.capacity - event.registrations.holding_places().count()
    placed = list(event.registrations.waiting()[: max(free, 0)])
    ends_at = event.offer_ends_at(now)
    for registration in placed:
        if ends_at is None:
            _give_place(registration, by=by)
        else:
            _offer_place(registration, now, ends_at, by=by)
    keys = [registration.pk for registration in placed]
    if keys:
        tell_placed.enqueue(event_id=event.pk, registration_ids=keys)
    return keys


def accept_offer(*, registration_id: int, by: User | None) -> Registration:
    """Take the place one was offered; twice is once. Raises Refused where the offer is over."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        if registration.state == RegistrationState.CONFIRMED:
            return registration
        now = timezone.now()
        if event.cancelled_at:
            raise Refused(Refusal.CANCELLED)
        if not event.is_ahead(now):
            raise Refused(Refusal.STARTED)
        if not registration.offer_holds(now):
            raise Refused(Refusal.OFFER_OVER)
        _give_place(registration, by=by)
        fill_sessions(event, told_already=[registration.pk])
        post([write_about_place(registration)])
    return registration


def confirm_from_waiting_list(*, registration_id: int, by: User | None) -> Registration:
    """An organiser's choice of who gets a free place, in whatever order; raises Refused where there is none."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        if registration.state not in (RegistrationState.WAITING, RegistrationState.OFFERED):
            return registration
        if event.cancelled_at:
            raise Refused(Refusal.CANCELLED)
        if not event.is_ahead(timezone.now()):
            raise Refused(Refusal.STARTED)
        if registration.state == RegistrationState.WAITING and not event.free_places:
            raise Refused(Refusal.FULL)
        _give_place(registration, by=by)
        fill_sessions(event, told_already=[registration.pk])
        tell_placed.enqueue(event_id=event_id, registration_ids=[registration.pk])
    return registration


def end_offers() -> None:
    """What nobody took in time goes to the next in line: an event at a time, each held for itself."""
    over = Registration.objects.offers_over(timezone.now())
    for event_id in sorted(set(over.values_list("event_id", flat=True))):
        with transaction.atomic(durable=True):
            fill_places(Event.objects.lock(event_id), timezone.now(), by=None)


def _end_offers(event: Event, now: datetime) -> None:
    for registration in event.registrations.offers_over(now).select_related("event").order_by("pk"):
        registration.state = RegistrationState.CANCELLED
        registration.cancelled_at = now
        registration.save(update_fields=["state", "cancelled_at"])
        log(instance=registration, action="events.registration.offer_over")
        mail_offer_over(registration)


def _withdraw_offers(event: Event, *, by: User | None) -> None:
    """Back on the list in their rank; the next offer is told as one of its own."""
    for registration in event.registrations.filter(state=RegistrationState.OFFERED).order_by("pk"):
        registration.state = RegistrationState.WAITING
        registration.sequence += 1
        registration.save(update_fields=["state", "sequence"])
        log(instance=registration, action="events.registration.offer_withdrawn", user=by)


def _offer_place(registration: Registration, now: datetime, ends_at: datetime, *, by: User | None) -> None:
    registration.state = RegistrationState.OFFERED
    registration.offered_at, registration.offer_expires_at = now, ends_at
    registration.save(update_fields=["state", "offered_at", "offer_expires_at"])
    log(instance=registration, action="events.registration.offered", user=by)


def _give_place(registration: Registration, *, by: User | None) -> None:
    registration.state = RegistrationState.CONFIRMED
    registration.save(update_fields=["state"])
    log(instance=registration, action="events.registration.confirmed", user=by)
