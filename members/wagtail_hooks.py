from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry

from members.models import Invitation, User
from members.periods import ACTIONS, PeriodViewSet, SeatViewSet
from members.reviewing import ApplicationViewSet
from members.viewsets import (
    IndividualViewSet,
    OrganisationViewSet,
    PlanViewSet,
    after_bulk_action,
    before_bulk_action,
)
from portal.core.personal_data.erasing import ERASED

hooks.register("before_bulk_action", before_bulk_action)
hooks.register("after_bulk_action", after_bulk_action)
for action in ACTIONS:
    hooks.register("register_bulk_action", action)


@hooks.register("register_admin_viewset")
def organisations() -> OrganisationViewSet:
    return OrganisationViewSet("organisations")


@hooks.register("register_admin_viewset")
def memberships() -> list[ModelViewSet]:
    return [
        ApplicationViewSet(),
        PeriodViewSet("memberships"),
        SeatViewSet("seats"),
        PlanViewSet("plans"),
        IndividualViewSet("individual_memberships"),
    ]


@hooks.register("register_permissions")
def rights_to_give() -> QuerySet[Permission]:
    """To groups, among those of the models that have lists of their own; administrators have it unasked."""
    return Permission.objects.filter(content_type__app_label="members", codename="change_identityprovider")


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
        ("organisation.listed", _("Show among the members"), _("Shown among the members")),
        ("organisation.unlisted", _("Show no longer among the members"), _("No longer shown among the members")),
        ("organisation.logo", _("Change the logo"), _("Logo changed by the organisation")),
        ("identity.set_up", _("Set up the organisation’s own sign-in"), _("Own sign-in set up")),
        ("identity.taken_down", _("Take the organisation’s own sign-in down"), _("Own sign-in taken down")),
        ("directory.shown", _("Show oneself in the directory"), _("Shown in the members’ directory")),
        ("directory.left", _("Leave the directory"), _("Taken off the members’ directory")),
        ("application.received", _("Apply for a membership"), _("Application received")),
        ("application.confirmed", _("Confirm the application"), _("Address confirmed by whoever applies")),
        ("application.accepted", _("Accept the application"), _("Application accepted")),
        ("application.refused", _("Refuse the application"), _("Application refused")),
        ("application.withdrawn", _("Withdraw the application"), _("Withdrawn by whoever applied")),
    ):
        actions.register_action(f"members.{name}", label, message)
    actions.register_action(
        "members.membership.reminded", _("Remind of the end"), _("Reminded of the membership’s end")
    )
    for formatter in OfOnePerson.__subclasses__():
        actions.register_action(f"members.{formatter.action}")(formatter)


class OfOnePerson(LogFormatter):
    """An organisation's history says of whom; the name is the account's, and gone with it.

    A list of many entries gives each the person, found together with the others, as `told_of`.
    """

    def format_message(self, log_entry: BaseLogEntry) -> str:
        if hasattr(log_entry, "told_of"):
            return self.message % {"person": log_entry.told_of or ERASED}
        told = log_entry.data
        person = User.objects.filter(pk=told["user"]).first() if "user" in told else None
        offered = Invitation.objects.filter(pk=told["invitation"]).first() if "invitation" in told else None
        return self.message % {"person": person or (offered and offered.email) or ERASED}


class SeatGiven(OfOnePerson):
    action = "seat.given"
    label = _("Give a seat")
    message = _("Seat given: %(person)s")


class SeatRemoved(OfOnePerson):
    action = "seat.removed"
    label = _("Remove the seat")
    message = _("Seat removed: %(person)s")


class InvitationSent(OfOnePerson):
    action = "invitation.sent"
    label = _("Offer a seat")
    message = _("Seat offered: %(person)s")


class DelegateNamed(OfOnePerson):
    action = "seat.delegate"
    label = _("Name a delegate")
    message = _("Delegate named: %(person)s")


class InvitationWithdrawn(OfOnePerson):
    action = "invitation.withdrawn"
    label = _("Withdraw the invitation")
    message = _("Invitation withdrawn: %(person)s")


class RequestMade(OfOnePerson):
    action = "request.made"
    label = _("Ask for a seat")
    message = _("Seat asked for: %(person)s")


class RequestDeclined(OfOnePerson):
    action = "request.declined"
    label = _("Decline a request for a seat")
    message = _("Request for a seat declined: %(person)s")
