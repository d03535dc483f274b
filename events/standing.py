"""How an event stands for one visitor: what page, list, form, feed and search engines all say."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from events.models import Event
from events.services.admitting import refusal, room
from events.states import EventState, Refusal, Room
from events.wording import Badge, badge, explain, moment
from portal.access.viewer import MembershipState, Viewer


class Action(StrEnum):
    REGISTER = "register"
    JOIN_LIST = "join_list"
    SIGN_IN = "sign_in"
    BECOME_MEMBER = "become_member"
    SEE_MEMBERSHIP = "see_membership"


TAKING_PART = (Action.REGISTER, Action.JOIN_LIST, Action.SIGN_IN)
"""What leads to a place for somebody who may have one."""


@dataclass(frozen=True)
class Standing:
    """`at` is the moment that the sentence tells, `action` the one thing to do, if there is any."""

    state: EventState
    badge: Badge
    sentence: str
    at: datetime | None = None
    action: Action | None = None

    def url(self, event: Event) -> str:
        """Where the action is done; "" where there is none."""
        match self.action:
            case None:
                return ""
            case Action.BECOME_MEMBER | Action.SEE_MEMBERSHIP:
                return f"{reverse('account:home')}#membership"
        form = reverse("events:register", args=[event.pk])
        return f"{reverse('account_login')}?{urlencode({'next': form})}" if self.action is Action.SIGN_IN else form

    @property
    def is_for_members(self) -> bool:
        """Whether it is members that this viewer would have to be: what they are told depends on who they are."""
        return self.badge.code == "members"

    @property
    def label(self) -> str:
        """What the action is called."""
        match self.action:
            case Action.REGISTER:
                return _("Register")
            case Action.JOIN_LIST:
                return _("Join the waiting list")
            case Action.SIGN_IN:
                return _("Sign in to register")
            case Action.BECOME_MEMBER:
                return _("Become a member")
            case Action.SEE_MEMBERSHIP:
                return _("See my membership")
        return ""


def registration_state(event: Event, viewer: Viewer, at: datetime) -> Standing:
    """Of an event with its counts, by what the viewer may do about it at that moment."""
    state = _state(event, viewer, at)
    reason = refusal(event, viewer, at)
    said = explain(reason, event, viewer) if reason else ""
    if reason is Refusal.MEMBERS_ONLY:
        return Standing(state, Badge("members", _("For members")), said, action=_towards_membership(viewer))
    if reason is Refusal.MEMBERS_FIRST:
        opens = event.members_first_until
        return Standing(state, Badge("members", _("Members first")), said, opens, _towards_membership(viewer))
    if reason is not None:
        return Standing(state, badge(event, state), said, _moment_of(event, state))
    if state is EventState.WAITING_LIST:
        sentence = _("All places are taken. Whoever joins the waiting list is offered the next one that becomes free.")
        return Standing(state, badge(event, state), sentence, event.closes_at, Action.JOIN_LIST)
    until = event.closes_at
    sentence = _("Registration is open until %(date)s.") % {"date": moment(until, event)} if until else ""
    return Standing(state, badge(event, state), sentence, until, Action.REGISTER)


def _towards_membership(viewer: Viewer) -> Action:
    """What somebody does who reads as no member; an account shows how each of them goes on."""
    if viewer.user_id is None:
        return Action.SIGN_IN
    return Action.BECOME_MEMBER if viewer.membership is MembershipState.NONE else Action.SEE_MEMBERSHIP


def _state(event: Event, viewer: Viewer, at: datetime) -> EventState:
    """For whom all that they may take is taken, an event that others may still come to is full."""
    state = event.state(at)
    if state is EventState.OPEN and room(event, viewer) == Room.FULL:
        return EventState.WAITING_LIST if event.has_waiting_list else EventState.FULL
    return state


def _moment_of(event: Event, state: EventState) -> datetime | None:
    return {
        EventState.CANCELLED: event.cancelled_at,
        EventState.PAST: event.ends_at,
        EventState.NOT_YET_OPEN: event.registration_opens_at,
        EventState.CLOSED: event.closes_at,
    }.get(state)
