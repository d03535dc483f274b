"""Who waits for a place, and gets it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.models import Event, Registration
from events.states import Refusal, Refused, RegistrationState
from events.tasks import tell_placed
from members.models import User


def fill_places(event: Event, now: datetime, *, by: User | None) -> None:
    """Confirm those next in line, until the event starts, in the transaction that holds the event."""
    if event.cancelled_at or not event.is_ahead(now):
        return
    placed = list(event.registrations.waiting()[: event.free_places])
    for registration in placed:
        _give_place(registration, by=by)
    if placed:
        tell_placed.enqueue(event_id=event.pk, registration_ids=[registration.pk for registration in placed])


def confirm_from_waiting_list(*, registration_id: int, by: User | None) -> Registration:
    """An organiser's choice of who gets a free place, in whatever order; raises Refused where there is none."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        if registration.state != RegistrationState.WAITING:
            return registration
        if event.cancelled_at:
            raise Refused(Refusal.CANCELLED)
        if not event.is_ahead(timezone.now()):
            raise Refused(Refusal.STARTED)
        if not event.free_places:
            raise Refused(Refusal.FULL)
        _give_place(registration, by=by)
        tell_placed.enqueue(event_id=event_id, registration_ids=[registration.pk])
    return registration


def _give_place(registration: Registration, *, by: User | None) -> None:
    registration.state = RegistrationState.CONFIRMED
    registration.save(update_fields=["state"])
    log(instance=registration, action="events.registration.confirmed", user=by)
