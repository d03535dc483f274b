"""What is known of a viewer's membership, moment by moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from members.models import Organisation, Seat, strongest
from portal.access.viewer import MembershipState, viewer_for
from tests.factories.members import MembershipFactory, OrganisationFactory, SeatFactory, UserFactory, individual, member

pytestmark = pytest.mark.django_db


def state(user) -> MembershipState:
    return viewer_for(user).membership


def test_nobody_has_no_membership():
    assert state(UserFactory()) == MembershipState.NONE


def test_active():
    assert state(member()) == MembershipState.ACTIVE


def test_not_yet_paid_is_pending():
    assert state(member(pending=True)) == MembershipState.PENDING


def test_not_yet_begun_is_pending():
    assert state(member(starts_on=timezone.localdate() + timedelta(days=1))) == MembershipState.PENDING


def test_paid_but_not_accepted_is_pending():
    assert state(member(accepted_on=None)) == MembershipState.PENDING


def test_paid_tomorrow_is_pending_today():
    assert state(member(paid_on=timezone.localdate() + timedelta(days=1))) == MembershipState.PENDING


def test_a_suspended_membership_opens_nothing():
    assert state(member(suspended_on=timezone.localdate())) == MembershipState.SUSPENDED


def test_a_suspension_to_come_still_reads():
    assert state(member(suspended_on=timezone.localdate() + timedelta(days=1))) == MembershipState.ACTIVE


def test_a_membership_ended_before_its_term_reads_on_that_day():
    assert state(member(ended_on=timezone.localdate())) == MembershipState.ACTIVE


def test_a_membership_ended_before_its_term_has_no_grace():
    assert state(member(ended_on=timezone.localdate() - timedelta(days=1))) == MembershipState.ENDED


def test_a_membership_ended_after_its_grace_has_lapsed():
    assert state(member(lapsed_yesterday=True, ended_on=timezone.localdate())) == MembershipState.LAPSED


def test_a_person_may_be_a_member_without_an_organisation():
    assert state(individual()) == MembershipState.ACTIVE


def test_of_a_seat_and_an_own_membership_the_open_one_counts():
    user = individual()
    SeatFactory(user=user, organisation=MembershipFactory(lapsed_yesterday=True).organisation)
    assert state(user) == MembershipState.ACTIVE


def test_a_removed_seat_leaves_an_own_membership_open():
    user = individual()
    SeatFactory(user=user, removed_at=timezone.now())
    assert state(user) == MembershipState.ACTIVE


def test_in_grace():
    assert state(member(in_grace=True)) == MembershipState.GRACE


def test_in_grace_reads():
    assert viewer_for(member(in_grace=True)).reads_as_member


def test_lapsed_yesterday():
    assert state(member(lapsed_yesterday=True)) == MembershipState.LAPSED


def test_the_last_day_of_grace_still_reads():
    user = member(ends_on=timezone.localdate() - timedelta(days=30), grace_days=30)
    assert state(user) == MembershipState.GRACE


def test_the_day_after_grace_no_longer_reads():
    user = member(ends_on=timezone.localdate() - timedelta(days=31), grace_days=30)
    assert state(user) == MembershipState.LAPSED


def test_a_membership_never_paid_lapses_in_the_end():
    user = member(lapsed_yesterday=True, paid_on=None)
    assert state(user) == MembershipState.LAPSED


def test_a_suspended_organisation_suspends_its_people():
    user = member()
    Organisation.objects.update(suspended_at=timezone.now())
    assert state(user) == MembershipState.SUSPENDED


def test_a_removed_seat_is_told_apart():
    user = member()
    Seat.objects.update(removed_at=timezone.now())
    assert state(user) == MembershipState.NO_SEAT


def test_a_removed_seat_leaves_no_organisation():
    user = member()
    Seat.objects.update(removed_at=timezone.now())
    assert viewer_for(user).organisation_ids == frozenset()


def test_a_seat_given_again_counts():
    user = member()
    Seat.objects.update(removed_at=timezone.now())
    SeatFactory(user=user, organisation=Organisation.objects.get())
    assert state(user) == MembershipState.ACTIVE


def test_of_two_organisations_the_active_one_counts():
    user = member(lapsed_yesterday=True)
    second = MembershipFactory().organisation
    SeatFactory(user=user, organisation=second)
    assert state(user) == MembershipState.ACTIVE


def test_both_organisations_are_known():
    user = member()
    SeatFactory(user=user)
    assert viewer_for(user).organisation_ids == frozenset(Organisation.objects.values_list("pk", flat=True))


def test_a_suspended_organisation_does_not_close_the_other():
    user = member()
    suspended = MembershipFactory(organisation=OrganisationFactory(suspended_at=timezone.now())).organisation
    SeatFactory(user=user, organisation=suspended)
    assert state(user) == MembershipState.ACTIVE


def test_a_renewal_paid_counts_over_the_one_that_lapsed():
    user = member(lapsed_yesterday=True)
    MembershipFactory(organisation=Organisation.objects.get())
    assert state(user) == MembershipState.ACTIVE


def test_a_deactivated_account_is_nobody():
    user = member()
    user.is_active = False
    assert viewer_for(user).user_id is None


def test_an_unproved_address_is_not_told():
    assert viewer_for(UserFactory(proved=False)).email == ""


def test_a_proved_address_is_told():
    user = UserFactory()
    assert viewer_for(user).email == user.email


@pytest.mark.parametrize(
    ("last_day", "midnight"),
    [
        (date(2026, 1, 31), datetime(2026, 1, 31, 23, 0, tzinfo=UTC)),
        (date(2026, 6, 30), datetime(2026, 6, 30, 22, 0, tzinfo=UTC)),
        (date(2026, 3, 28), datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
    ],
    ids=[
        "winter",
        "summer",
        "eve of summer time",
        "first of summer time",
        "eve of winter time",
        "first of winter time",
    ],
)
def test_a_membership_ends_at_midnight_in_paris(last_day, midnight):
    user = member(starts_on=date(2025, 1, 1), ends_on=last_day, grace_days=0)
    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        before = state(user)
    with time_machine.travel(midnight, tick=False):
        after = state(user)
    assert (before, after) == (MembershipState.ACTIVE, MembershipState.LAPSED)


def test_a_seat_without_any_membership_gives_none():
    user = SeatFactory().user
    assert state(user) == MembershipState.NONE
    assert viewer_for(user).organisation_ids == frozenset(Organisation.objects.values_list("pk", flat=True))


def test_an_address_that_only_looks_like_the_proved_one_is_not_told():
    user = UserFactory(email="a_b@exemple.fr", proved=False)
    EmailAddress.objects.create(user=user, email="axb@exemple.fr", verified=True)
    assert viewer_for(user).email == ""


class Memberships(HypothesisTestCase):
    """Random seats: what one query tells is what the organisations tell one by one."""

    def draw_membership(self, data, **holder) -> None:
        today = timezone.localdate()
        starts = today + timedelta(days=data.draw(st.integers(-90, 30)))
        MembershipFactory(
            **holder,
            starts_on=starts,
            ends_on=starts + timedelta(days=data.draw(st.integers(0, 60))),
            accepted_on=data.draw(st.sampled_from((None, starts))),
            paid_on=data.draw(st.sampled_from((None, starts, today + timedelta(days=1)))),
            suspended_on=data.draw(st.sampled_from((None, None, today, today + timedelta(days=1)))),
            ended_on=data.draw(st.sampled_from((None, None, today, today - timedelta(days=1)))),
        )

    @settings(max_examples=25, deadline=None, database=None)
    @given(data=st.data())
    def test_one_query_tells_what_the_organisations_do(self, data):
        today = timezone.localdate()
        user = UserFactory()
        for _seat in range(data.draw(st.integers(0, 3))):
            suspended = timezone.now() if data.draw(st.booleans()) else None
            organisation = OrganisationFactory(suspended_at=suspended)
            SeatFactory(user=user, organisation=organisation)
            Seat.objects.filter(organisation=organisation).update(
                removed_at=timezone.now() if data.draw(st.booleans()) else None
            )
            for _membership in range(data.draw(st.integers(0, 2))):
                self.draw_membership(data, organisation=organisation)
        for _membership in range(data.draw(st.integers(0, 2))):
            self.draw_membership(data, user=user, organisation=None)
        seats = Seat.objects.filter(user=user)
        states = {seat.organisation.membership_state(today) for seat in seats.current()} | {
            MembershipState.NO_SEAT for seat in seats if seat.removed_at
        }
        states |= {membership.state(today) for membership in user.memberships.all()}
        viewer = viewer_for(user)
        assert viewer.membership == strongest(states)
        assert viewer.organisation_ids == frozenset(seat.organisation_id for seat in seats.current())


@pytest.mark.parametrize("count", [2, 20])
def test_a_member_is_known_by_three_queries_whatever_their_seats(count, django_assert_num_queries):
    user = member()
    for _seat in range(count):
        SeatFactory(user=user, organisation=MembershipFactory().organisation)
        MembershipFactory(organisation=None, user=user)
    with django_assert_num_queries(3):
        viewer_for(user)
