"""Which events somebody may name: those with a page they may know of."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from events.models import Event, EventPage
from portal.access.choosing import Choice, known_to, register_choice


def events_known_to(user: Any) -> QuerySet[Event]:
    pages = EventPage.objects.filter(pk__in=known_to(user, Page).values("pk"))
    return Event.objects.filter(pk__in=pages.order_by().values("event"))


register_choice(Event, Choice(events_known_to))
