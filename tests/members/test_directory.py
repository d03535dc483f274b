"""The directory of people: who is in it, for whom, and how they leave."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.models import DirectoryEntry, Organisation, Seat, User
from members.services.directory import show_in_directory
from members.services.seats import remove_seat
from portal.account.services.erasing import erase_person
from portal.core.personal_data.registry import Subject, exported
from tests.access import content
from tests.factories.counting import queries
from tests.factories.html import assert_is_a_good_page
from tests.factories.members import (
    MembershipFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
    individual,
    member,
)
from tests.factories.visitors import OF_MEMBERSHIPS, VISITORS, seen_as_member, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/membres/annuaire/"
NAME = "Zoé Œuvrard"


def shown(user: User, name: str = NAME, **facts: object) -> User:
    DirectoryEntry.objects.create(user=user, name=name, **facts)
    return user


def names(client: Client, query: str = "") -> list[str]:
    return [entry.name for entry in client.get(PAGE, {"q": query} if query else {}).context["listing"].items]


@pytest.fixture
def reader(site) -> Client:
    return signed_in(member())


@pytest.mark.parametrize(("url", "language"), [(PAGE, "fr"), ("/en/members/directory/", "en")])
def test_it_is_a_good_page_that_nobody_keeps(reader, url, language):
    shown(member(), role="Directrice", link="https://zoe.exemple.fr/")
    html = assert_is_a_good_page(reader, url, language)
    assert NAME in html
    assert reader.get(url)["Cache-Control"] == "private, no-store"
    assert 'name="robots" content="noindex"' in html


def test_only_members_see_a_name_and_others_the_wall(site):
    shown(member(), role="Directrice")
    garden = content.plant()
    outcomes = set()
    for visitor in {each for each in (*VISITORS, *OF_MEMBERSHIPS) if each.enter is not seen_as_member}:
        response = visitor.enter(garden.world).get(PAGE)
        html, reads = response.content.decode(), response.wsgi_request.viewer.reads_as_member
        outcomes.add((reads, NAME in html, 'class="wall"' in html, response["Cache-Control"]))
    assert outcomes == {(True, True, False, "private, no-store"), (False, False, True, "private, no-store")}


def test_staff_who_see_the_site_as_a_member_see_nobody(site):
    shown(member())
    client = seen_as_member(None)
    for query in ("", "Zoé"):
        html = client.get(PAGE, {"q": query}).content.decode()
        assert NAME not in html
        assert "la liste reste vide" in html


def test_a_form_sent_twice_at_once_waits_for_itself():
    person = member()
    with CaptureQueriesContext(connection) as asked:
        show_in_directory(entry=DirectoryEntry(name=NAME), by=person)
    locks = [query for query in asked.captured_queries if "FOR UPDATE" in query["sql"]]
    assert bool(locks) is connection.features.has_select_for_update


def test_only_people_who_read_as_members_are_in_it(reader):
    shown(member(), "Membre")
    shown(member(in_grace=True), "Sursis")
    shown(individual(), "Seule")
    shown(member(pending=True), "Attente")
    shown(member(lapsed_yesterday=True), "Échue")
    shown(UserFactory(), "Sans place")
    shown(individual(lapsed_yesterday=True), "Seule échue")
    closed = shown(member(), "Fermée")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    suspended = shown(member(), "Suspendue")
    Organisation.objects.filter(seats__user=suspended).update(suspended_at=timezone.now())
    assert names(reader) == ["Membre", "Seule", "Sursis"]


def test_who_loses_the_seat_is_gone_at_once(reader):
    user = shown(member())
    assert names(reader) == [NAME]
    remove_seat(seat=Seat.objects.get(user=user), by=user)
    assert names(reader) == []


def test_who_is_erased_is_gone_at_once(reader):
    UserFactory(is_superuser=True)
    user = shown(member())
    assert exported(Subject(user.pk, frozenset()))["members.DirectoryEntry"][0]["name"] == NAME
    erase_person(user=user, by=None)
    assert names(reader) == []
    assert not DirectoryEntry.objects.exists()


def test_only_what_one_chose_is_shown(reader):
    organisation = MembershipFactory(organisation=OrganisationFactory(name="Estacade")).organisation
    user = shown(SeatFactory(organisation=organisation).user, shows_organisation=False)
    html = reader.get(PAGE).content.decode()
    assert user.email not in html
    assert "Estacade" not in html
    DirectoryEntry.objects.update(shows_organisation=True, shows_email=True)
    html = reader.get(PAGE).content.decode()
    assert user.email in html.replace("<wbr>", "")
    assert "Estacade" in html


def test_an_organisation_that_lapsed_is_named_no_more_beside_who_reads_by_another(reader):
    user = shown(member(), shows_organisation=True)
    SeatFactory(
        user=user, organisation=MembershipFactory(lapsed_yesterday=True, organisation__name="Échue").organisation
    )
    page = reader.get(PAGE).content.decode()
    assert user.seats.exclude(organisation__name="Échue").get().organisation.name in page
    assert "Échue" not in page


def test_people_are_found_by_name_and_by_the_organisation_they_show(reader):
    organisation = MembershipFactory(organisation=OrganisationFactory(name="Mutuelle de l’Été")).organisation
    shown(SeatFactory(organisation=organisation).user, "Zoé Œuvrard")
    shown(SeatFactory(organisation=organisation).user, "Ana Discrète", shows_organisation=False)
    shown(member(), "Karim Belloc")
    assert names(reader, "zoe") == ["Zoé Œuvrard"]
    assert names(reader, "BELLOC") == ["Karim Belloc"]
    assert names(reader, "oeuvrard") == ["Zoé Œuvrard"]
    assert names(reader, "MUTUELLE DE L'ETE") == ["Zoé Œuvrard"]
    for nothing in ("%", "😀", "x" * 3000, "'"):
        assert names(reader, nothing) == []


def test_it_is_paged_and_costs_the_same_however_many_there_are(reader):
    for number in range(2):
        shown(member(), f"Une {number}")
    few = queries(reader, PAGE)
    for number in range(30):
        shown(member(), f"Autre {number:02}")
    assert queries(reader, PAGE) == few
    assert reader.get(f"{PAGE}?page=2").context["listing"].items[-1].name == "Une 1"


def test_a_person_shows_themselves_changes_it_and_leaves(reader):
    user = member()
    own, browser = reverse("account:listed_person"), signed_in(user)
    assert names(reader) == []
    browser.post(own, {"name": NAME, "role": "Directrice", "shows_organisation": "on"})
    browser.post(own, {"name": NAME, "link": "https://zoe.exemple.fr/"})
    entry = DirectoryEntry.objects.get(user=user)
    assert (entry.role, entry.link, entry.shows_organisation) == ("", "https://zoe.exemple.fr/", False)
    assert names(reader) == [NAME]
    browser.post(own, {"deed": "leave"})
    assert names(reader) == []


@pytest.mark.parametrize("link", ["javascript:alert(1)", "pas une adresse"])
def test_what_is_no_web_address_is_refused_and_kept(site, link):
    answer = signed_in(member()).post(reverse("account:listed_person"), {"name": NAME, "link": link})
    assert answer.context["form"].errors["link"]
    assert link in answer.content.decode().replace("&#x27;", "'")
    assert not DirectoryEntry.objects.exists()


def test_its_wall_speaks_of_the_whole_page(client, site):
    text = client.get(reverse("members:directory")).content.decode()
    assert "Cette page est réservée aux membres" in text
    assert "La suite est réservée" not in text
