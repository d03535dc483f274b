from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry

from members.viewsets import OrganisationViewSet, after_bulk_action, before_bulk_action

hooks.register("before_bulk_action", before_bulk_action)
hooks.register("after_bulk_action", after_bulk_action)


@hooks.register("register_admin_viewset")
def organisations() -> OrganisationViewSet:
    return OrganisationViewSet("organisations")


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in (
        ("account.made", _("Make the account"), _("Account made")),
        ("account.address", _("Change the account’s address"), _("Account’s address changed")),
        ("account.closed", _("Close the account"), _("Account closed")),
        ("account.reopened", _("Reopen the account"), _("Account reopened")),
        ("account.roles", _("Change the account’s roles"), _("Account’s roles changed")),
        ("memberships.changed", _("Change the memberships"), _("Memberships changed")),
        ("organisation.suspended", _("Suspend the organisation"), _("Organisation suspended")),
        ("organisation.resumed", _("Lift the suspension"), _("Suspension lifted")),
    ):
        actions.register_action(f"members.{name}", label, message)
    actions.register_action("members.seat.given")(SeatGiven)
    actions.register_action("members.seat.removed")(SeatRemoved)


class OfOnePerson(LogFormatter):
    """An organisation's history says of whom."""

    def format_message(self, log_entry: BaseLogEntry) -> str:
        return self.message % {"person": log_entry.data["person"]}


class SeatGiven(OfOnePerson):
    label = _("Give a seat")
    message = _("Seat given: %(person)s")


class SeatRemoved(OfOnePerson):
    label = _("Remove the seat")
    message = _("Seat removed: %(person)s")
