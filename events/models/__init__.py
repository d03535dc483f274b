from events.models.bookings import Booking
from events.models.buyers import Buyer
from events.models.categories import Category
from events.models.companions import Companion
from events.models.consents import Agreement, Consent, consents_of
from events.models.door import CheckIn, DoorLink
from events.models.facts import CalendarFacts, Event, EventChange, Kind, counted
from events.models.feedback import FeedbackKind, FeedbackLink, FeedbackQuestion, FeedbackSheet
from events.models.letters import Audience, EventLetter, EventReminder
from events.models.needs import Diet, Needs
from events.models.pages import EventPage, EventsIndexPage, Speaker
from events.models.printing import PrintedProgramme, PrintKind, Printout
from events.models.programme import (
    EventPartner,
    EventReading,
    PartnerTier,
    Session,
    SessionFile,
    SessionKind,
    SessionPerson,
    SessionRole,
    choosable,
)
from events.models.questions import Answer, Question, QuestionKind, asked_of, conditions, questions_of, settled
from events.models.registration import AttendeeCode, Registration, new_code, new_token
from events.models.stock import event_row, standing, take_stock
from portal.core.mail.names import single_line

__all__ = [
    "Agreement",
    "Answer",
    "AttendeeCode",
    "Audience",
    "Booking",
    "Buyer",
    "CalendarFacts",
    "Category",
    "CheckIn",
    "Companion",
    "Consent",
    "Diet",
    "DoorLink",
    "Event",
    "EventChange",
    "EventLetter",
    "EventPage",
    "EventPartner",
    "EventReading",
    "EventReminder",
    "EventsIndexPage",
    "FeedbackKind",
    "FeedbackLink",
    "FeedbackQuestion",
    "FeedbackSheet",
    "Kind",
    "Needs",
    "PartnerTier",
    "PrintKind",
    "PrintedProgramme",
    "Printout",
    "Question",
    "QuestionKind",
    "Registration",
    "Session",
    "SessionFile",
    "SessionKind",
    "SessionPerson",
    "SessionRole",
    "Speaker",
    "asked_of",
    "choosable",
    "conditions",
    "consents_of",
    "counted",
    "event_row",
    "new_code",
    "new_token",
    "questions_of",
    "settled",
    "single_line",
    "standing",
    "take_stock",
]
