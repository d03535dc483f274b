"""The programme of an event as it is read: by day and time, side by side where rooms are used at once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.db.models import F, QuerySet

from events.models import Event, EventPage, Session, SessionFile, SessionKind, SessionPerson, SessionRole
from portal.access.prepared import PreparedRows
from portal.core.cache.recording import shows_all, shows_parts
from portal.core.models import Person

MOST_COLUMNS = 5
TALKS = 50


@dataclass
class Item:
    """A session with its people. `column` is its room's, from 1; 0: it has the whole width. `files` are those that
    its reader may have."""

    session: Session
    speakers: list[Person] = field(default_factory=list)
    moderators: list[Person] = field(default_factory=list)
    files: list[SessionFile] = field(default_factory=list)
    column: int = 0

    def is_beside(self, other: "Item") -> bool:
        """Whether both have hours, some of them at once."""
        mine, its = self.session, other.session
        if not (mine.starts_at and mine.ends_at and its.starts_at and its.ends_at) or self is other:
            return False
        return mine.starts_at < its.ends_at and its.starts_at < mine.ends_at


@dataclass(frozen=True)
class Slot:
    """What begins at the same time."""

    starts_at: datetime
    items: list[Item]


@dataclass(frozen=True)
class Day:
    """`rooms` are the columns; none where rooms don't tell sessions apart that are held at once."""

    date: date
    slots: list[Slot]
    rooms: list[str]


@dataclass(frozen=True)
class Timetable:
    """`unset` are the sessions whose hours are not set yet; `withholds` tells that there are files for others."""

    days: list[Day]
    unset: list[Item]
    withholds: bool = False

    @property
    def items(self) -> list[Item]:
        return [item for day in self.days for slot in day.slots for item in slot.items] + self.unset

    @property
    def people(self) -> list[Person]:
        """Who speaks or moderates, in the order in which they do."""
        named = [person for item in self.items for person in (*item.speakers, *item.moderators)]
        return list({person.pk: person for person in named}.values())

    def __bool__(self) -> bool:
        return bool(self.days or self.unset)


def timetable_of(event: Event, *, with_files: bool) -> Timetable:
    """`with_files`: for who reads the materials alone."""
    if event.pk is None:
        return Timetable([], [])
    shows_parts(Event, event.pk, Session)
    items = {session.pk: Item(session) for session in _sessions(event.pk)}
    for item in items.values():
        item.session.event = event
    for row in _people(event.pk) if items else ():
        item = items[row.session_id]
        (item.speakers if row.role == SessionRole.SPEAKER else item.moderators).append(row.person)
    files = _files(event.pk) if items else []
    for file in files if with_files else ():
        items[file.session_id].files.append(file)
    dated = [item for item in items.values() if item.session.starts_at]
    days = [_day(on, list(group)) for on, group in groupby(dated, lambda item: item.session.day) if on]
    unset = [item for item in items.values() if not item.session.starts_at]
    return Timetable(days, unset, withholds=bool(files) and not with_files)


def _day(on: date, items: list[Item]) -> Day:
    beside = [item for item in items if any(map(item.is_beside, items))]
    rooms = sorted({item.session.room for item in beside})
    starts = [(item.session.starts_at, item.session.room) for item in beside]
    if "" in rooms or len(rooms) > MOST_COLUMNS or len(set(starts)) < len(starts):
        rooms = []
    for item in beside if rooms else ():
        item.column = rooms.index(item.session.room) + 1
    slots = [
        Slot(starts_at, sorted(group, key=lambda item: item.column))
        for starts_at, group in groupby(items, lambda item: item.session.starts_at)
        if starts_at
    ]
    return Day(on, slots, rooms)


@PreparedRows
def _sessions(event_id: int) -> QuerySet:
    return Session.objects.filter(event=event_id).in_order()


@PreparedRows
def _people(event_id: int) -> QuerySet:
    people = SessionPerson.objects.select_related("person").filter(session__event=event_id)
    return people.order_by("sort_order", "pk")


@PreparedRows
def _files(event_id: int) -> QuerySet:
    return SessionFile.objects.select_related("document").filter(session__event=event_id).order_by("sort_order", "pk")


@dataclass(frozen=True)
class Talk:
    session: Session
    page: EventPage


def talks_of(person: Person, language: str) -> list[Talk]:
    """Where somebody speaks or moderates, the latest first, at events with a published page in that language."""
    shows_all(SessionPerson)
    rows = (
        Session.objects.filter(people__person=person)
        .select_related("event")
        .order_by(F("starts_at").desc(nulls_first=True), "-pk")[:TALKS]
    )
    sessions = [session for session in rows if session.kind != SessionKind.BREAK]
    pages = EventPage.without_text().filter(event__in={session.event_id for session in sessions})
    shown = {page.event_id: page for page in pages.filter(locale__language_code=language)}
    return [Talk(session, shown[session.event_id]) for session in sessions if session.event_id in shown]
