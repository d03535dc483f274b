"""Who is told that a membership ends soon: each step once."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from wagtail.models import ModelLogEntry

from members.models import Membership
from members.services.reminders import remind_of_ends
from tests.factories.members import MembershipFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db


def ending(days: int, **facts) -> Membership:
    return MembershipFactory(ends_on=timezone.localdate() + timedelta(days=days), **facts)


def told() -> list[str]:
    remind_of_ends()
    return sorted(address for message in mail.outbox for address in message.to)


@pytest.mark.parametrize(("days", "messages"), [(61, 0), (60, 1), (31, 1), (30, 1), (7, 1), (0, 1), (-1, 0)])
def test_it_is_told_from_sixty_days_before_to_the_last_day(days, messages):
    ending(days)
    assert len(told()) == messages


def test_each_step_is_told_once_however_often_the_job_runs():
    membership = ending(61)
    start = timezone.now()
    told_on = []
    for day in range(63):
        with time_machine.travel(start + timedelta(days=day), tick=False):
            for _run in range(2):
                before = len(mail.outbox)
                remind_of_ends()
                told_on += [(membership.ends_on - timezone.localdate()).days] * (len(mail.outbox) - before)
    assert told_on == [60, 30, 7]


def test_after_a_standstill_only_the_last_step_is_told():
    ending(5)
    told()
    assert len(told()) == 1


def test_an_end_that_moves_is_told_anew():
    membership = ending(5)
    told()
    membership.ends_on += timedelta(days=1)
    membership.save()
    assert len(told()) == 2


def test_delegates_and_billing_contact_are_told_each_once():
    organisation = ending(30, organisation__billing_email="compta@exemple.fr").organisation
    SeatFactory(organisation=organisation, is_delegate=True, user=UserFactory(email="referente@exemple.fr"))
    SeatFactory(organisation=organisation, is_delegate=True, user=UserFactory(email="compta@exemple.fr"))
    SeatFactory(organisation=organisation)
    SeatFactory(organisation=organisation, is_delegate=True, removed_at=timezone.now())
    assert told() == ["compta@exemple.fr", "referente@exemple.fr"]


def test_the_contact_is_told_where_nobody_else_is_known():
    membership = ending(30)
    assert told() == [membership.organisation.contact_email]


def test_a_person_is_told_of_their_own():
    user = UserFactory()
    ending(30, organisation=None, user=user)
    assert told() == [user.email]


@pytest.mark.parametrize(
    "facts",
    [
        {"paid_on": None},
        {"suspended_on": timezone.localdate()},
        {"ended_on": timezone.localdate()},
        {"organisation__suspended_at": timezone.now()},
    ],
    ids=["pending", "suspended", "ended", "suspended organisation"],
)
def test_what_does_not_run_is_not_told(facts):
    ending(30, **facts)
    assert told() == []


@pytest.mark.parametrize(("renewal", "messages"), [({}, 0), ({"accepted_on": None}, 1), ({"paid_on": None}, 0)])
def test_a_renewal_stops_them_once_it_is_accepted(renewal, messages):
    membership = ending(30)
    next_day = membership.ends_on + timedelta(days=1)
    facts = {"starts_on": next_day, "accepted_on": timezone.localdate(), "ends_on": next_day + timedelta(days=364)}
    MembershipFactory(organisation=membership.organisation, **{**facts, **renewal})
    assert len(told()) == messages


def test_a_reminder_is_on_record():
    membership = ending(30)
    told()
    entry = ModelLogEntry.objects.get(action="members.membership.reminded")
    assert (entry.object_id, entry.data) == (str(membership.organisation_id), {"days": 30})
