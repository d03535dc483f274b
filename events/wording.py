"""What visitors are told about an event: when it is, what may be done, and why not."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from events.models import CalendarFacts, Event, Registration, Session
from events.services.admitting import Choice
from events.states import AtTheDoor, EventState, Refusal, RegistrationState
from events.zones import PARIS
from portal.access.viewer import ANONYMOUS, MembershipState, Viewer
from portal.billing.amounts import Quote
from portal.billing.services.invoicing import price_each
from portal.billing.wording import money
from portal.core.pages.localised import as_html, composed

FEW_PLACES = 5


@dataclass(frozen=True)
class Badge:
    """`code` names the style: open, soon, waiting, full, closed, past, cancelled or members."""

    code: str
    label: str


def day(at: datetime, zone: ZoneInfo | None = None) -> str:
    """By the clocks of that zone, else of Paris."""
    # Translators: a date in Django's format, as in "Thursday 11 March 2027"
    return date_format(timezone.localtime(at, zone), pgettext("date format", "l j F Y"))


def hour(at: datetime, zone: ZoneInfo | None = None) -> str:
    # Translators: a time in Django's format, as in "9:15"
    return _clock(at, zone or timezone.get_current_timezone(), pgettext("time format", "G:i"))


@lru_cache(maxsize=1024)
def _clock(at: datetime, zone: tzinfo, format: str) -> str:
    """Remembered, for a programme tells each hour three times."""
    return date_format(timezone.localtime(at, zone), format)


def moment(at: datetime, event: CalendarFacts | None = None) -> str:
    """Day and hour by the clocks of the event, with their city where it isn't Paris."""
    zone = event.zone if event else None
    said = _("%(day)s at %(hour)s") % {"day": day(at, zone), "hour": hour(at, zone)}
    return by_the_clocks(said, event) if event else said


def by_the_clocks(said: str, event: CalendarFacts) -> str:
    """Hours that were said of an event, with the city whose clocks they are by where it isn't Paris."""
    if event.time_zone == PARIS:
        return said
    city = event.get_time_zone_display()  # type: ignore[attr-defined]
    return _("%(hours)s (local time, %(city)s)") % {"hours": said, "city": city}


def when(event: CalendarFacts) -> str:
    """Its days and hours by its own clocks, or the words that stand for them until they are set."""
    if event.starts_at is None or event.ends_at is None:
        return event.announced or _("Date to be announced")
    start, end = day(event.starts_at, event.zone), day(event.ends_at, event.zone)
    if event.hours:
        days = start if start == end else _("from %(start)s to %(end)s") % {"start": start, "end": end}
        return _("%(days)s, %(hours)s") % {"days": days, "hours": event.hours}
    first, last = hour(event.starts_at, event.zone), hour(event.ends_at, event.zone)
    if start == end:
        said = _("%(day)s, from %(start)s to %(end)s") % {"day": start, "start": first, "end": last}
    else:
        moments = [_("%(day)s at %(hour)s") % {"day": on, "hour": at} for on, at in ((start, first), (end, last))]
        said = _("from %(start)s to %(end)s") % dict(zip(("start", "end"), moments, strict=True))
    return by_the_clocks(said, event)


def session_hours(session: Session) -> str:
    """Day, hours by the clocks of the event's place, and room; what is not set is left out."""
    if not session.starts_at or not session.ends_at:
        return session.room
    zone = session.event.zone
    start, end = hour(session.starts_at, zone), hour(session.ends_at, zone)
    said = _("%(day)s, from %(start)s to %(end)s") % {"day": day(session.starts_at, zone), "start": start, "end": end}
    hours = by_the_clocks(said, session.event)
    return f"{hours}, {session.room}" if session.room else hours


def machine_time(event: CalendarFacts) -> dict[str, object]:
    """`start` and `end` for machines: days alone while the hours are words."""
    if event.starts_at is None or event.ends_at is None:
        return {"start": "", "end": ""}
    start, end = (timezone.localtime(at, event.zone) for at in (event.starts_at, event.ends_at))
    return {"start": start.date(), "end": end.date()} if event.hours else {"start": start, "end": end}


def badge(event: Event, state: EventState) -> Badge:
    """The state in a few words, with how many places are left when they are few."""
    free = event.free_places
    match state:
        case EventState.OPEN if free <= FEW_PLACES:
            left = ngettext("Only %(count)s place left", "Only %(count)s places left", free) % {"count": free}
            return Badge("open", left)
        case EventState.OPEN:
            return Badge("open", _("Registration open"))
        case EventState.WAITING_LIST:
            return Badge("waiting", _("Full, waiting list"))
        case EventState.FULL:
            return Badge("full", _("Full"))
        case EventState.CLOSED:
            return Badge("closed", _("Registration closed"))
        case EventState.PAST:
            return Badge("past", _("Past"))
        case EventState.CANCELLED:
            return Badge("cancelled", _("Cancelled"))
        case EventState.NOT_YET_OPEN if event.registration_opens_at:
            return Badge("soon", _("Opens on %(day)s") % {"day": day(event.registration_opens_at, event.zone)})
    return Badge("soon", _("Announced"))


def amount_in_words(price: Quote) -> str:
    """What is paid."""
    return money(price.gross) if price.gross else _("free of charge")


