from events.models.door import CheckIn, DoorLink
from events.models.facts import CalendarFacts, Event, EventChange, Kind, counted
from events.models.pages import EventPage, EventsIndexPage, Speaker
from events.models.programme import (
    EventPartner,
    EventReading,
    PartnerTier,
    Session,
    SessionFile,
    SessionKind,
    SessionPerson,
    SessionRole,
)
from events.models.registration import AttendeeCode, Registration, new_code, new_token
from portal.core.mail.names import single_line

__all__ = [
    "AttendeeCode",
    "CalendarFacts",
    "CheckIn",
    "DoorLink",
    "Event",
    "EventChange",
    "EventPage",
    "EventPartner",
    "EventReading",
    "EventsIndexPage",
    "Kind",
    "PartnerTier",
    "Registration",
    "Session",
    "SessionFile",
    "SessionKind",
    "SessionPerson",
    "SessionRole",
    "Speaker",
    "counted",
    "new_code",
    "new_token",
    "single_line",
]
