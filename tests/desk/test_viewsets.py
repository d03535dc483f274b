from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.core.mail.models import Message, MessageState
from portal.desk.roles import create_roles
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.events import RegistrationFactory
from tests.factories.mail import refused
from tests.factories.members import OrganisationFactory, UserFactory

LIST = "message:index"


@pytest.fixture
def registration(site):
    return RegistrationFactory(event=pages.event(site).event, email="lea@exemple.fr")


def sign_in(role: str) -> Client:
    groups = create_roles()
    user = UserFactory(is_superuser=role == "administrator")
    user.groups.set([groups[role]] if role in groups else [])
    client = Client()
    client.force_login(user)
    return client


def listed(client: Client) -> list[str]:
    return [message.to for message in client.get(reverse(LIST)).context["object_list"]]


def test_administrators_see_every_message_that_did_not_arrive(registration):
    refused("a@exemple.fr", about=registration)
    refused("b@exemple.fr", about=OrganisationFactory())
    refused("c@exemple.fr")
    assert set(listed(sign_in("administrator"))) == {"a@exemple.fr", "b@exemple.fr", "c@exemple.fr"}


def test_others_see_those_about_what_they_may_change(registration):
    refused("a@exemple.fr", about=registration)
    refused("b@exemple.fr", about=OrganisationFactory())
    assert listed(sign_in("events_organiser")) == ["a@exemple.fr"]
    assert listed(sign_in("membership_officer")) == ["b@exemple.fr"]


def test_what_arrived_or_was_not_tried_yet_is_not_listed(site):
    refused("a@exemple.fr", state=MessageState.SENT, error="")
    refused("b@exemple.fr", state=MessageState.WAITING, error="")
    refused("c@exemple.fr", state=MessageState.WAITING, error="450 later")
    assert listed(sign_in("administrator")) == ["c@exemple.fr"]


def test_the_list_costs_the_same_whatever_its_length(registration):
    client = sign_in("events_organiser")
    for number in range(2):
        refused(f"n{number}@exemple.fr", about=registration)
    few = queries(client, reverse(LIST))
    for number in range(2, 20):
        refused(f"n{number}@exemple.fr", about=RegistrationFactory(event=registration.event))
    assert queries(client, reverse(LIST)) == few


@pytest.mark.parametrize("view", ["message", "registration", "event", "list"])
def test_address_and_reason_are_shown_where_it_belongs_and_its_text_is_not(registration, view):
    message = refused(about=registration)
    address = {
        "message": reverse("message:edit", args=[message.pk]),
        "registration": reverse("registration:edit", args=[registration.pk]),
        "event": reverse("event:edit", args=[registration.event_id]),
        "list": reverse(LIST),
    }[view]
    text = sign_in("events_organiser").get(address).text
    assert "lea@exemple.fr" in text
    assert "550 no such user" in text
    assert "un-jeton" not in text


def test_whoever_may_not_change_registrations_is_not_told_on_the_event(registration):
    refused("secret@exemple.fr", about=registration)
    text = sign_in("editor").get(reverse("event:edit", args=[registration.event_id])).text
    assert "secret@exemple.fr" not in text


def test_a_code_is_never_shown(site):
    message = refused(
        subject="Votre code : 314159",
        state=MessageState.WAITING,
        error="450 later",
        expires_at=timezone.now() + timedelta(minutes=9),
    )
    client = sign_in("administrator")
    for address in (reverse(LIST), reverse("message:edit", args=[message.pk])):
        assert "314159" not in client.get(address).text


def test_a_message_is_sent_again(registration):
    message = refused(about=registration)
    client = sign_in("events_organiser")
    response = client.post(reverse("message:edit", args=[message.pk]), follow=True)
    assert "Le message est renvoyé." in response.text
    assert [each.to for each in mail.outbox] == [["lea@exemple.fr"]]
    assert Message.objects.get().state == MessageState.SENT


def test_a_message_on_its_way_is_not_sent_again(registration):
    message = refused(about=registration, state=MessageState.WAITING)
    response = sign_in("events_organiser").post(reverse("message:edit", args=[message.pk]), follow=True)
    assert "Il n’y a rien à renvoyer" in response.text
    assert not mail.outbox


def test_nobody_sends_again_what_is_not_theirs_to_see(registration):
    message = refused(about=registration)
    sign_in("membership_officer").post(reverse("message:edit", args=[message.pk]))
    assert not mail.outbox


@pytest.mark.parametrize(
    ("role", "shown"), [("administrator", True), ("events_organiser", True), ("writer", False), ("editor", False)]
)
def test_the_menu_shows_the_list_to_those_who_may_see_it(site, role, shown):
    assert (reverse(LIST) in sign_in(role).get(reverse("wagtailadmin_home")).text) == shown
