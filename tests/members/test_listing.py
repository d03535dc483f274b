"""The public page of member organisations: those that agreed, while they are members."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Organisation, Tier
from members.services.rosters import Roster, write_roster
from tests.factories.counting import queries
from tests.factories.html import assert_is_a_good_page
from tests.factories.media import image
from tests.factories.members import MembershipFactory, OrganisationFactory, SeatFactory
from tests.factories.visitors import signed_in
from tests.factories.visits import Door, committed

pytestmark = pytest.mark.django_db

PAGE = "/membres/"


def listed(name: str, membership: dict | None = None, **facts: object) -> Organisation:
    organisation = OrganisationFactory(name=name, **{"is_listed": True, **facts})
    MembershipFactory(organisation=organisation, **(membership or {}))
    return organisation


@pytest.mark.parametrize(("url", "language"), [(PAGE, "fr"), ("/en/members/", "en")])
def test_it_is_a_good_page_that_visitors_share(site, client, url, language):
    listed("Orvelle", logo=image(), website="https://orvelle.example/")
    html = assert_is_a_good_page(client, url, language)
    assert "Orvelle" in html
    assert "public" in client.get(url)["Cache-Control"]


def test_an_empty_page_says_what_will_be_there(site, client):
    assert 'class="empty"' in assert_is_a_good_page(client, PAGE, "fr")


def test_only_members_that_agreed_are_named(site, client):
    listed("Visible")
    listed("En sursis", {"in_grace": True})
    listed("Discrète", is_listed=False)
    listed("Échue", {"lapsed_yesterday": True})
    listed("En attente", {"pending": True})
    listed("Suspendue", suspended_at=timezone.now())
    listed("Finie", {"ended_on": timezone.localdate() - timedelta(days=1)})
    OrganisationFactory(name="Soutien", is_listed=True, tier=Tier.FOUNDER)
    named = [row.name for tier in client.get(PAGE).context["tiers"] for row in tier.organisations]
    assert named == ["En sursis", "Visible"]


def test_tiers_come_in_order_and_count_while_the_support_runs(site, client):
    listed("Membre")
    listed("Fondatrice", tier=Tier.FOUNDER)
    listed("Amie", tier=Tier.SUPPORTER)
    listed("Ancienne", tier=Tier.PARTNER, supports_until=timezone.localdate() - timedelta(days=1))
    tiers = client.get(PAGE).context["tiers"]
    found = [(tier.name, [row.name for row in tier.organisations]) for tier in tiers]
    assert found == [("founder", ["Fondatrice"]), ("supporter", ["Amie"]), ("member", ["Ancienne", "Membre"])]


def test_it_costs_the_same_however_many_there_are(site, client):
    for number in range(2):
        listed(f"Une {number}", logo=image())
    few = queries(client, PAGE)
    for number in range(18):
        listed(f"Autre {number}", logo=image())
    assert queries(client, PAGE) == few


def test_a_period_that_is_imported_shows_at_once(site):
    organisation = OrganisationFactory(name="Orvelle", is_listed=True)
    with committed():
        door = Door()
        assert "Orvelle" not in door.get(PAGE).text
        assert door.is_kept(PAGE)
        write_roster(roster=Roster(memberships=[MembershipFactory.build(organisation=organisation)]), by=None)
        assert "Orvelle" in door.get(PAGE).text


def test_a_delegate_shows_and_hides_the_organisation(site, client):
    seat = SeatFactory(organisation=listed("Orvelle", is_listed=False), is_delegate=True)
    browser = signed_in(seat.user)
    for deed, shown in (("show", True), ("hide", False)):
        answer = browser.post(reverse("account:listed", args=[seat.organisation_id]), {"deed": deed}, follow=True)
        assert answer.status_code == 200
        assert ("Orvelle" in client.get(PAGE).content.decode()) is shown


def test_nobody_else_does(site):
    seat = SeatFactory(organisation=listed("Orvelle", is_listed=False))
    answer = signed_in(seat.user).post(reverse("account:listed", args=[seat.organisation_id]), {"deed": "show"})
    assert answer.status_code == 404
    assert not Organisation.objects.get().is_listed
