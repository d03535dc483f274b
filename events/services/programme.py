"""An organiser makes the programme of an event: its sessions, with the people of each."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from wagtail.log_actions import log

from events.models import Event, Session, SessionPerson, SessionRole
from events.signals import programme_changed
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
        programme_changed.send(Event, event=event)


def change_session(*, session: Session, by: User | None) -> None:
    """Save an edited session, with its people and files, within the caller's transaction."""
    with transaction.atomic():
        event = Event.objects.lock(session.event_id)
        session.save()
        log(instance=event, action="events.event.programme", user=by)
        programme_changed.send(Event, event=event)


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
