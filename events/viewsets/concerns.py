"""What the screens of events and of registrations both say."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, Session
from events.states import Refusal
from events.wording import explain
from events.zones import zone_of
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
    if reason is Refusal.CATEGORY_FULL:
        return _("No place of this category is free: give it more places or cancel a registration first.")
    if reason is Refusal.FULL:
        return _("No place is free: raise the capacity or cancel a registration first.")
    return explain(reason, event)


def warn_of_crowd(request: HttpRequest, event: Event) -> None:
    """Tell an organiser that more people have a place than there are places."""
    confirmed = event.registrations.confirmed().count()
    if confirmed > event.capacity:
        warning = ngettext(
            "%(count)s person is confirmed for fewer places; nobody loses their place.",
            "%(count)s people are confirmed for fewer places; nobody loses their place.",
            confirmed,
        )
        messages.warning(request, warning % {"count": confirmed})


class ByItsClocks:
    """A view of an event, or of a part of it, in which all hours are typed and shown by the clocks of its place."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        with timezone.override(timezone.get_current_timezone()):
            response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            return response.render() if isinstance(response, TemplateResponse) else response

    def get_object(self, *args, **kwargs) -> Event | Session:
        found = super().get_object(*args, **kwargs)  # type: ignore[misc]
        event = found if isinstance(found, Event) else found.event
        timezone.activate(zone_of(self.request.POST.get("time_zone") or event.time_zone))  # type: ignore[attr-defined]
        return found
