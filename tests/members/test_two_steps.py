"""Two-step sign-in, with an authenticator app."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from tests.factories.members import UserFactory
from tests.factories.second_step import current_code, with_application
from tests.members.test_adapter import code_in

PASSWORD = "motdepasse-de-test"

pytestmark = pytest.mark.django_db


def sign_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def set_up_the_app(client) -> None:
    """As a person does who has just signed in: with the first code of the app."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', page.content.decode())[1]
    client.post(reverse("mfa_activate_totp"), {"code": current_code(secret)})


def test_the_app_is_set_up_with_its_first_code(client, site):
    user = UserFactory()
    sign_in(client, user)
    set_up_the_app(client)
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_who_just_signed_in_by_a_code_sets_up_the_app_without_the_password(client, site, mailoutbox):
    user = UserFactory()
    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[-1])})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.parametrize("name", ["mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"])
def test_the_second_step_is_changed_only_by_who_proves_anew_who_they_are(client, site, name):
    sign_in(client, UserFactory())
    set_up_the_app(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert client.get(reverse(name)).url.startswith(reverse("account_reauthenticate"))


def test_a_password_alone_no_longer_signs_in(client, site):
    user = UserFactory()
    with_application(user)
    sign_in(client, user)
    assert SESSION_KEY not in client.session


def test_the_second_step_signs_in(client, site):
    user = UserFactory()
    secret = with_application(user)
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": current_code(secret)})
    assert SESSION_KEY in client.session


def test_recovery_codes_are_shown_without_script(client, site):
    sign_in(client, UserFactory())
    set_up_the_app(client)
    content = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert len(re.findall(r"<code>\w+</code>", content)) == 10
    assert "<script" not in content
