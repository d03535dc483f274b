"""Every change of a registration or of an event goes through here, one at a time for each event."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from events.emails import (
    mail_already_registered,
    mail_attendee_code,
    mail_confirmed,
    mail_place_freed,
    mail_registration_cancelled,
    mail_waiting,
)
from events.models import AttendeeCode, Event, EventState, Registration, RegistrationState
from events.tasks import tell_registrants
from portal.access.viewer import Viewer

REMINDER_EVERY = timedelta(hours=1)
CODE_HOLDS = timedelta(minutes=15)
CODE_TRIES = 5
CODES_AT_ONCE = 3


class Refusal(StrEnum):
    CANCELLED = "cancelled"
    PAST = "past"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    FULL = "full"
    MEMBERS_ONLY = "members_only"


class Refused(Exception):
    """The registration was not made, or not changed, and why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Recorded:
    """`shown` is what the visitor is told: the same whether or not the address was known."""

    registration: Registration
    shown: RegistrationState


def lock_event(event_id: int) -> Event:
    """The event, held until the transaction ends: by its row on PostgreSQL, by BEGIN IMMEDIATE on SQLite."""
    return Event.objects.select_for_update().get(pk=event_id)


def state_now(event: Event, at: datetime) -> EventState:
    counts = Event.objects.with_places_taken().values("places_taken", "people_waiting").get(pk=event.pk)
    return event.state(at, counts["places_taken"], counts["people_waiting"])


def refusal(event: Event, state: EventState, viewer: Viewer) -> Refusal | None:
    """Why this viewer may not register now; None: they may."""
    if state not in (EventState.OPEN, EventState.WAITING_LIST):
        return Refusal(state.value)
    if event.members_only and not viewer.reads_as_member:
        return Refusal.MEMBERS_ONLY
    return None


