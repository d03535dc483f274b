import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.access.viewer import viewer_for
from portal.desk.roles import create_roles
from tests.factories.counting import queries
from tests.factories.members import MembershipFactory, UserFactory, member
from tests.factories.pages import article, event, study
from tests.factories.visitors import Phase, register, set_phase

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(site, client: Client) -> Client:
    user = UserFactory()
    user.groups.add(create_roles()["membership_officer"])
    client.force_login(user)
    return client


def address(person) -> str:
    return reverse("what_they_read", args=[person.pk])


def told(client: Client, person, **asked: str) -> dict[str, tuple[bool, str]]:
    """Of each page by its title, whether this person reads it and why."""
    reads = client.get(address(person), asked).context["reads"]
    return {read.page.title: (read.decision.granted, read.decision.reason) for read in reads}


def gated(site, title: str, phase: Phase = Phase.MEMBERS, shown_at=None):
    page = study(site, title=title)
    set_phase([page.release], phase, shown_at or event(site).event)
    page.refresh_from_db()
    return page


@pytest.mark.parametrize(
    ("person", "reason"),
    [(member, "member"), (lambda: member(lapsed_yesterday=True), "lapsed"), (UserFactory, "no_membership")],
)
def test_it_says_what_the_decision_says(site, officer, person, reason):
    page, person = gated(site, "Baromètre"), person()
    decision = page.decision_for(viewer_for(person))
    assert told(officer, person)["Baromètre"] == (decision.granted, decision.reason)
    assert decision.reason == reason


def test_a_registration_that_opens_something_early_is_named(site, officer):
    shown_at, person = event(site, title="Convention").event, UserFactory()
    gated(site, "Baromètre", Phase.PREVIEW, shown_at)
    register(shown_at, person.email)
    assert told(officer, person)["Baromètre"] == (True, "attendee")
    assert "Inscriptions qui ouvrent un texte en avance" in officer.get(address(person)).content.decode()


def test_seats_and_periods_stand_beside_it(officer):
    person = member(in_grace=True)
    MembershipFactory(organisation=None, user=person, lapsed_yesterday=True)
    person.seats.update(is_delegate=True)
    page = officer.get(address(person)).content.decode()
    assert person.seats.get().organisation.name in page
    assert "délai de grâce" in page
    assert "échue" in page


def test_a_seat_removed_is_said(officer):
    person = member()
    person.seats.update(removed_at=timezone.now())
    assert "place retirée le" in officer.get(address(person)).content.decode()


def test_it_is_filtered_by_what_is_read_kind_and_title(site, officer):
    gated(site, "Baromètre")
    gated(site, "Plus tard", Phase.BEFORE)
    article(site, title="Pour tous")
    person = member()
    assert "Plus tard" not in told(officer, person, reads="yes")
    assert set(told(officer, person, reads="no")) == {"Plus tard"}
    assert set(told(officer, person, kind="articlepage")) == {"Pour tous"}
    assert set(told(officer, person, words="baro")) == {"Baromètre"}


def test_its_queries_do_not_grow(site, officer):
    person, counts = member(), []
    for number in (2, 20):
        for each in range(number):
            gated(site, f"Étude {number} {each}")
        counts.append(queries(officer, address(person)))
    assert counts[0] == counts[1]


def test_a_seat_leads_there(officer):
    person = member()
    seats = reverse("organisations:seats", args=[person.seats.get().organisation_id])
    assert address(person) in officer.get(seats).content.decode()
