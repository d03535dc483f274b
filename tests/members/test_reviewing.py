"""The association's answer to an application: what it makes, whom it tells, who may give it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from members.models import Application, Domain, Invitation, Membership, Organisation, User
from members.services.applications import ApplicationRefused, accept_application, refuse_application
from members.services.duplicates import known_like, others_like
from members.services.invitations import accept_invitation
from portal.access.viewer import viewer_for
from portal.desk.roles import create_roles
from tests.factories.counting import queries
from tests.factories.members import (
    ApplicationFactory,
    MembershipFactory,
    OrganisationFactory,
    PlanFactory,
    SeatFactory,
    UserFactory,
)
from tests.factories.visitors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(site) -> User:
    user = UserFactory()
    user.groups.add(create_roles()["membership_officer"])
    return user


@pytest.fixture
def browser(officer) -> Client:
    return signed_in(officer)


@pytest.fixture
def application(site) -> Application:
    return ApplicationFactory(
        organisation_name="Mutuelle de l’Estacade",
        plan=PlanFactory(seats=8, fee=1200),
        delegate_name="Zoé Œuvrard",
        delegate_email="Zoe@estacade.exemple.fr",
        billing_email="compta@estacade.exemple.fr",
        siret="73282932000074",
        confirmed_at=timezone.now(),
    )


def address(application: Application) -> str:
    return reverse("application:edit", args=[application.pk])


def accept(browser: Client, application: Application, **changes: object):
    today = timezone.localdate()
    facts = {"plan": application.plan_id, "starts_on": today, "ends_on": today + timedelta(days=364), **changes}
    return browser.post(address(application), {"deed": "accept", **facts})


def test_accepting_makes_the_organisation_its_membership_and_the_delegates_invitation(
    browser, officer, application, mailoutbox
):
    assert accept(browser, application).status_code == 302
    application.refresh_from_db()
    organisation = Organisation.objects.get()
    membership = organisation.memberships.get()
    assert (application.state, application.membership) == ("accepted", membership)
    assert (organisation.name, organisation.siret) == (application.organisation_name, "73282932000074")
    assert (organisation.billing_email, organisation.contact_name) == ("compta@estacade.exemple.fr", "Zoé Œuvrard")
    assert (membership.seats, membership.fee, membership.accepted_on) == (8, 1200, timezone.localdate())
    assert membership.state(timezone.localdate()) == "pending"
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.is_delegate) == ("zoe@estacade.exemple.fr", True)
    assert {message.to[0] for message in mailoutbox} == {"zoe@estacade.exemple.fr", application.email}
    assert ModelLogEntry.objects.filter(action="members.application.accepted", user=officer).exists()
    changed = ModelLogEntry.objects.get(action="members.memberships.changed")
    assert changed.data["before"] == []


def test_the_delegate_who_accepts_is_one_and_reads_once_it_is_paid(browser, application):
    accept(browser, application)
    seat = accept_invitation(invitation=Invitation.objects.get())
    assert seat.is_delegate
    assert not viewer_for(seat.user).reads_as_member
    Membership.objects.update(paid_on=timezone.localdate())
    assert viewer_for(seat.user).reads_as_member


def test_what_costs_nothing_opens_at_once(browser, application):
    accept(browser, application, fee=0)
    assert Membership.objects.get().state(timezone.localdate()) == "active"


def test_a_known_organisation_gets_a_new_period_and_keeps_what_is_known_of_it(browser, application):
    known = MembershipFactory(ends_on=timezone.localdate() - timedelta(days=90)).organisation
    seat = SeatFactory(organisation=known, user=UserFactory(email="zoe@estacade.exemple.fr"), is_delegate=True)
    accept(browser, application, organisation=known.pk)
    assert Organisation.objects.get() == known
    assert known.memberships.count() == 2
    assert list(known.seats.current()) == [seat]
    assert not Invitation.objects.exists()


def test_one_person_becomes_a_member(browser, mailoutbox):
    application = ApplicationFactory(organisation_name="", plan=PlanFactory(is_individual=True), email="a@exemple.fr")
    accept(browser, application)
    membership = Membership.objects.get()
    assert (membership.user.email, membership.user.last_name) == ("a@exemple.fr", application.last_name)
    assert "vous connectez" in mailoutbox[-1].body
    assert not Organisation.objects.exists()


def test_a_closed_account_is_not_made_a_member(browser):
    closed = UserFactory(is_active=False)
    application = ApplicationFactory(organisation_name="", email=closed.email)
    assert "fermé" in accept(browser, application).content.decode()
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    "changes", [{"ends_on": "2001-01-01"}, {"plan": ""}, {"seats": 0}, {"fee": -1}, {"fee": "\x00"}]
)
def test_what_can_not_be_accepted_changes_nothing_and_tells_nobody(browser, application, changes, mailoutbox):
    response = accept(browser, application, **changes)
    assert response.status_code == 200
    assert response.context["acceptance"].errors or "messages" in response.content.decode()
    application.refresh_from_db()
    assert application.is_open
    assert not Organisation.objects.exists()
    assert not mailoutbox


def test_a_name_that_is_taken_is_told_and_the_organisation_of_that_name_proposed(browser, application):
    OrganisationFactory(name="Mutuelle de l’Estacade")
    assert accept(browser, application).context["acceptance"].errors["organisation"]
    page = browser.get(address(application))
    assert page.context["acceptance"].initial["organisation"] == Organisation.objects.get()


def test_of_two_who_accept_the_same_new_name_at_once_the_second_is_told(officer, application, mailoutbox):
    other = ApplicationFactory(organisation_name=application.organisation_name, plan=application.plan)
    forms_filled_in = [MembershipFactory.build(organisation=None, plan=application.plan) for _each in range(2)]
    accept_application(application=application, membership=forms_filled_in[0], by=officer)
    told = len(mailoutbox)
    with pytest.raises(ApplicationRefused, match="choisissez-la"):
        accept_application(application=other, membership=forms_filled_in[1], by=officer)
    other.refresh_from_db()
    assert other.is_open
    assert (Membership.objects.count(), len(mailoutbox)) == (1, told)


def test_a_refusal_tells_why(browser, application, mailoutbox):
    browser.post(address(application), {"deed": "refuse", "reason": "Votre activité n’est pas la nôtre."})
    application.refresh_from_db()
    assert application.state == "refused"
    assert mailoutbox[0].to == [application.email]
    assert "pas la nôtre" in mailoutbox[0].body


def test_a_refusal_without_a_reason_is_none(browser, application, mailoutbox):
    browser.post(address(application), {"deed": "refuse", "reason": " "})
    application.refresh_from_db()
    assert application.is_open
    assert not mailoutbox


def test_an_application_is_answered_once(browser, officer, application, mailoutbox):
    accept(browser, application)
    told = len(mailoutbox)
    with pytest.raises(ApplicationRefused):
        refuse_application(application=application, reason="Trop tard", by=officer)
    again = accept(browser, application, organisation=Organisation.objects.get().pk)
    assert "entre-temps" in again.content.decode()
    assert (Membership.objects.count(), len(mailoutbox)) == (1, told)


def test_confirming_tells_the_association(site, mailoutbox, client):
    application = ApplicationFactory()
    token = application.make_token()
    application.save()
    link = reverse("joining:application", args=[token])
    for _time in range(2):
        client.post(link, {"deed": "confirm"})
    [message] = mailoutbox
    assert address(application) in message.body


@pytest.mark.parametrize(
    ("facts", "likeness"),
    [
        ({"name": "MUTUELLE DE L'ESTACADE"}, "même nom"),
        ({"siret": "73282932000074"}, "même numéro SIRET"),
        ({"website": "https://www.estacade.exemple.fr/nous"}, "estacade.exemple.fr"),
        ({"contact_email": "autre@estacade.exemple.fr"}, "estacade.exemple.fr"),
    ],
)
def test_what_may_be_a_duplicate_is_told(browser, application, facts, likeness):
    if "name" in facts:
        facts = {"name": "Mutuelle de l’estacade"}
    known = OrganisationFactory(**facts)
    OrganisationFactory()
    assert [row.organisation for row in known_like(application)] == [known]
    assert likeness in browser.get(address(application)).content.decode()


def test_a_verified_domain_tells_and_a_mail_provider_does_not(application):
    Domain.objects.create(organisation=OrganisationFactory(), domain="estacade.exemple.fr")
    OrganisationFactory(contact_email="x@gmail.com")
    Application.objects.update(email="y@gmail.com")
    application.refresh_from_db()
    assert [row.likenesses for row in known_like(application)] == [["estacade.exemple.fr"]]


def test_another_application_that_waits_is_told(application):
    other = ApplicationFactory(organisation_name=application.organisation_name)
    ApplicationFactory(email=application.email, withdrawn_at=timezone.now())
    assert list(others_like(application)) == [other]


def test_the_list_is_filtered_and_searched(browser, application):
    refused = ApplicationFactory(refused_at=timezone.now())

    def listed(query: str) -> set[Application]:
        return set(browser.get(f"{reverse('application:index')}?{query}").context["object_list"])

    assert listed("state=confirmed") == {application}
    assert listed("state=refused") == {refused}
    assert listed("q=estacade") == {application}
    assert listed("") == {application, refused}


def test_the_list_and_the_page_cost_the_same_however_many_there_are(browser, application):
    def cost() -> list[int]:
        return [queries(browser, url) for url in (reverse("application:index"), address(application))]

    for _number in range(2):
        Domain.objects.create(organisation=OrganisationFactory(), domain="estacade.exemple.fr")
        ApplicationFactory(organisation_name=application.organisation_name)
    few = cost()
    for _number in range(18):
        Domain.objects.create(organisation=OrganisationFactory(), domain="estacade.exemple.fr")
        ApplicationFactory(organisation_name=application.organisation_name)
    assert cost() == few
