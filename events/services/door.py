"""Who came: noted at the door, one person at a time, however often and by how many doors it is told."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log

from events.models import CheckIn, DoorLink, Event, Registration
from events.querysets import RegistrationQuerySet
from events.states import AtTheDoor, RegistrationState
from members.models import User


@dataclass(frozen=True)
class Seen:
    """`at` is when this person first came."""

    outcome: AtTheDoor
    registration: Registration | None = None
    at: datetime | None = None


def make_door_link(*, event: Event, note: str, expires_at: datetime, by: User | None) -> tuple[DoorLink, str]:
    """A new link and its token, which is told this once and kept only as a hash."""
    link = DoorLink(event=event, note=note, expires_at=expires_at, created_by=by)
    token = link.make_token()
    with transaction.atomic(durable=True):
        link.save()
        log(instance=event, action="events.event.door", user=by, data={"note": note})
    return link, token


def end_door_link(*, link_id: int, by: User | None) -> None:
    """From now on nobody notes entries by this link; a second call changes nothing."""
    with transaction.atomic(durable=True):
        link = DoorLink.objects.select_for_update(of=("self",)).select_related("event").get(pk=link_id)
        if link.revoked_at is not None:
            return
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        log(instance=link.event, action="events.event.door_end", user=by, data={"note": link.note})


def check_in(
    *,
    link: DoorLink,
    key: uuid.UUID,
    at: datetime,
    code: str = "",
    registration_id: int | None = None,
    by: User | None,
) -> Seen:
    """Let in who has this code, or this number, at the link's event. The same key told again has the same answer."""
    named = Q(code=code) if code else Q(pk=registration_id)
    with transaction.atomic(durable=True):
        here = Registration.objects.select_for_update().filter(event=link.event_id)
        registration = here.filter(named).first()
        if registration is None:
            return Seen(AtTheDoor.UNKNOWN)
        if registration.state != RegistrationState.CONFIRMED:
            return Seen(AtTheDoor.NO_PLACE, registration)
        return enter(registration, key=key, at=min(at, timezone.now()), link=link, by=by)


def enter(registration: Registration, *, key: uuid.UUID, at: datetime, link: DoorLink | None, by: User | None) -> Seen:
    """Note an entry within the transaction that holds this registration, which has a place."""
    told = registration.check_ins.filter(key=key).first()
    if told:
        return Seen(AtTheDoor.UNDONE if told.undone_at else AtTheDoor.ENTERED, registration, told.at)
    entry = registration.check_ins.filter(undone_at=None).first()
    if entry:
        if at < entry.at:
            entry.at = at
            entry.save(update_fields=["at"])
        return Seen(AtTheDoor.ALREADY, registration, entry.at)
    CheckIn.objects.create(registration=registration, key=key, at=at, door_link=link)
    if registration.was_absent:
        registration.was_absent = False
        registration.save(update_fields=["was_absent"])
    data = {"note": link.note} if link else None
    log(instance=registration, action="events.registration.entered", user=by, data=data)
    return Seen(AtTheDoor.ENTERED, registration, at)


def undo_check_in(*, link: DoorLink, registration_id: int, key: uuid.UUID, by: User | None) -> Seen:
    """Take back the entry with that key; what is taken back already, or was never noted, stays so."""
    with transaction.atomic(durable=True):
        here = Registration.objects.select_for_update().filter(event=link.event_id)
        registration = here.filter(pk=registration_id).first()
        if registration is None:
            return Seen(AtTheDoor.UNKNOWN)
        take_back(registration.check_ins.filter(key=key), registration, note=link.note, by=by)
        return Seen(AtTheDoor.UNDONE, registration)


def take_back(entries: Iterable[CheckIn], registration: Registration, *, note: str, by: User | None) -> None:
    """Within the transaction that holds this registration."""
    for entry in entries:
        if entry.undone_at is None:
            entry.undone_at = timezone.now()
            entry.save(update_fields=["undone_at"])
            log(instance=registration, action="events.registration.entry_undone", user=by, data={"note": note})


def mark_the_rest(*, event_id: int, absent: bool, expected: int, by: User | None) -> bool:
    """Of whom nobody said it yet, that all were absent, or that all came; False, and nothing is done, where they are
    not as many as was told, or before the event has started."""
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        now = timezone.now()
        rest: RegistrationQuerySet = event.registrations.not_seen()
        rows = list(rest.select_for_update().order_by("pk"))
        if not event.has_started(now) or len(rows) != expected:
            return False
        if absent:
            Registration.objects.filter(pk__in=[row.pk for row in rows]).update(was_absent=True)
        else:
            CheckIn.objects.bulk_create(CheckIn(registration=row, at=now) for row in rows)
        action = "events.event.rest_absent" if absent else "events.event.rest_present"
        log(instance=event, action=action, user=by, data={"count": len(rows)})
        return True
