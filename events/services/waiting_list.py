"""Who waits for a place, is offered one, and takes it or not.

The list is one for the whole event, in the order in which people registered. A free place goes to the first in it
whose category has room: who waits for a place of a full category keeps their rank, and keeps nobody else waiting.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.emails import mail_offer_over, write_about_place
from events.models import Category, Event, Registration
from events.services.booking import fill_sessions
from events.states import Refusal, Refused, RegistrationState
from events.tasks import settle_later, tell_placed
from members.models import User
from portal.core.mail.writing import post

logger = logging.getLogger(__name__)


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
    placed = _next_in_line(event)
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


def _next_in_line(event: Event) -> list[Registration]:
    """As many as there are free places, of the event and of their category."""
    free = event.capacity - event.registrations.holding_places().count()
    if free <= 0:
        return []
    limits = Category.objects.filter(event=event).with_counts().exclude(capacity=None)
    room: dict[int | None, int] = {category.pk: category.capacity - category.taken for category in limits}
    full = [pk for pk, left in room.items() if left <= 0]
    waiting = event.registrations.waiting().exclude(category__in=full)
    if not room:
        return list(waiting[:free])
    found: list[Registration] = []
    for registration in waiting.iterator(chunk_size=100):
        if len(found) == free:
            break
        left = room.get(registration.category_id, free)
        if left > 0:
            found.append(registration)
            room[registration.category_id] = left - 1
    return found


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
        if registration.state == RegistrationState.WAITING and (full := fullness(event, registration.category_id)):
            raise Refused(full)
        _give_place(registration, by=by)
        fill_sessions(event, told_already=[registration.pk])
        tell_placed.enqueue(event_id=event_id, registration_ids=[registration.pk])
    return registration


def fullness(event: Event, category_id: int | None) -> Refusal | None:
    """What is full of the event and of that category of it; None: a place is free for an organiser to give."""
    if not event.free_places:
        return Refusal.FULL
    full = {category.pk for category in event.categories_counted if not category.has_room}
    return Refusal.CATEGORY_FULL if category_id in full else None


def place_at(event: Event, category_id: int | None, *, waits: bool) -> RegistrationState:
    """What an organiser may give there now; raises Refused where it is not even a rank on the waiting list."""
    if event.cancelled_at:
        raise Refused(Refusal.CANCELLED)
    full = fullness(event, category_id)
    if full is None:
        return RegistrationState.CONFIRMED
    if waits and event.has_waiting_list and not event.has_started(timezone.now()):
        return RegistrationState.WAITING
    raise Refused(full)


def end_offers() -> None:
    """What nobody took in time goes to the next in line: an event at a time, each held for itself."""
    over = Registration.objects.offers_over(timezone.now())
    for event_id in sorted(set(over.values_list("event_id", flat=True))):
        try:
            with transaction.atomic(durable=True):
                fill_places(Event.objects.lock(event_id), timezone.now(), by=None)
        except Exception:  # one event's trouble holds back no other's people
            logger.exception("The offers of event %s that are over could not be ended.", event_id)


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
    settle_later([registration])
