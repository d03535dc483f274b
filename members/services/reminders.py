"""Who is told that a membership ends soon."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from members.emails import remind_of_end
from members.models import Membership, Reminder, Seat
from portal.access.viewer import MembershipState

DAYS_BEFORE = (60, 30, 7)


def remind_of_ends() -> None:
    """Tell delegates and billing contacts, or the person, at each step once, however often this runs.

    Of steps that passed meanwhile, such as while the portal stood still, only the last one is told.
    """
    today = timezone.localdate()
    soon = Membership.objects.filter(ends_on__gte=today, ends_on__lte=today + timedelta(days=max(DAYS_BEFORE)))
    for pk in soon.values_list("pk", flat=True):
        _remind(pk, today)


@transaction.atomic
def _remind(pk: int, today: date) -> None:
    membership = Membership.objects.select_related("organisation", "user").get(pk=pk)
    left = (membership.ends_on - today).days
    step = min(days for days in DAYS_BEFORE if days >= left)
    recipients = _recipients(membership)
    if not recipients or not _is_to_be_renewed(membership, today):
        return
    if not Reminder.objects.get_or_create(membership=membership, ends_on=membership.ends_on, days=step)[1]:
        return
    remind_of_end(membership, recipients)
    if membership.organisation:
        log(instance=membership.organisation, action="members.membership.reminded", data={"days": left})


def _is_to_be_renewed(membership: Membership, today: date) -> bool:
    """It runs, and no other that was accepted goes on after it."""
    organisation = membership.organisation
    if membership.state(today) is not MembershipState.ACTIVE or membership.ended_on is not None:
        return False
    if organisation and organisation.suspended_at:
        return False
    holder = {"organisation": organisation} if organisation else {"user": membership.user}
    later = Membership.objects.filter(**holder, ends_on__gt=membership.ends_on, ended_on=None)
    return not later.exclude(accepted_on=None).exists()


def _recipients(membership: Membership) -> list[str]:
    """Each address once; the organisation's contact where nobody else is known."""
    organisation = membership.organisation
    if organisation is None:
        return [membership.user.email] if membership.user and membership.user.is_active else []
    delegates = Seat.objects.delegates().filter(organisation=organisation)
    addresses = {email.lower() for email in delegates.values_list("user__email", flat=True)}
    addresses.add(organisation.billing_email.lower())
    return sorted(addresses - {""}) or [email for email in (organisation.contact_email,) if email]
