"""A person registers and cancels: one at a time for each event."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.emails import mail_registration_cancelled, write_about_place, write_already_registered
from events.models import Event, Registration
from events.services.waiting_list import fill_places
from events.states import EventState, Refusal, Refused, RegistrationState
from members.models import User
from portal.access.viewer import Viewer
from portal.core.mail.models import Message
from portal.core.mail.writing import post

REMINDER_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Recorded:
    """`shown` is what the visitor is told: the same whether or not the address was known."""

    registration: Registration
    shown: RegistrationState


def refusal(event: Event, state: EventState, viewer: Viewer) -> Refusal | None:
    """Why this viewer may not register now; None: they may."""
    if state.refusal is None and event.members_only and not viewer.reads_as_member:
        return Refusal.MEMBERS_ONLY
    return state.refusal


def register_attendee(
    *,
    event_id: int,
    viewer: Viewer,
    by: User | None,
    first_name: str,
    last_name: str,
    email: str,
    organisation_name: str = "",
    form_key: uuid.UUID,
    language: str,
) -> Recorded:
    """Give a place, or a rank on the waiting list, to an address; raises Refused, or ValidationError for bad input.

    The same form sent again answers what it answered first; another form with a known address changes
    nothing and answers as if the address were new.
    """
    email = email.strip().lower()
    key = uuid.uuid5(form_key, f"{event_id} {email}")
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        sent_before = Registration.objects.filter(form_key=key).first()
        if sent_before:
            return Recorded(sent_before, RegistrationState(sent_before.state))
        now = timezone.now()
        state = event.state(now)
        if reason := refusal(event, state, viewer):
            raise Refused(reason)
        registration = Registration(
            event=event,
            state=state.outcome,
            email=email,
            first_name=first_name.strip(),
            last_name=last_name.strip(),
            organisation_name=organisation_name.strip(),
            language=language,
            sequence=event.registrations.next_sequence(email),
            form_key=key,
            created_at=now,
        )
        registration.clean_fields()
        return Recorded(_record(registration, by, now), state.outcome)


def _record(registration: Registration, by: User | None, now: datetime) -> Registration:
    """This one, or that of the same address that stands already.

    The same work for both, for the answer's time would tell one from the other: both messages are written; the row of
    a known address is taken back, as is a message about a new one.
    """
    event = registration.event
    known = Registration.objects.active().filter(event=event, email=registration.email).first()
    with transaction.atomic():
        if known:
            known.event = event
            registration.email = f"{uuid.uuid4()}@nowhere.invalid"
        registration.save(force_insert=True)
        log(instance=registration, action="events.registration.made", user=by)
        about_place, already_registered = (
            write_about_place(registration),
            write_already_registered(known or registration),
        )
        transaction.set_rollback(known is not None)
    if known:
        _remind(known, already_registered, now)
        return known
    with transaction.atomic():
        already_registered.save(force_insert=True)
        transaction.set_rollback(True)
    post([about_place])
    return registration


def _remind(known: Registration, message: Message, now: datetime) -> None:
    """Once an hour; the message that would be one too many is taken back."""
    is_due = known.reminded_at is None or now - known.reminded_at >= REMINDER_EVERY
    if is_due:
        known.reminded_at = now
    known.save(update_fields=["reminded_at"])
    with transaction.atomic():
        post([message])
        transaction.set_rollback(not is_due)


def cancel_registration(*, registration_id: int, by: User | None, by_organiser: bool = False) -> Registration:
    """Cancel once, however often it is asked, and give the freed place to the next in line.

    Registrants may do so until the event starts; after that it raises Refused.
    """
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        if registration.state == RegistrationState.CANCELLED:
            return registration
        now = timezone.now()
        if not by_organiser and event.has_started(now):
            raise Refused(Refusal.STARTED)
        had_place = registration.state == RegistrationState.CONFIRMED
        registration.state = RegistrationState.CANCELLED
        registration.cancelled_at = now
        registration.sequence += 1
        registration.save(update_fields=["state", "cancelled_at", "sequence"])
        log(instance=registration, action="events.registration.cancelled", user=by)
        mail_registration_cancelled(registration, had_place=had_place)
        fill_places(event, now, by=by)
    return registration
