"""What the screens of events and of registrations both say."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.models import Event
from events.states import Refusal
from events.wording import explain
from members.models import User
from portal.core.mail.models import Message


class StaffRequest(HttpRequest):
    """Of the administration, which nobody enters without an account."""

    user: User  # type: ignore[assignment]


def undelivered(registrations: QuerySet, user: User) -> QuerySet:
    """What those registered did not get, for those who see to it."""
    return Message.objects.undelivered().about_any(registrations).of_concern_to(user)[:20]


def why_not(reason: Refusal, event: Event) -> str:
    """A refusal to an organiser, who can do something about it."""
    if reason is Refusal.FULL:
        return _("No place is free: raise the capacity or cancel a registration first.")
    return explain(reason, event)
