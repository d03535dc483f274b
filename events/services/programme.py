"""An organiser makes the programme of an event: its sessions, with the people of each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.models import Event, Session, SessionPerson, SessionRole
from members.models import User
from portal.core.models import Person


def save_programme(
    *,
    event_id: int,
    sessions: Mapping[int, Session],
    speakers: Mapping[int, Sequence[str]],
    removed: Iterable[int],
    by: User | None,
) -> None:
    """Save, add and remove sessions of an event at once, or none of them; `speakers` are the names of each.

    Both go by the number of the row in which they were typed. Raises ProtectedError for a session that somebody chose.
    """
    with transaction.atomic():
        event = Event.objects.lock(event_id)
        Session.objects.filter(event=event, pk__in=list(removed)).delete()
        for row, session in sessions.items():
            session.event = event
            session.save()
            _name_speakers(session, speakers.get(row, ()))
        log(instance=event, action="events.event.programme", user=by)


def change_session(*, session: Session, by: User | None) -> None:
    """Save an edited session, with its people and files, within the caller's transaction."""
    with transaction.atomic():
        event = Event.objects.lock(session.event_id)
        session.save()
        log(instance=event, action="events.event.programme", user=by)


def _name_speakers(session: Session, names: Sequence[str]) -> None:
    """These alone speak, in this order; who moderates stays. Somebody whom nobody knows yet is added to the people."""
    there = {row.person.name.lower(): row for row in session.people.select_related("person")}
    kept = []
    for order, name in enumerate(names):
        row = there.get(name.lower()) or SessionPerson(session=session, person=_person(name))
        row.sort_order = order
        row.save()
        kept.append(row.pk)
    session.people.filter(role=SessionRole.SPEAKER).exclude(pk__in=kept).delete()


def _person(name: str) -> Person:
    known = Person.objects.filter(name__iexact=name).order_by("pk").first()
    return known or Person.objects.create(name=name)


def move_programme(event: Event, *, before: datetime | None, zone_before: str) -> None:
    """The sessions follow their event to its new days, at the same hours by its clocks; what has no date stays so.

    An event that starts at another hour of the same day leaves them where they are.
    """
    if before is None or event.starts_at is None:
        return
    from_zone = Event(time_zone=zone_before).zone
    days = timezone.localdate(event.starts_at, event.zone) - timezone.localdate(before, from_zone)
    if not days and event.zone == from_zone:
        return
    for session in event.sessions.exclude(starts_at=None):
        for name in ("starts_at", "ends_at"):
            there = getattr(session, name).astimezone(from_zone).replace(tzinfo=None) + days
            setattr(session, name, there.replace(tzinfo=event.zone))
        session.save(update_fields=["starts_at", "ends_at"])