def price_in_words(price: Quote) -> str:
    gross = amount_in_words(price)
    return _("%(amount)s including VAT") % {"amount": gross} if price.vat else gross


def category_in_words(choice: Choice) -> str:
    """What the form offers: as what, at what price, and that one would have to wait."""
    words = _("%(category)s: %(price)s")
    if choice.outcome is RegistrationState.PENDING:
        words = _("%(category)s: %(price)s (after the organisers’ approval)")
    if choice.outcome is RegistrationState.WAITING:
        words = _("%(category)s: %(price)s (full, waiting list)")
    return as_html(composed(words, category=choice.category.label, price=price_in_words(choice.price)))


def category_at_price(registration: Registration) -> str:
    (price,) = price_each([registration.line])
    label = registration.category.label if registration.category else ""
    return composed(_("%(category)s, %(price)s"), category=label, price=price_in_words(price))


_PLAIN = {
    Refusal.OFFER_OVER: gettext_lazy("This offer is over: the place went to the next in line."),
    Refusal.FULL: gettext_lazy("All places are taken and there is no waiting list."),
    Refusal.BY_HAND: gettext_lazy("The organisers themselves say who takes part: nobody registers with a form."),
    Refusal.CATEGORY: gettext_lazy("You cannot register in this category. Choose one of those offered to you."),
    Refusal.CATEGORY_FULL: gettext_lazy("All places of this category are taken."),
    Refusal.CATEGORY_ELSEWHERE: gettext_lazy(
        "Choose as what they come there: that event has no category of the same name."
    ),
    Refusal.ANSWERED: gettext_lazy("This request is answered already."),
    Refusal.INVOICED: gettext_lazy("The invoice is issued already: only a credit note corrects it."),
    Refusal.REGISTERED: gettext_lazy("This address is registered for the event already."),
    Refusal.TOO_MANY: gettext_lazy(
        "Fewer places are left than you are people: nobody is registered. Register fewer people."
    ),
    Refusal.ALONE: gettext_lazy("Conditions for members are for yourself alone: let the others register themselves."),
    Refusal.LEFT: gettext_lazy("This registration is cancelled."),
    Refusal.ERASED: gettext_lazy("This person’s data is erased."),
}


_NO_MEMBER = {
    MembershipState.NONE: gettext_lazy("Your account is not linked to a membership."),
    MembershipState.PENDING: gettext_lazy("Your membership is not confirmed yet, or has not started."),
    MembershipState.LAPSED: gettext_lazy("Your membership has come to its end."),
    MembershipState.ENDED: gettext_lazy("Your membership has come to its end."),
    MembershipState.SUSPENDED: gettext_lazy("Your membership is suspended."),
    MembershipState.NO_SEAT: gettext_lazy("You no longer have a seat in your organisation’s membership."),
}


def _why_no_member(viewer: Viewer) -> str:
    if viewer.user_id is None:
        return _("Sign in with a member’s account to register.")
    return str(_NO_MEMBER.get(viewer.membership, ""))


def explain(reason: Refusal, event: Event, viewer: Viewer = ANONYMOUS) -> str:
    """Why nobody, or not this visitor, registers now, with the date that matters."""
    if reason in _PLAIN:
        return str(_PLAIN[reason])
    match reason:
        case Refusal.CANCELLED if event.cancelled_at:
            return _("This event was cancelled on %(date)s.") % {"date": day(event.cancelled_at, event.zone)}
        case Refusal.PAST if event.ends_at:
            return _("This event ended on %(date)s.") % {"date": day(event.ends_at, event.zone)}
        case Refusal.STARTED if event.starts_at:
            return _("This event started on %(date)s.") % {"date": moment(event.starts_at, event)}
        case Refusal.CLOSED if event.closes_at:
            return _("Registration closed on %(date)s.") % {"date": moment(event.closes_at, event)}
        case Refusal.MEMBERS_ONLY:
            return f"{_('This event is for members.')} {_why_no_member(viewer)}"
        case Refusal.MEMBERS_FIRST if event.members_first_until:
            until = {"moment": moment(event.members_first_until, event)}
            first = _("Until %(moment)s members register, and everybody from then on.") % until
            return f"{first} {_why_no_member(viewer)}"
        case Refusal.NOT_YET_OPEN if event.registration_opens_at:
            return _("Registration opens on %(date)s.") % {"date": moment(event.registration_opens_at, event)}
    return _("The date of this event is not set yet. Registration opens once it is.")


AT_THE_DOOR = {
    AtTheDoor.ENTERED: gettext_lazy("Welcome, %(name)s."),
    AtTheDoor.ALREADY: gettext_lazy("%(name)s came in already, at %(hour)s."),
    AtTheDoor.UNDONE: gettext_lazy("%(name)s: the entry is undone."),
    AtTheDoor.NO_PLACE: gettext_lazy("%(name)s has no place (%(state)s). Send them to the organiser."),
    AtTheDoor.UNKNOWN: gettext_lazy("This is no badge of this event. Search by name, or send them to the organiser."),
}


def at_the_door(outcome: AtTheDoor, registration: Registration | None, at: datetime | None) -> str:
    """What became of a scan, to whoever holds the phone."""
    state = registration.get_state_display() if registration else ""
    return str(AT_THE_DOOR[outcome]) % {"name": registration, "hour": hour(at) if at else "", "state": state}
