from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.models import Page

from events.models import EventPage
from events.viewsets import EventViewSet, RegistrationViewSet
from portal.core.viewsets import lead_to_row


class EventsGroup(ViewSetGroup):
    items = (EventViewSet(), RegistrationViewSet())
    menu_label = gettext_lazy("Events")
    menu_icon = "date"
    menu_order = 220


@hooks.register("register_admin_viewset")
def events() -> EventsGroup:
    return EventsGroup()


@hooks.register("after_create_page")
def lead_to_event(request: HttpRequest, page: Page) -> HttpResponse | None:
    return lead_to_row(request, page, "event", "event:edit") if isinstance(page, EventPage) else None


@hooks.register("after_edit_page")
def lead_to_missing_dates(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page that the editor's autosave made has not been led to its event yet."""
    if not isinstance(page, EventPage) or page.event.starts_at or page.live:
        return None
    return lead_to_row(request, page, "event", "event:edit")


@hooks.register("before_publish_page")
def refuse_without_dates(request: HttpRequest, page: Page) -> HttpResponse | None:
    """An event is published once it says when it takes place."""
    if not isinstance(page, EventPage) or (page.event.starts_at and page.event.ends_at):
        return None
    if page.live_revision_id is None:  # made and published in one go: Wagtail has saved it as live already
        EventPage.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)
    messages.error(request, _("Saved, but not published: say first when the event starts and ends."))
    return lead_to_row(request, page, "event", "event:edit")
