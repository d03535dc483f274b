from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from events.viewsets import EventViewSet, RegistrationViewSet, SessionViewSet


class EventsGroup(ViewSetGroup):
    items = (EventViewSet(), RegistrationViewSet())
    menu_label = _("Events")
    menu_icon = "date"
    menu_order = 220


@hooks.register("register_admin_viewset")
def events() -> EventsGroup:
    return EventsGroup()


@hooks.register("register_admin_viewset")
def sessions() -> SessionViewSet:
    return SessionViewSet()


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in (
        ("registration.made", _("Register"), _("Registered")),
        ("registration.confirmed", _("Give a place"), _("Given a place from the waiting list")),
        ("registration.accepted", _("Accept the request"), _("Request accepted")),
        ("registration.declined", _("Decline the request"), _("Request declined")),
        ("registration.offered", _("Offer a place"), _("Offered a place from the waiting list")),
        ("registration.offer_over", _("End an offer"), _("Offer over: nobody took the place in time")),
        ("registration.offer_withdrawn", _("Withdraw an offer"), _("Offer withdrawn: the event has no date any more")),
        ("registration.cancelled", _("Cancel the registration"), _("Registration cancelled")),
        ("registration.resent", _("Send the message again"), _("Message sent again")),
        ("registration.address", _("Follow the account’s address"), _("Address changed with the account’s")),
        ("registration.entered", _("Let in at the door"), _("Let in at the door")),
        ("registration.entry_undone", _("Undo an entry"), _("Entry undone")),
        ("registration.absent", _("Mark as absent"), _("Marked as absent")),
        ("registration.present", _("Mark as present"), _("Marked as present")),
        ("registration.reinstated", _("Undo the cancellation"), _("Cancellation undone")),
        ("registration.moved", _("Move to another event"), _("Moved to another event")),
        ("registration.corrected", _("Correct the registration"), _("Registration corrected")),
        ("registration.told", _("Change what was told"), _("Answers, consents or needs changed")),
        ("registration.sessions", _("Choose sessions"), _("Sessions chosen by an organiser")),
        ("registration.companion", _("Cancel for another"), _("Cancelled for somebody registered along")),
        ("event.asked", _("Change what the form asks"), _("Questions of the form changed")),
        ("registration.category", _("Change the category"), _("Category changed")),
        ("registration.buyer", _("Change the billing details"), _("Billing details changed")),
        ("event.changed", _("Change the event"), _("Event changed")),
        ("event.programme", _("Change the programme"), _("Programme changed")),
        ("event.door", _("Make a door link"), _("Door link made")),
        ("event.door_end", _("End a door link"), _("Door link ended")),
        ("event.printed", _("Print"), _("Badges, list or certificates printed")),
        ("event.imported", _("Import people"), _("People imported from a sheet")),
        ("event.letter", _("Write to registrants"), _("Letter sent to registrants")),
        ("event.letter_test", _("Send a letter to oneself"), _("Letter sent to oneself as a test")),
        ("event.feedback", _("Ask those who attended"), _("Those who attended asked what they think of it")),
        (
            "event.feedback_asked",
            _("Write the questions"),
            _("Questions to those who attended changed"),
        ),
        (
            "event.feedback_survey",
            _("Make a survey of these answers"),
            _("Answers handed to a study"),
        ),
        ("event.rest_absent", _("Mark the rest as absent"), _("Whoever was not seen marked as absent")),
        ("event.rest_present", _("Mark the rest as present"), _("Whoever was not marked as absent marked as present")),
        ("event.copied", _("Hold again"), _("Made from an earlier event")),
        ("event.cancelled", _("Cancel the event"), _("Event cancelled")),
    ):
        actions.register_action(f"events.{name}", label, message)
    actions.register_action("events.event.capacity")(CapacityFormatter)


class CapacityFormatter(LogFormatter):
    label = _("Change the number of places")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return gettext("Number of places changed from %(from)s to %(to)s: %(reason)s") % log_entry.data
