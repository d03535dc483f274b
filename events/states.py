"""The words in which the room speaks of events, of registrations, and of what it refuses."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegistrationState(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    OFFERED = "offered", _("offered a place")
    PENDING = "pending", _("awaiting approval")
    WAITING = "waiting", _("on the waiting list")
    CANCELLED = "cancelled", _("cancelled")


class BookingState(models.TextChoices):
    BOOKED = "booked", _("confirmed")
    WAITING = "waiting", _("on the waiting list")


class Refusal(StrEnum):
    """Why a registration is not made, or not changed."""

    CANCELLED = "cancelled"
    PAST = "past"
    STARTED = "started"
    ANNOUNCED = "announced"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    FULL = "full"
    MEMBERS_ONLY = "members_only"
    MEMBERS_FIRST = "members_first"
    BY_HAND = "by_hand"
    CATEGORY = "category"
    CATEGORY_FULL = "category_full"
    CATEGORY_ELSEWHERE = "category_elsewhere"
    ANSWERED = "answered"
    INVOICED = "invoiced"
    REGISTERED = "registered"
    ERASED = "erased"
    OFFER_OVER = "offer_over"
    LEFT = "left"
    TOO_MANY = "too_many"
    ALONE = "alone"


class AtTheDoor(StrEnum):
    """What became of a scan, or of the button beside a name."""

    ENTERED = "entered"
    ALREADY = "already"
    UNDONE = "undone"
    NO_PLACE = "no_place"
    UNKNOWN = "unknown"


class Room(StrEnum):
    """What the categories of an event that some may take have left for them."""

    ANY = "any"
    """It has no categories: whoever comes takes a place of the event."""
    LEFT = "left"
    FULL = "full"
    NONE = "none"
    """All that it has are for others."""


class EventState(StrEnum):
    """In order of precedence: page, list, form and feed all say the first that applies."""

    CANCELLED = "cancelled"
    PAST = "past"
    ANNOUNCED = "announced"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    WAITING_LIST = "waiting_list"
    FULL = "full"
    OPEN = "open"

    @property
    def refusal(self) -> Refusal | None:
        """Why nobody registers in this state; None: a form is there, for a place or for a rank on the waiting list."""
        return _REFUSALS.get(self)


_REFUSALS = {
    EventState.CANCELLED: Refusal.CANCELLED,
    EventState.PAST: Refusal.PAST,
    EventState.ANNOUNCED: Refusal.ANNOUNCED,
    EventState.NOT_YET_OPEN: Refusal.NOT_YET_OPEN,
    EventState.CLOSED: Refusal.CLOSED,
    EventState.FULL: Refusal.FULL,
}


class Refused(Exception):
    """The registration was not made, or not changed, and why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason
