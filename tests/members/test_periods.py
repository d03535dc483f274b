from datetime import date, timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from members.models import Membership
from members.services.periods import extend_memberships, mark_paid, renew_memberships, suspend_memberships
from portal.desk.audit import changes_of_rights
from portal.desk.roles import create_roles
from tests.factories.counting import queries
from tests.factories.members import MembershipFactory, OrganisationFactory, SeatFactory, UserFactory, individual

pytestmark = pytest.mark.django_db
LIST, SEATS, ORGANISATIONS = "/admin/memberships/", "/admin/seats/", "/admin/organisations/"
NEXT_YEAR = timezone.localdate() + timedelta(days=600)


@pytest.fixture
def officer(site, client: Client) -> Client:
    user = UserFactory()
    user.groups.add(create_roles()["membership_officer"])
    client.force_login(user)
    return client


def renew(*memberships, **facts) -> int:
    told = {"starts_on": None, "ends_on": NEXT_YEAR, "fee": None, "by": None, **facts}
    return renew_memberships(memberships=memberships, **told)


def test_a_renewal_is_a_new_period_to_be_paid():
    former = MembershipFactory(seats=7, fee=900)
    assert renew(former) == 1
    renewal = former.organisation.memberships.exclude(pk=former.pk).get()
    assert (renewal.starts_on, renewal.ends_on) == (former.ends_on + timedelta(days=1), NEXT_YEAR)
    assert (renewal.seats, renewal.fee) == (7, 900)
    assert (renewal.accepted_on, renewal.paid_on) == (timezone.localdate(), None)


def test_a_renewal_that_costs_nothing_waits_for_no_payment():
    free, charged = MembershipFactory(fee=0), MembershipFactory(fee=0)
    renew(free)
    renew(charged, fee=Decimal(100))
    paid = [former.organisation.memberships.exclude(pk=former.pk).get().paid_on for former in (free, charged)]
    assert paid == [timezone.localdate(), None]


def test_a_renewal_has_the_dates_and_the_fee_that_are_given():
    former = MembershipFactory(fee=900)
    renew(former, starts_on=date(2030, 1, 1), ends_on=date(2030, 12, 31), fee=Decimal(1000))
    renewal = former.organisation.memberships.first()
    assert (renewal.starts_on, renewal.ends_on, renewal.fee) == (date(2030, 1, 1), date(2030, 12, 31), 1000)


def test_renewed_twice_there_is_one_renewal():
    former = MembershipFactory()
    assert [renew(former), renew(former)] == [1, 0]
    assert former.organisation.memberships.count() == 2


