"""An organiser makes the programme of an event: its sessions, with the people of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import transaction
from wagtail.log_actions import log

from events.emails import write_session_moved
from events.models import Event, Session, SessionPerson, SessionRole
from events.services.booking import fill_sessions
from events.signals import programme_changed
from members.models import User
from portal.core.mail.models import Message
from portal.core.mail.writing import post
from portal.core.models import Person

WHEN_AND_WHERE = ("starts_at", "ends_at", "room")


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
        before = {session.pk: session for session in event.sessions.all()}
        Session.objects.filter(event=event, pk__in=list(removed)).delete()
        for row, session in sessions.items():
            session.event = event
            session.save()
            _name_speakers(session, speakers.get(row, ()))
        log(instance=event, action="events.event.programme", user=by)
        programme_changed.send(Event, event=event)
        fill_sessions(event)
        post(_moved([(before[session.pk], session) for session in sessions.values() if session.pk in before]))


def change_session(*, session: Session, by: User | None) -> None:
    """Save an edited session, with its people and files, within the caller's transaction."""
    with transaction.atomic():
        event = Event.objects.lock(session.event_id)
        before = Session.objects.get(pk=session.pk)
        session.save()
        log(instance=event, action="events.event.programme", user=by)
        programme_changed.send(Event, event=event)
        fill_sessions(event)
        post(_moved([(before, session)]))


def _moved(sessions: Iterable[tuple[Session, Session]]) -> Iterator[Message]:
    """To who has a place in a session that is at another time or in another room than before."""
    for before, session in sessions:
        if session.starts_at and any(getattr(before, name) != getattr(session, name) for name in WHEN_AND_WHERE):
            for booking in session.bookings.booked().select_related("registration__event"):
                booking.session = session
                yield write_session_moved(booking, before=before)


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
