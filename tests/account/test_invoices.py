"""An organisation's invoices are its delegates' and its billing contact's to see."""

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Membership, User
from portal.billing.models import Invoice
from tests.factories.billing import invoice
from tests.factories.counting import queries
from tests.factories.html import assert_is_a_good_page
from tests.factories.members import MembershipFactory, OrganisationFactory, SeatFactory, UserFactory
from tests.factories.visitors import signed_in

pytestmark = pytest.mark.django_db

PAYS = "compta@sesamel.exemple.fr"


@pytest.fixture
def membership(site) -> Membership:
    return MembershipFactory(organisation=OrganisationFactory(billing_email="Compta@Sesamel.exemple.fr"))


@pytest.fixture
def issued(membership) -> Invoice:
    return invoice(about=membership)


def page(membership: Membership) -> str:
    return reverse("account:invoices", args=[membership.organisation_id])


def a_delegate(membership: Membership) -> Client:
    return signed_in(SeatFactory(organisation=membership.organisation, is_delegate=True).user)


def a_colleague(membership: Membership) -> Client:
    return signed_in(SeatFactory(organisation=membership.organisation).user)


def who_pays(membership: Membership) -> Client:
    return signed_in(UserFactory(email=PAYS))


def who_says_they_pay(membership: Membership) -> Client:
    return signed_in(UserFactory(email=PAYS, proved=False))


def another_s_delegate(membership: Membership) -> Client:
    return a_delegate(MembershipFactory())


@pytest.mark.parametrize("who", [a_delegate, who_pays])
def test_they_see_each_with_its_state_and_private_link(membership, issued, who):
    shown = assert_is_a_good_page(who(membership), page(membership), "fr")
    assert reverse("billing:invoice", args=[issued.token]) in shown
    assert "à payer" in shown


@pytest.mark.parametrize("who", [a_colleague, who_says_they_pay, another_s_delegate])
def test_to_others_the_address_is_not_there(membership, issued, who):
    assert who(membership).get(page(membership)).status_code == 404


def test_a_removed_delegate_sees_them_no_more(membership, issued):
    seat = SeatFactory(organisation=membership.organisation, is_delegate=True)
    browser = signed_in(seat.user)
    type(seat).objects.update(removed_at=seat.given_at)
    assert browser.get(page(membership)).status_code == 404


def test_invoices_of_other_organisations_are_not_among_them(membership, issued):
    other = invoice(about=MembershipFactory())
    assert other.number not in a_delegate(membership).get(page(membership)).content.decode()


@pytest.mark.parametrize("who", [who_pays, who_says_they_pay])
def test_ones_own_invoices_lead_there_whose_address_is_proved(membership, who):
    shown = who(membership).get(reverse("account:own_invoices")).content.decode()
    assert (page(membership) in shown) is (who is who_pays)


def test_many_take_no_more_queries(membership, issued):
    browser = a_delegate(membership)
    few = queries(browser, page(membership))
    for _each in range(3):
        invoice(about=membership)
    assert queries(browser, page(membership)) == few


@pytest.fixture
def person(site) -> User:
    return UserFactory(email="zoe@exemple.fr")


def own_list(user: User) -> str:
    return assert_is_a_good_page(signed_in(user), reverse("account:own_invoices"), "fr")


def test_a_person_finds_the_invoices_of_their_own_membership(person):
    issued = invoice(about=MembershipFactory(organisation=None, user=person))
    assert reverse("billing:invoice", args=[issued.token]) in own_list(person)


def test_and_what_was_sent_to_their_address_in_whatever_case(person):
    issued = invoice(email="Zoe@Exemple.fr")
    assert issued.number in own_list(person)


def test_an_address_that_is_not_proved_finds_none(site):
    issued = invoice(email="zoe@exemple.fr")
    assert issued.number not in own_list(UserFactory(email="zoe@exemple.fr", proved=False))


def test_others_invoices_are_not_among_ones_own(person, issued):
    assert issued.number not in own_list(person)


def test_ones_own_many_take_no_more_queries(person):
    invoice(email=person.email)
    browser, address = signed_in(person), reverse("account:own_invoices")
    few = queries(browser, address)
    for _each in range(3):
        invoice(email=person.email)
    assert queries(browser, address) == few


def test_the_account_leads_to_ones_own(person):
    assert reverse("account:own_invoices") in signed_in(person).get(reverse("account:home")).content.decode()
