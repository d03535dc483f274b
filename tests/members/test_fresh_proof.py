"""Whoever changes what opens an account proves who they are first, and its owner is told."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import allauth
import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from members.emails import CHANGES
from tests.factories.members import UserFactory
from tests.members.test_adapter import PASSWORD, code_in, enter_by_code, sign_in

pytestmark = pytest.mark.django_db

GUARDED = ["account_email", "account_set_password", "mfa_activate_totp"]


@pytest.mark.parametrize("name", GUARDED)
def test_what_opens_an_account_is_changed_only_by_who_proves_anew_who_they_are(client, site, name, mailoutbox):
    enter_by_code(client, mailoutbox)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        answer = client.get(reverse(name))
    assert answer.status_code == 403
    assert reverse("account_request_login_code") in answer.content.decode()


@pytest.mark.parametrize("has_password", [True, False])
def test_an_address_typed_too_late_is_typed_no_second_time(client, site, mailoutbox, has_password):
    if has_password:
        sign_in(client, UserFactory())
    else:
        enter_by_code(client, mailoutbox)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        answer = client.post(reverse("account_email"), {"email": "apres+ici@exemple.fr", "action_add": ""})
        if has_password:
            back = parse_qs(urlsplit(answer.url).query)["next"][0]
            form = {"password": PASSWORD, "next": back}
            assert client.post(reverse("account_reauthenticate"), form).url == back
            assert 'value="apres+ici@exemple.fr"' in client.get(back).content.decode()
        else:
            way = unescape(re.search(r'name="next" value="([^"]+)"', answer.content.decode())[1])
            [back] = parse_qs(urlsplit(way).query)["next"]
            assert parse_qs(urlsplit(back).query) == {"email": ["apres+ici@exemple.fr"]}
    assert not EmailAddress.objects.filter(email="apres+ici@exemple.fr").exists()


def test_who_has_a_password_is_asked_for_it(client, site):
    sign_in(client, UserFactory())
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert client.get(reverse("account_email")).url.startswith(reverse("account_reauthenticate"))


def test_a_code_proves_it_anew_and_leads_back(client, site, mailoutbox):
    user = enter_by_code(client, mailoutbox)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        page = client.get(reverse("account_email")).content.decode()
        asked = client.post(
            reverse("account_logout"), {"next": unescape(re.search(r'name="next" value="([^"]+)"', page)[1])}
        )
        confirm = client.post(asked.url, {"email": user.email, "next": reverse("account_email")}).url
        answer = client.post(confirm, {"code": code_in(mailoutbox[-1]), "next": reverse("account_email")})
        assert answer.url == reverse("account_email")
        assert client.get(reverse("account_email")).status_code == 200


def test_the_old_address_is_told_of_the_new_one(client, site, mailoutbox):
    user = UserFactory(email="avant@exemple.fr")
    sign_in(client, user)
    client.post(reverse("account_email"), {"email": "apres@exemple.fr", "action_add": ""})
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[0])})
    assert "avant@exemple.fr" in [message.to[0] for message in mailoutbox[1:]]


def test_an_owner_is_told_of_a_password_chosen(client, site, mailoutbox):
    enter_by_code(client, mailoutbox)
    secret = "une-longue-phrase-secrete"
    client.post(reverse("account_set_password"), {"password1": secret, "password2": secret})
    assert "mot de passe" in mailoutbox[0].body


def test_an_owner_is_told_of_a_password_changed(client, site, mailoutbox):
    sign_in(client, UserFactory())
    secret = "une-longue-phrase-secrete"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": secret, "password2": secret})
    assert "mot de passe" in mailoutbox[0].body


def test_allauth_tells_nothing_that_has_no_words():
    """Every notification that its code sends for what is installed here."""
    rooms = ("account", "mfa/totp", "mfa/webauthn", "mfa/recovery_codes")
    packages = [Path(allauth.__file__).parent / room for room in rooms]
    sources = "".join(path.read_text() for package in packages for path in package.rglob("internal/**/*.py"))
    sent = set(re.findall(r'send_notification_mail\(\s*"[\w/]+/(\w+)"', sources))
    assert sent == set(CHANGES)
