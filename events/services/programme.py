"""An organiser makes the programme of an event: its sessions, with the people of each."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.emails import write_session_moved
from events.models import Event, Session, SessionPerson, SessionRole
from events.naming import folded
from events.services.booking import fill_sessions
from events.signals import programme_changed
from events.tasks import CHANGES_SETTLE, print_programmes
from members.models import User
from portal.core.mail.models import Message
from portal.core.mail.writing import post
from portal.core.models import Person

WHEN_AND_WHERE = ("starts_at", "ends_at", "room")
TYPED = (*WHEN_AND_WHERE, "kind", "title_fr", "title_en", "capacity")


def save_programme(
    *,
    event_id: int,
    sessions: Mapping[int, Session],
    speakers: Mapping[int, Sequence[str]],
    shown: Collection[int],
    removed: Iterable[int],
    by: User | None,
) -> None:
    """Save, add and remove sessions of an event at once, or none of them; `speakers` are the names of each.

    Both go by the number of the row in which they were typed. `shown` are the keys of those that the table had: a table
    that is sent twice adds its new rows once. Raises ProtectedError for a session that somebody chose.
    """
    with transaction.atomic():
        event = Event.objects.lock(event_id)
        before = {session.pk: session for session in event.sessions.all()}
        Session.objects.filter(event=event, pk__in=list(removed)).delete()
        people = _People()
        new = _new_alone(sessions, [session for pk, session in before.items() if pk not in shown])
        for row, session in new.items():
            session.event = event
            session.save()
            _name_speakers(session, [people.named(name) for name in speakers.get(row, ())])
        log(instance=event, action="events.event.programme", user=by)
        programme_changed.send(Event, event=event)
        fill_sessions(event)
        post(_moved([(before[session.pk], session) for session in sessions.values() if session.pk in before]))
        _print_later(event)


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
        _print_later(event)


def _print_later(event: Event) -> None:
    """Once nobody changes it any more."""
    print_programmes.using(run_after=timezone.now() + CHANGES_SETTLE).enqueue(event_id=event.pk)


def _moved(sessions: Iterable[tuple[Session, Session]]) -> Iterator[Message]:
    """To who has a place in a session that is at another time or in another room than before."""
    for before, session in sessions:
        if session.starts_at and any(getattr(before, name) != getattr(session, name) for name in WHEN_AND_WHERE):
            for booking in session.bookings.booked().select_related("registration__event"):
                booking.session = session
                yield write_session_moved(booking, before=before)


def _new_alone(sessions: Mapping[int, Session], there: Iterable[Session]) -> dict[int, Session]:
    """Without the rows that the same table, sent before, has added already: `there` are those it did not show."""
    added = Counter(map(_typed, there))
    kept = {}
    for row, session in sessions.items():
        if session.pk is None and added[_typed(session)]:
            added[_typed(session)] -= 1
        else:
            kept[row] = session
    return kept


def _typed(session: Session) -> tuple:
    return tuple(getattr(session, name) for name in TYPED)


class _People:
    """Everybody by name, whatever the accents and capitals with which it is typed; the same spelling comes first."""

    def __init__(self) -> None:
        self._by_name: dict[str, Person] = {}
        for person in Person.objects.order_by("-pk"):
            self._add(person)

    def _add(self, person: Person) -> None:
        self._by_name[folded(person.name)] = self._by_name[f"={person.name}"] = person

    def named(self, name: str) -> Person:
        """Somebody whom nobody knows yet is added."""
        person = self._by_name.get(f"={name}") or self._by_name.get(folded(name))
        if person is None:
            person = Person.objects.create(name=name)
            self._add(person)
        return person


def _name_speakers(session: Session, people: list[Person]) -> None:
    """These alone speak, in this order; who moderates stays."""
    there = {row.person_id: row for row in session.people.all()}
    kept = []
    for order, person in enumerate(people):
        row = there.get(person.pk) or SessionPerson(session=session, person=person)
        row.sort_order = order
        row.save()
        kept.append(row.pk)
    session.people.filter(role=SessionRole.SPEAKER).exclude(pk__in=kept).delete()
