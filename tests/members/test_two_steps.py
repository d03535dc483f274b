"""Two-step sign-in, with an authenticator app."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from tests.factories.members import UserFactory

PASSWORD = "motdepasse-de-test"

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // totp.app_settings.TOTP_PERIOD))


def sign_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def activate(user) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def set_up_the_app(client) -> None:
    """As a person does: once more the password, then the first code of the app."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r'id="authenticator_secret"[^>]*value="(\w+)"', page.content.decode())[1]
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})


def test_the_app_is_set_up_with_its_first_code(client, site):
    user = UserFactory()
    sign_in(client, user)
    set_up_the_app(client)
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_setting_up_the_app_asks_for_the_password_once_more(client, site):
    sign_in(client, UserFactory())
    assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))


def test_a_password_alone_no_longer_signs_in(client, site):
    user = UserFactory()
    activate(user)
    sign_in(client, user)
    assert SESSION_KEY not in client.session


def test_the_second_step_signs_in(client, site):
    user = UserFactory()
    secret = activate(user)
    sign_in(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert SESSION_KEY in client.session


def test_recovery_codes_are_shown_without_script(client, site):
    sign_in(client, UserFactory())
    set_up_the_app(client)
    content = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert len(re.findall(r"<code>\w+</code>", content)) == 10
    assert "<script" not in content
