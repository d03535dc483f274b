"""Somebody applies for a membership, without an account: the form, its message, its link."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.holdings import forget_applications
from members.models import Application, Plan
from members.models.organisations import siret
from portal.account.services.erasing import erase_person
from portal.core.models import SiteSettings
from tests.factories.members import ApplicationFactory, PlanFactory, UserFactory
from tests.factories.tasks import QUEUED

pytestmark = pytest.mark.django_db

EMAIL = "lise@estacade.exemple.fr"
FORM, ALONE = "joining:apply", "joining:apply_alone"


@pytest.fixture
def plan(site) -> Plan:
    return PlanFactory(name_fr="Organisation", seats=8, fee=1200, is_offered=True)


def filled(plan: Plan, **changes: object) -> dict:
    return {
        "organisation_name": "Mutuelle de l’Estacade",
        "first_name": "Lise",
        "last_name": "D’Été",
        "email": EMAIL,
        "role": "Directrice du service client",
        "plan": plan.pk,
        "agrees": "on",
        **changes,
    }


@pytest.mark.parametrize("name", [FORM, ALONE])
def test_every_field_is_named_with_a_capital(client, plan, name):
    PlanFactory(is_offered=True, is_individual=True)
    page = BeautifulSoup(client.get(reverse(name)).content, "html.parser")
    labels = [label.get_text(strip=True) for label in page.select("main form label, main form legend")]
    assert [label for label in labels if label[0].islower()] == []


def send(plan: Plan, name: str = FORM, remote: str = "10.0.0.1", client: Client | None = None, **changes: object):
    return (client or Client()).post(reverse(name), filled(plan, **changes), REMOTE_ADDR=remote)


def link_in(message) -> str:
    return re.search(r"http://testserver(\S+)", message.body)[1]


@pytest.mark.parametrize(
    ("name", "english"), [(FORM, ""), (ALONE, "in-my-own-name/"), ("joining:received", "received/")]
)
def test_each_page_is_there_in_both_languages_and_kept_by_nobody(plan, client, name, english):
    PlanFactory(is_individual=True, is_offered=True)
    for url in (reverse(name), f"/en/membership/{english}"):
        response = client.get(url)
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_the_form_tells_what_a_plan_gives_and_costs(plan, client):
    html = re.sub(r"\s|&nbsp;", " ", client.get("/adhesion/").content.decode())
    assert "8 places, 1 200 €" in html


def test_an_application_is_received_and_its_link_sent(plan, mailoutbox):
    assert send(plan)["Location"] == reverse("joining:received")
    application = Application.objects.get()
    assert (application.state, application.language, application.plan) == ("received", "fr", plan)
    assert application.consent.startswith("J’accepte")
    [message] = mailoutbox
    assert message.to == [EMAIL]
    assert reverse("joining:application", args=["x"])[:-2] in link_in(message)


def test_only_a_post_confirms(plan, mailoutbox, client):
    send(plan)
    link = link_in(mailoutbox[0])
    client.get(link)
    assert Application.objects.get().state == "received"
    assert "Elle est confirmée" in client.post(link, {"deed": "confirm"}, follow=True).content.decode()
    assert Application.objects.get().state == "confirmed"


def test_whoever_applies_may_withdraw(plan, mailoutbox, client):
    send(plan)
    client.post(link_in(mailoutbox[0]), {"deed": "withdraw"})
    client.post(link_in(mailoutbox[0]), {"deed": "confirm"})
    assert Application.objects.get().state == "withdrawn"


def test_a_wrong_link_says_so_and_too_many_are_slowed_down(site, client):
    url = reverse("joining:application", args=["faux"])
    assert {client.get(url).status_code for _try in range(20)} == {404}
    assert client.get(url).status_code == 429


def test_known_and_unknown_addresses_are_answered_and_written_alike(plan, mailoutbox):
    outcomes = []
    for number, email in enumerate(("premiere@exemple.fr", UserFactory().email, "inconnue@exemple.fr")):
        with CaptureQueriesContext(connection) as queries:
            answer = send(plan, email=email, remote=f"10.0.1.{number}")
        statements = sorted(query["sql"].split(" ")[0] for query in queries)
        body = mailoutbox[-1].body.replace(link_in(mailoutbox[-1]), "")
        outcomes.append((answer.status_code, answer["Location"], len(statements), body))
    assert outcomes[1] == outcomes[2]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organisation_name", "Gagnez www.pirate.example"),
        ("first_name", "https://pirate.example"),
        ("role", "Voir pirate.example/x"),
        ("organisation_name", "Une\nligne"),
        ("organisation_name", ""),
        ("email", "pas une adresse"),
        ("siret", "123 456 789 00012"),
        ("delegate_name", "Sans Adresse"),
        ("agrees", ""),
        ("plan", "0"),
        ("plan", "\x00"),
        ("message", "x" * 3000),
    ],
)
def test_bad_input_keeps_what_was_typed_and_changes_nothing(plan, mailoutbox, field, value):
    response = Client().post(reverse(FORM), {**filled(plan), "sector": "Assurance", field: value})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert 'value="Assurance"' in response.content.decode()
    assert not Application.objects.exists()
    assert not mailoutbox


@pytest.mark.parametrize("number", ["73282932000074", "35600000000048"])
def test_a_siret_is_taken_with_its_spaces(plan, number):
    siret(number)
    send(plan, siret=f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}")
    assert Application.objects.get().siret == number


@pytest.mark.parametrize("number", ["7328293200007", "73282932100074", "7328293200007a", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"])
def test_what_is_no_siret_is_refused(number):
    with pytest.raises(ValidationError):
        siret(number)


def test_the_same_form_sent_twice_is_one_application(plan, mailoutbox):
    key = "5a2e2b8c-6a52-4a0e-9a46-0f0f4f3b7f10"
    assert {send(plan, form_key=key)["Location"] for _time in range(2)} == {reverse("joining:received")}
    assert Application.objects.count() == len(mailoutbox) == 1


def test_a_network_that_sends_too_many_is_slowed_down_and_keeps_what_it_typed(plan):
    answers = [send(plan, email=f"l{number}@exemple.fr") for number in range(11)]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    assert 'value="l10@exemple.fr"' in answers[-1].content.decode()
    assert Application.objects.count() == 10


def test_an_address_is_not_written_to_without_end_and_nothing_tells(plan, settings):
    settings.TASKS = QUEUED
    answers = [send(plan, remote=f"10.0.2.{number}") for number in range(5)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, reverse("joining:received"))}
    assert Application.objects.count() == 3


def test_one_person_applies_where_a_plan_is_for_one(plan):
    alone = PlanFactory(is_individual=True, is_offered=True)
    send(alone, name=ALONE)
    application = Application.objects.get()
    assert (str(application), application.organisation_name) == ("Lise D’Été", "")


def test_a_plan_that_is_not_offered_can_not_be_asked_for(plan, client):
    hidden = PlanFactory()
    assert send(hidden).context["form"].errors["plan"]
    assert "n’est ouverte" in client.get(reverse(ALONE)).content.decode()


def test_the_page_on_how_to_join_shows_the_plans_on_offer(plan, client):
    PlanFactory(name_fr="Cachée")
    page = SiteSettings.objects.get().join_page.specific
    page.save_revision().publish()
    html = client.get(page.url).content.decode()
    assert f"{reverse(FORM)}?plan={plan.pk}" in html
    assert "Cachée" not in html


def test_the_plan_chosen_there_is_chosen_in_the_form(plan, client):
    other = PlanFactory(is_offered=True)
    html = client.get(f"{reverse(FORM)}?plan={other.pk}").content.decode()
    assert re.search(rf'value="{other.pk}"[^>]*checked', html)
    assert client.get(f"{reverse(FORM)}?plan=%00").status_code == 200


def test_applications_are_forgotten_in_their_time(site):
    now = timezone.now()
    ages = ((29, None), (31, None), (31, now), (366, now))
    rows = [ApplicationFactory(received_at=now - timedelta(days=days), confirmed_at=at) for days, at in ages]
    assert forget_applications(now - timedelta(days=365)) == 2
    assert set(Application.objects.all()) == {rows[0], rows[2]}
    assert forget_applications(now - timedelta(days=365)) == 0


def test_who_is_erased_leaves_every_application(site):
    UserFactory(is_superuser=True)
    user = UserFactory()
    own = ApplicationFactory(email=user.email)
    anothers = ApplicationFactory(delegate_name="Zoé", delegate_email=user.email, billing_email=user.email)
    erase_person(user=user, by=None)
    assert not Application.objects.filter(pk=own.pk).exists()
    anothers.refresh_from_db()
    assert (anothers.delegate_name, anothers.delegate_email, anothers.billing_email) == ("", "", "")
