"""Who may register for an event, as what and at what price: decided here for the page, the form and what it sends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events.models import Category, Event
from events.states import Refusal, Refused, RegistrationState, Room
from portal.access.viewer import Viewer
from portal.billing.amounts import Quote
from portal.billing.services.invoicing import price_each


@dataclass(frozen=True)
class Choice:
    """A category that a viewer may take now, what it costs them, and what taking it comes to."""

    category: Category
    price: Quote
    outcome: RegistrationState

    @property
    def key(self) -> str:
        """As the form sends it. A price that has changed meanwhile, or was forged, is none of these."""
        return f"{self.category.pk}-{self.category.net_price}-{self.price.gross}"


def refusal(event: Event, viewer: Viewer, at: datetime) -> Refusal | None:
    """Why this viewer may not register at the moment `at`; None: they may."""
    state = event.state(at)
    if state.refusal is not None:
        return state.refusal
    if not viewer.reads_as_member and event.members_only:
        return Refusal.MEMBERS_ONLY
    if not viewer.reads_as_member and event.is_members_first(at):
        return Refusal.MEMBERS_FIRST
    left = room(event, viewer)
    if left == Room.NONE:
        return Refusal.BY_HAND if event.room_for_members == Room.NONE else Refusal.MEMBERS_ONLY
    return Refusal.FULL if left == Room.FULL and not event.has_waiting_list else None


def room(event: Event, viewer: Viewer) -> str:
    """One of `Room`: what the event's categories have left for this viewer."""
    return event.room_for_members if viewer.reads_as_member else event.room_for_all


def may_take(category: Category, viewer: Viewer) -> bool:
    return not category.by_hand and (viewer.reads_as_member or not category.members_only)


def has_member_conditions(event: Event, viewer: Viewer) -> bool:
    """Whether this viewer would have another choice as a member."""
    for_members = [category for category in event.categories_counted if category.members_only and not category.by_hand]
    return bool(for_members) and not viewer.reads_as_member


def choices(event: Event, viewer: Viewer) -> list[Choice]:
    """What this viewer chooses from, in the organiser's order; none at an event without categories."""
    theirs = [category for category in event.categories_counted if may_take(category, viewer)]
    prices = price_each([category.line for category in theirs])
    outcomes = [event.outcome(category) for category in theirs]
    return [
        Choice(category, price, outcome)
        for category, price, outcome in zip(theirs, prices, outcomes, strict=True)
        if outcome
    ]


def prices(event: Event) -> list[tuple[Category, Quote]]:
    """What each category costs that somebody may take by the form, whoever asks; none at an event without any."""
    if event.room_for_members == Room.ANY:
        return []
    given = [category for category in event.categories_counted if not category.by_hand]
    return list(zip(given, price_each([category.line for category in given]), strict=True))


def admit(
    event: Event, viewer: Viewer, category_id: int | None, at: datetime
) -> tuple[Category | None, RegistrationState]:
    """As what this viewer registers, and what that comes to now, at an event that is held; raises Refused.

    Who names no category gets the only one there is for them.
    """
    if reason := refusal(event, viewer, at):
        raise Refused(reason)
    theirs = [category for category in event.categories_counted if may_take(category, viewer)]
    category = _named(theirs, category_id)
    outcome = event.outcome(category)
    if outcome is None:
        raise Refused(Refusal.CATEGORY_FULL)
    return category, outcome


def _named(theirs: Sequence[Category], category_id: int | None) -> Category | None:
    if category_id is None and len(theirs) < 2:
        return theirs[0] if theirs else None
    found = next((category for category in theirs if category.pk == category_id), None)
    if found is None:
        raise Refused(Refusal.CATEGORY)
    return found
