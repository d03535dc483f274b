from events.models.facts import CalendarFacts, Event, EventChange, Kind, counted
from events.models.pages import EventPage, EventsIndexPage, Speaker
from events.models.registration import AttendeeCode, Registration, new_token
from portal.core.mail.names import single_line

__all__ = [
    "AttendeeCode",
    "CalendarFacts",
    "Event",
    "EventChange",
    "EventPage",
    "EventsIndexPage",
    "Kind",
    "Registration",
    "Speaker",
    "counted",
    "new_token",
    "single_line",
]
