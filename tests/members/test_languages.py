"""In which language a person is written to."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from members.emails import remind_of_end
from members.models import Domain, User
from members.services.accounts import choose_language
from members.services.requests import ask_for_seat
from tests.factories.members import MembershipFactory, SeatFactory, UserFactory
from tests.factories.visitors import signed_in
from tests.members.test_adapter import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def languages() -> list[str]:
    """Of what was sent, by its greeting to machines."""
    return ["en" if '<html lang="en"' in message.alternatives[0][0] else "fr" for message in mail.outbox]


def test_it_is_that_of_the_first_sign_in(client, site):
    user = UserFactory()
    for language in ("en", "fr"):
        with override(language):
            client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        client.cookies.clear()
    assert User.objects.get(pk=user.pk).language == "en"


def test_a_person_chooses_it_and_goes_on_in_it(site):
    user = UserFactory()
    client = signed_in(user)
    answer = client.post(reverse("account:language"), {"language": "en"}, follow=True)
    assert answer.redirect_chain == [("/en/account/", 302)]
    assert "in English from now on" in answer.content.decode()
    assert User.objects.get(pk=user.pk).language == "en"


@pytest.mark.parametrize("value", ["", "de", "\0"])
def test_no_other_can_be_chosen(site, value):
    user = UserFactory()
    assert signed_in(user).post(reverse("account:language"), {"language": value}).status_code == 302
    assert User.objects.get(pk=user.pk).language == ""


def test_who_came_for_nothing_else_finds_their_page_in_it(client, site):
    user = UserFactory()
    choose_language(user=user, language="en")
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.url == "/en/account/"


def test_delegates_are_told_of_requests_and_of_the_end_each_in_theirs(site):
    membership = MembershipFactory()
    organisation = membership.organisation
    Domain.objects.create(organisation=organisation, domain="exemple.fr", verified_on=membership.starts_on)
    delegates = SeatFactory.create_batch(2, organisation=organisation, is_delegate=True)
    choose_language(user=delegates[1].user, language="en")
    asking = UserFactory()
    ask_for_seat(organisation=organisation, email=asking.email, language="fr", by=asking)
    remind_of_end(membership, [seat.user.email for seat in delegates])
    assert languages() == ["fr", "en"] * 2


def test_an_owner_is_told_in_theirs_what_changed(client, site):
    user = UserFactory()
    choose_language(user=user, language="en")
    sign_in(client, user)
    secret = "une-longue-phrase-secrete"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": secret, "password2": secret})
    assert languages() == ["en"]
