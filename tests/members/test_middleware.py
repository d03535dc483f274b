"""The administration opens to a second step alone."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from members.models import User
from tests.factories.members import UserFactory
from tests.factories.second_step import current_code, first_step_alone, with_application
from tests.members.test_adapter import sign_in
from tests.members.test_two_steps import set_up_the_app

pytestmark = pytest.mark.django_db

PLACES = ["/admin/", "/admin/pages/", "/admin/users/", "/admin/logout/", "/admin/api/main/pages/", "/admin/nowhere/"]


@pytest.fixture
def administrator(site):
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("place", PLACES)
def test_staff_without_a_second_step_are_led_to_set_it_up(client, administrator, place, method):
    first_step_alone(client, administrator)
    answer = getattr(client, method)(place)
    assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))


def test_a_form_sent_without_a_second_step_changes_nothing(client, administrator):
    other = UserFactory()
    first_step_alone(client, administrator)
    client.post(reverse("wagtailusers_users:delete", args=[other.pk]))
    assert User.objects.filter(pk=other.pk).exists()


def test_the_first_administrator_sets_it_up_at_the_first_sign_in_and_goes_on(client, administrator, monkeypatch):
    monkeypatch.setattr("django.db.transaction.on_commit", lambda then, **kwargs: then())
    sign_in(client, administrator)
    client.get("/admin/users/?q=a&p=1")
    assert reverse("mfa_activate_totp") in client.get(reverse("mfa_index")).content.decode()
    set_up_the_app(client)
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    [onward] = re.findall(r'href="(/admin/[^"]*)"', codes)
    assert unescape(onward) == "/admin/users/?q=a&p=1"
    assert client.get(unescape(onward)).status_code == 200


def test_a_session_from_before_proves_the_second_step_and_comes_back(client, administrator):
    first_step_alone(client, administrator)
    secret = with_application(administrator)
    asked = client.get("/admin/users/?q=a&p=1").url
    back = parse_qs(urlsplit(asked).query)["next"][0]
    answer = client.post(urlsplit(asked).path, {"code": current_code(secret), "next": back})
    assert answer.url == "/admin/users/?q=a&p=1"
    assert client.get(answer.url).status_code == 200


def test_a_password_proved_anew_is_no_second_step(client, administrator):
    with_application(administrator)
    first_step_alone(client, administrator)
    client.post(reverse("account_reauthenticate"), {"password": "motdepasse-de-test"})
    assert client.get("/admin/").status_code == 302


def test_a_second_step_that_somebody_else_took_here_does_not_count(client, administrator):
    other = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(other)
    with_application(administrator)
    first_step_alone(client, administrator)
    assert client.get("/admin/").status_code == 302


def test_a_second_step_taken_away_closes_the_administration_at_once(client, administrator):
    client.force_login(administrator)
    before = client.get("/admin/").status_code
    Authenticator.objects.filter(user=administrator).delete()
    assert (before, client.get("/admin/").status_code) == (200, 302)


def test_recovery_codes_alone_are_no_second_step(client, administrator):
    client.force_login(administrator)
    Authenticator.objects.filter(user=administrator).update(type=Authenticator.Type.RECOVERY_CODES)
    assert client.get("/admin/").url == reverse("mfa_index")


def test_who_is_no_staff_is_asked_for_nothing(client, site):
    client.force_login(UserFactory())
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/").url != reverse("mfa_index")
    assert client.get(reverse("account:home")).status_code == 200