def test_two_periods_of_one_holder_are_renewed_once():
    former = MembershipFactory()
    before = MembershipFactory(organisation=former.organisation, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    assert renew(former, before) == 1
    assert former.organisation.memberships.first().starts_on == former.ends_on + timedelta(days=1)


def test_one_may_last_to_the_end_of_the_calendar():
    endless = MembershipFactory(ends_on=date.max)
    assert endless.state(timezone.localdate()) == "active"
    assert renew(endless) == 0


def test_a_persons_own_membership_is_renewed_too():
    former = Membership.objects.get(user=individual())
    assert renew(former) == 1
    assert former.user.memberships.count() == 2


def test_what_is_paid_stays_paid():
    paid, unpaid = MembershipFactory(), MembershipFactory(pending=True)
    day = timezone.localdate()
    assert mark_paid(memberships=[paid, unpaid], paid_on=day, reference="VIR", by=None) == 1
    unpaid.refresh_from_db()
    assert (unpaid.paid_on, unpaid.payment_reference) == (day, "VIR")
    former = paid.paid_on
    paid.refresh_from_db()
    assert (paid.paid_on, paid.payment_reference) == (former, "")


def test_extension_shortens_nothing():
    short, long = MembershipFactory(), MembershipFactory(ends_on=NEXT_YEAR + timedelta(days=9))
    assert extend_memberships(memberships=[short, long], ends_on=NEXT_YEAR, by=None) == 1
    short.refresh_from_db()
    assert short.ends_on == NEXT_YEAR


@pytest.mark.parametrize("make", [MembershipFactory, lambda: Membership.objects.get(user=individual())])
def test_each_deed_is_on_record_with_what_was(make):
    membership, by = make(), UserFactory()
    suspend_memberships(memberships=[membership], suspended_on=date(2026, 1, 1), by=by)
    renew(membership, by=by)
    told = changes_of_rights().filter(user=by)
    assert told.count() == 2
    first = told.last().data
    assert (first["before"][0]["suspended_on"], first["after"][0]["suspended_on"]) == ("None", "2026-01-01")


@pytest.mark.parametrize("count", [2, 20])
def test_many_cost_as_many_queries_as_few(count, django_assert_max_num_queries):
    memberships = [MembershipFactory(pending=True) for _each in range(count)]
    with django_assert_max_num_queries(6):
        assert renew(*memberships) == count
    with django_assert_max_num_queries(6):
        assert mark_paid(memberships=memberships, paid_on=NEXT_YEAR, reference="VIR", by=None) == count


def act(client: Client, action: str, *memberships: Membership, **facts: str):
    ids = "&".join(f"id={membership.pk}" for membership in memberships)
    return client.post(f"/admin/bulk/members/membership/{action}/?{ids}&next={LIST}", facts, follow=True)


@pytest.mark.parametrize(
    ("action", "facts", "said"),
    [
        ("renew", {"ends_on": "2031-12-31"}, "ends_on"),
        ("pay", {"paid_on": "2026-01-05", "reference": "VIR-7"}, "payment_reference"),
        ("extend", {"ends_on": "2031-12-31"}, "ends_on"),
        ("suspend", {"suspended_on": "2026-01-05"}, "suspended_on"),
    ],
)
def test_the_ticked_ones_are_changed(officer, action, facts, said):
    ticked, other = [MembershipFactory(paid_on=None) for _each in range(2)], MembershipFactory(paid_on=None)
    page = act(officer, action, *ticked, **facts).content.decode()
    assert "2 adhésions traitées." in page
    assert ModelLogEntry.objects.filter(action="members.memberships.changed").count() == 2
    assert not ModelLogEntry.objects.filter(object_id=other.organisation_id, action="members.memberships.changed")


@pytest.mark.parametrize("asked", ["unpaid=true", "state=pending", "q=moulin"])
def test_all_of_a_filtered_list_are_those_it_shows(officer, asked):
    shown = MembershipFactory(organisation=OrganisationFactory(name="Le Moulin"), pending=True)
    MembershipFactory(organisation=OrganisationFactory(name="Les Tilleuls"))
    url = f"/admin/bulk/members/membership/suspend/?{asked}&id=all&next={LIST}"
    assert "Les Tilleuls" not in officer.get(url).content.decode()
    officer.post(url, {"suspended_on": "2026-01-05"})
    assert Membership.objects.exclude(suspended_on=None).get() == shown


def test_what_was_typed_stays_and_nothing_is_done_where_it_can_not_be_read(officer):
    membership = MembershipFactory()
    page = act(officer, "renew", membership, starts_on="2031-01-01", ends_on="2030-01-01", fee="1200")
    assert "L’adhésion se termine avant de commencer" in page.content.decode()
    assert "1200" in page.content.decode()
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("address", ["members/membership/renew", "wagtailcore/page/delete", "members/user/assign_role"])
@pytest.mark.parametrize("asked", ["abc", "1.5", "", "9" * 30])
def test_an_address_that_names_no_row_is_not_there(site, client, address, asked):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(f"/admin/bulk/{address}/?id={asked}&next={LIST}").status_code == 404


def test_others_may_not(site, client):
    user = UserFactory()
    user.groups.add(create_roles()["editor"])
    client.force_login(user)
    act(client, "suspend", membership := MembershipFactory(), suspended_on="2026-01-05")
    membership.refresh_from_db()
    assert membership.suspended_on is None


def listed(client: Client, url: str, **asked) -> str:
    return client.get(url, asked).content.decode()


def test_memberships_are_found_by_state_payment_and_holder(officer):
    active = MembershipFactory(organisation=OrganisationFactory(name="Les Tilleuls"))
    MembershipFactory(organisation=OrganisationFactory(name="Le Moulin"), lapsed_yesterday=True)
    MembershipFactory(organisation=OrganisationFactory(name="La Source"), pending=True)
    assert "Le Moulin" not in (page := listed(officer, LIST, state="active"))
    assert active.organisation.name in page
    assert "Le Moulin" in listed(officer, LIST, state="lapsed")
    assert "Les Tilleuls" not in (page := listed(officer, LIST, unpaid="true"))
    assert "La Source" in page
    assert "La Source" not in listed(officer, LIST, q="moulin")


@pytest.mark.parametrize(("asked", "said"), [("true", "oui"), ("false", "non")])
def test_what_the_list_is_filtered_by_is_told_in_words(officer, asked, said):
    told = BeautifulSoup(listed(officer, LIST, unpaid=asked), "html.parser").select_one(".w-active-filters")
    assert " ".join(told.get_text(" ").split()).startswith(f"À payer : {said}"), told


def test_organisations_are_found_by_state(officer):
    MembershipFactory(organisation=OrganisationFactory(name="Les Tilleuls"))
    MembershipFactory(organisation=OrganisationFactory(name="Le Moulin"), lapsed_yesterday=True)
    assert "Le Moulin" not in listed(officer, ORGANISATIONS, state="active")
    assert "Les Tilleuls" not in listed(officer, ORGANISATIONS, state="lapsed")


def test_seats_are_found_by_what_they_are(officer):
    delegate = SeatFactory(is_delegate=True)
    gone = SeatFactory(removed_at=timezone.now())
    assert gone.user.email not in listed(officer, SEATS, held="yes")
    assert delegate.user.email not in listed(officer, SEATS, held="no")
    assert gone.user.email not in listed(officer, SEATS, is_delegate="true")


@pytest.mark.parametrize("url", [LIST, SEATS, ORGANISATIONS])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_lists_are_taken_away_without_a_live_formula(officer, url, kind):
    organisation = OrganisationFactory(name="=1+1")
    MembershipFactory(organisation=organisation)
    SeatFactory(organisation=organisation)
    response = officer.get(url, {"export": kind})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if kind == "csv":
        assert "'=1+1" in content.decode()
    assert response.status_code == 200


@pytest.mark.parametrize("url", [LIST, SEATS, ORGANISATIONS])
def test_lists_cost_the_same_however_long(officer, url):
    counts = []
    for number in (2, 18):
        for _each in range(number):
            MembershipFactory(organisation=SeatFactory().organisation)
        counts.append(queries(officer, url))
    assert counts[0] == counts[1]


def test_a_list_leads_to_the_holder_and_tells_days_to_come(officer):
    organisation = MembershipFactory(ends_on=date(2031, 12, 31)).organisation
    own = Membership.objects.get(user=individual())
    page = listed(officer, LIST)
    assert "31/12/2031" in page
    assert f'id="membership_{own.pk}_title"' in page
    assert reverse("organisations:edit", args=[organisation.pk]) in page
    assert reverse("individual_memberships:edit", args=[own.pk]) in page
