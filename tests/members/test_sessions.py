"""Where one is signed in, and signing out there."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from members.templatetags.members_tags import browser_name
from tests.factories.members import UserFactory
from tests.members.test_adapter import sign_in

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1"


@pytest.fixture
def browsers(site) -> list[Client]:
    """Two of one person, then one of somebody else's."""
    user = UserFactory()
    clients = [Client(headers={"user-agent": agent}) for agent in (FIREFOX, SAFARI, FIREFOX)]
    for client, who in zip(clients, (user, user, UserFactory()), strict=True):
        sign_in(client, who)
    return clients


def signed_in(clients: list[Client]) -> list[bool]:
    return [SESSION_KEY in client.session for client in clients]


def test_each_browser_is_listed_by_name_and_nobody_elses(browsers):
    page = browsers[0].get(reverse("usersessions_list")).content.decode()
    assert ("Firefox, Windows" in page, "Safari, iPhone" in page, page.count("<tr>")) == (True, True, 3)


def test_the_others_are_signed_out(browsers):
    browsers[0].post(reverse("usersessions_list"))
    assert signed_in(browsers) == [True, False, True]


def test_everywhere_is_here_too(browsers):
    browsers[0].post(reverse("account_sign_out_everywhere"))
    assert signed_in(browsers) == [False, False, True]


def test_a_link_signs_nobody_out(browsers):
    assert browsers[0].get(reverse("account_sign_out_everywhere")).status_code == 405
    assert signed_in(browsers) == [True, True, True]


@pytest.mark.parametrize("agent", ["", "curl/8.0", "\0é"])
def test_an_unknown_browser_has_a_name(agent):
    assert browser_name(agent) == "Un autre navigateur"