def register_attendee(
    *,
    event_id: int,
    viewer: Viewer,
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
        event = lock_event(event_id)
        sent_before = Registration.objects.filter(form_key=key).first()
        if sent_before:
            return Recorded(sent_before, RegistrationState(sent_before.state))
        now = timezone.now()
        state = state_now(event, now)
        if reason := refusal(event, state, viewer):
            raise Refused(reason)
        outcome = RegistrationState.CONFIRMED if state is EventState.OPEN else RegistrationState.WAITING
        known = Registration.objects.active().filter(event=event, email=email).first()
        if known:
            _remind(known, now)
            return Recorded(known, outcome)
        registration = Registration(
            event=event,
            state=outcome,
            email=email,
            first_name=first_name.strip(),
            last_name=last_name.strip(),
            organisation_name=organisation_name.strip(),
            language=language,
            form_key=key,
            created_at=now,
        )
        registration.clean_fields()
        registration.save(force_insert=True)
        write_about_place(registration)
        return Recorded(registration, outcome)


def write_about_place(registration: Registration) -> None:
    if registration.state == RegistrationState.CONFIRMED:
        mail_confirmed(registration)
    else:
        mail_waiting(registration)


def _remind(registration: Registration, now: datetime) -> None:
    """Tell an address that it is registered already, but not at every attempt of whoever types it."""
    if registration.reminded_at and now - registration.reminded_at < REMINDER_EVERY:
        return
    registration.reminded_at = now
    registration.save(update_fields=["reminded_at"])
    mail_already_registered(registration)


def cancel_registration(*, registration_id: int, by_organiser: bool = False) -> Registration:
    """Cancel once, however often it is asked, and give the freed place to the next in line.

    Registrants may do so until the event starts; after that it raises Refused.
    """
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        event = lock_event(event_id)
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        if registration.state == RegistrationState.CANCELLED:
            return registration
        now = timezone.now()
        if not by_organiser and event.starts_at is not None and event.starts_at <= now:
            raise Refused(Refusal.PAST)
        had_place = registration.state == RegistrationState.CONFIRMED
        registration.state = RegistrationState.CANCELLED
        registration.cancelled_at = now
        registration.save(update_fields=["state", "cancelled_at"])
        mail_registration_cancelled(registration, had_place=had_place)
        fill_places(event, now)
    return registration


def fill_places(event: Event, now: datetime) -> None:
    """Confirm those next in line while there are places; nobody any more once registration has closed."""
    if event.state(now, confirmed=0) is not EventState.OPEN:
        return
    registrations = Registration.objects.filter(event=event).select_related("event")
    free = max(event.capacity - registrations.confirmed().count(), 0)
    for registration in registrations.waiting()[:free]:
        _give_place(registration)


def _give_place(registration: Registration) -> None:
    registration.state = RegistrationState.CONFIRMED
    registration.save(update_fields=["state"])
    mail_place_freed(registration)


def confirm_from_waiting_list(*, registration_id: int) -> Registration:
    """An organiser's choice of who gets a free place, in whatever order; raises Refused where there is none."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        event = lock_event(event_id)
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        if registration.state != RegistrationState.WAITING:
            return registration
        if event.cancelled_at:
            raise Refused(Refusal.CANCELLED)
        if event.registrations.confirmed().count() >= event.capacity:
            raise Refused(Refusal.FULL)
        _give_place(registration)
    return registration


def resend(*, registration_id: int) -> None:
    """The message about a registration's place, again."""
    with transaction.atomic(durable=True):
        registration = Registration.objects.active().select_related("event").get(pk=registration_id)
        write_about_place(registration)


def mark_absent(*, registration_id: int, absent: bool) -> None:
    """Who did not come does not read what is shown to attendees first."""
    with transaction.atomic(durable=True):
        Registration.objects.confirmed().filter(pk=registration_id).update(was_absent=absent)


def change_event(*, event: Event) -> None:
    """Save edited facts within the caller's transaction: calendars follow, a raised capacity is filled from the list.

    Nobody loses a place when the capacity is lowered.
    """
    with transaction.atomic():
        stored = lock_event(event.pk)
        moved = any(getattr(stored, name) != getattr(event, name) for name in CALENDAR_FIELDS)
        event.cancelled_at = stored.cancelled_at
        event.sequence = stored.sequence + 1 if moved else stored.sequence
        event.save()
        now = timezone.now()
        if moved and event.state(now, confirmed=0) not in (EventState.CANCELLED, EventState.PAST):
            tell_registrants.enqueue(event_id=event.pk)
        fill_places(event, now)


CALENDAR_FIELDS = ("starts_at", "ends_at", "venue", "address")


def cancel_event(*, event_id: int) -> None:
    """Cancel for good and tell everyone who is registered, once."""
    with transaction.atomic(durable=True):
        event = lock_event(event_id)
        if event.cancelled_at:
            return
        event.cancelled_at = timezone.now()
        event.sequence += 1
        event.save(update_fields=["cancelled_at", "sequence"])
        tell_registrants.enqueue(event_id=event.pk)


def send_attendee_code(*, email: str, language: str) -> int | None:
    """Mail six digits to an address with a confirmed registration; None, which only the caller sees, to any other."""
    email = email.strip().lower()
    now = timezone.now()
    with transaction.atomic(durable=True):
        AttendeeCode.objects.filter(expires_at__lte=now).delete()
        if not Registration.objects.confirmed().filter(email=email, was_absent=False).exists():
            return None
        if AttendeeCode.objects.filter(email=email).count() >= CODES_AT_ONCE:
            return None
        code = f"{secrets.randbelow(10**6):06}"
        row = AttendeeCode.objects.create(email=email, code_hash=_hash(email, code), expires_at=now + CODE_HOLDS)
        mail_attendee_code(email=email, code=code, language=language)
    return row.pk


def redeem_attendee_code(*, code_id: int | None, code: str) -> str | None:
    """The address that the code proves, once; None when it is wrong, too old, used, or tried too often."""
    if code_id is None:
        return None
    with transaction.atomic(durable=True):
        rows = AttendeeCode.objects.filter(pk=code_id, tries__lt=CODE_TRIES, expires_at__gt=timezone.now())
        if not rows.update(tries=F("tries") + 1):
            return None
        row = AttendeeCode.objects.get(pk=code_id)
        if not constant_time_compare(row.code_hash, _hash(row.email, code)):
            return None
        row.delete()
    return row.email


def _hash(email: str, code: str) -> str:
    return salted_hmac("events.attendee_code", f"{email} {code}", algorithm="sha256").hexdigest()
