"""The sessions that people from a sheet go to, as its column names them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, Session
from events.services.booking import clashes
from studies.survey.doors.lists import Headings
from studies.survey.sheets.values import fold

HEADINGS: Headings = {
    "sessions": ("séances", "séance", "ateliers", "atelier", "sessions", "session", "workshops", "workshop")
}


def sessions_of(event: Event) -> list[Session]:
    """Those that are chosen, with their places counted."""
    return list(event.sessions.bookable().with_bookings().in_order())


def chosen(text: str, sessions: Sequence[Session]) -> tuple[list[int], list[str]]:
    """The keys of those it names, and what is wrong with it. A title may have a comma in it."""
    found: dict[int, Session] = {}
    wrong = []
    for name in filter(None, map(str.strip, text.split(";"))):
        called = [each for each in sessions if fold(name) in (fold(each.title_fr), fold(each.title_en))]
        if len(called) == 1:
            found[called[0].pk] = called[0]
        else:
            wrong.append(_not_one(name, called, sessions))
    return list(found), wrong or clashes(found.values())


def _not_one(name: str, called: Sequence[Session], sessions: Sequence[Session]) -> str:
    if called:
        sentence = _("Several sessions are called “%(name)s”: give each a title of its own in the programme first.")
        return sentence % {"name": name[:80]}
    if not sessions:
        return _("The event has no sessions with limited places: leave this column empty.")
    sentence = _("No session with limited places is called “%(name)s”; separate several by semicolons.")
    return sentence % {"name": name[:80]}


def told_of(sessions: Sequence[Any], people: Sequence[Mapping[str, Any]], event: Event) -> Iterator[str]:
    """How many would be in each session, which `with_bookings()` counted, and how many of them without a place."""
    wanted = Counter(key for person in people for key in person["sessions"])
    for session in sessions:
        count = wanted[session.pk]
        lacking = count - max(session.capacity - session.places_taken, 0)
        told = ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
        if lacking > 0 and event.has_waiting_list:
            waiting = ngettext(
                "%(count)s of them on its waiting list", "%(count)s of them on its waiting list", lacking
            )
            told = f"{told}, {waiting % {'count': lacking}}"
        elif lacking > 0:
            lacks = ngettext("%(count)s place is lacking", "%(count)s places are lacking", lacking)
            told = lacks % {"count": lacking}
        if count:
            yield _("“%(category)s”: %(told)s") % {"category": session, "told": told}
