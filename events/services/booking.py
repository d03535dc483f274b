"""Who sits in which session: all of it under the lock of the event, so that it and its sessions are one queue.

A place in a session that becomes free is given at once to the next in line who has a place at the event.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from events.emails import write_session_given
from events.models import Booking, Event, Registration, Session
from events.models.questions import CHANGED
from events.states import BookingState, Refusal, Refused, RegistrationState
from members.models import User
from portal.core.mail.writing import post


def clashes(sessions: Iterable[Session]) -> list[str]:
    """A sentence for each two that nobody can go to both."""
    sentence = _("“%(one)s” and “%(other)s” take place at the same time: choose one of them.")
    pairs = combinations(sessions, 2)
    return [sentence % {"one": one, "other": other} for one, other in pairs if one.overlaps(other)]


def book(registration: Registration, session_ids: Collection[int]) -> None:
    """These sessions and no others, of a registration at an event that is held; those it had keep their rank.

    Raises ValidationError for what is not of this event, what clashes, and what is full where nobody waits.
    """
    event = registration.event
    chosen = list(event.sessions.bookable().in_order().filter(pk__in=session_ids))
    if len(chosen) < len(set(session_ids)):
        raise ValidationError(CHANGED)
    if sentences := clashes(chosen):
        raise ValidationError(sentences)
    had = registration.bookings.exclude(session__in=chosen)
    there = set(registration.bookings.values_list("session_id", flat=True))
    freed = had.delete()[0]
    new = [session for session in chosen if session.pk not in there]
    Booking.objects.bulk_create(Booking(registration=registration, session=session) for session in new)
    if freed or new:
        fill_sessions(event, told_already=[registration.pk])
    _refuse_full(event, registration.bookings.filter(session__in=new))


def book_several(event: Event, chosen: Sequence[tuple[Registration, Collection[int]]]) -> None:
    """The sessions of each of these new registrations, in their order, at an event that is held.

    Raises ValidationError as `book` does.
    """
    sessions = {session.pk: session for session in event.sessions.bookable()}
    rows = []
    for registration, keys in chosen:
        if not sessions.keys() >= set(keys):
            raise ValidationError(CHANGED)
        if sentences := clashes(sessions[key] for key in keys):
            raise ValidationError(sentences)
        rows += [Booking(registration=registration, session=sessions[key]) for key in keys]
    Booking.objects.bulk_create(rows)
    fill_sessions(event, told_already=[registration.pk for registration, _keys in chosen])
    ours = Booking.objects.filter(registration__in=[registration for registration, _keys in chosen])
    _refuse_full(event, ours)


def _refuse_full(event: Event, bookings: QuerySet[Booking]) -> None:
    """Where nobody waits, each of these is to have its place."""
    full = None if event.has_waiting_list else bookings.filter(state=BookingState.WAITING).first()
    if full:
        raise ValidationError(_("“%(session)s” is full: choose another session.") % {"session": full.session})


def fill_sessions(event: Event, *, told_already: Collection[int] = ()) -> None:
    """Take places from who has none at the event any more, and give what is free, in the transaction that holds it.

    Those whose keys are in `told_already` get another message about the same.
    """
    bookings = Booking.objects.filter(session__event=event)
    bookings.filter(registration__state=RegistrationState.CANCELLED).delete()
    without_place = Registration.objects.filter(event=event).exclude(state=RegistrationState.CONFIRMED)
    bookings.booked().filter(registration__in=without_place).update(state=BookingState.WAITING)
    given: list[Booking] = []
    for session in event.sessions.bookable().with_bookings().filter(people_waiting__gt=0):
        next_in_line = bookings.next_in_line().filter(session=session).select_related("registration")
        given += next_in_line[: max(session.capacity - session.places_taken, 0)]
    Booking.objects.filter(pk__in=[booking.pk for booking in given]).update(state=BookingState.BOOKED)
    post([write_session_given(booking) for booking in given if booking.registration_id not in told_already])


def change_sessions(*, registration_id: int, session_ids: Collection[int], by: User | None) -> None:
    """An organiser's choice for somebody, whether or not the event has started; places are as many as there are."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        registration.event = event
        if registration.state == RegistrationState.CANCELLED:
            raise Refused(Refusal.LEFT)
        book(registration, session_ids)
        log(instance=registration, action="events.registration.sessions", user=by)
