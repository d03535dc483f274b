from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import LogActionRegistry

from events.viewsets import EventViewSet, RegistrationViewSet


class EventsGroup(ViewSetGroup):
    items = (EventViewSet(), RegistrationViewSet())
    menu_label = _("Events")
    menu_icon = "date"
    menu_order = 220


@hooks.register("register_admin_viewset")
def events() -> EventsGroup:
    return EventsGroup()


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in (
        ("registration.made", _("Register"), _("Registered")),
        ("registration.confirmed", _("Give a place"), _("Given a place from the waiting list")),
        ("registration.cancelled", _("Cancel the registration"), _("Registration cancelled")),
        ("registration.resent", _("Send the message again"), _("Message sent again")),
        ("registration.address", _("Follow the account’s address"), _("Address changed with the account’s")),
        ("registration.absent", _("Mark as absent"), _("Marked as absent")),
        ("registration.present", _("Mark as present"), _("Marked as present")),
        ("event.changed", _("Change the event"), _("Event changed")),
        ("event.cancelled", _("Cancel the event"), _("Event cancelled")),
    ):
        actions.register_action(f"events.{name}", label, message)
