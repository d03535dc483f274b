"""Sign-in is slowed down in the database: across processes, whatever the cache, whatever a client claims."""

import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from tests.factories.databases import lasting_copy
from tests.factories.members import UserFactory
from tests.factories.second_step import current_code, with_application
from tests.members.test_adapter import ask_for_code, is_signed_in, sign_in

pytestmark = pytest.mark.django_db


def test_a_cache_that_forgets_gives_no_more_tries(client, site):
    user = UserFactory()
    for _time in range(6):
        sign_in(client, user, "faux")
        cache.clear()
    sign_in(client, user)
    assert not is_signed_in(client)


def test_a_forged_address_gives_no_more_tries(client, site):
    answers = [
        client.post(
            reverse("account_signup"),
            {"email": f"p{number}@exemple.fr"},
            headers={"x-forwarded-for": f"192.0.2.{number}"},
        ).status_code
        for number in range(22)
    ]
    assert answers[-1] == 429


def test_no_address_is_flooded_with_codes_minute_after_minute(client, site, mailoutbox):
    user, start = UserFactory(), timezone.now().replace(minute=0, second=1)
    for minute in range(0, 24, 2):
        client.cookies.clear()
        with time_machine.travel(start + timedelta(minutes=minute)):
            ask_for_code(client, user.email)
    assert len(mailoutbox) == 10


def test_who_signs_in_rightly_is_never_slowed_down(client, site):
    user = UserFactory()
    for _time in range(12):
        client.cookies.clear()
        sign_in(client, user)
    assert is_signed_in(client)


@pytest.mark.parametrize("later", [0, 35])
def test_a_code_of_the_application_signs_in_once(client, site, later):
    user = UserFactory()
    secret = with_application(user)
    now = timezone.now()
    outcomes = []
    with time_machine.travel(now, tick=False):
        code = current_code(secret)
    for seconds in (0, later):
        client.cookies.clear()
        with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
            sign_in(client, user)
            client.post(reverse("mfa_authenticate"), {"code": code})
            outcomes.append(is_signed_in(client))
    assert outcomes == [True, False]


_CROWD = """
import sys, django; django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
tried = 0
for number in range(int(sys.argv[2])):
    answer = Client().post("/compte/login/", {"login": "cible@exemple.fr", "password": "faux"},
                           REMOTE_ADDR=f"198.51.{sys.argv[1]}.{number}")
    errors = answer.context["form"].errors.as_data()["__all__"]
    tried += any(error.code == "email_password_mismatch" for error in errors)
print(tried)
"""


@pytest.mark.parametrize(
    ("processes", "each"), [(2, 20), pytest.param(8, 125, marks=pytest.mark.drill)], ids=["40", "1000"]
)
def test_processes_together_try_as_often_as_one(tmp_path, processes, each):
    """Five wrong passwords for one address, from as many networks as there are tries."""
    with lasting_copy(tmp_path) as environment:
        crowd = [
            subprocess.Popen(
                [sys.executable, "-c", _CROWD, str(process), str(each)],
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
            )
            for process in range(processes)
        ]
        tried = [int(process.communicate()[0].split()[-1]) for process in crowd]
    assert sum(tried) == 5
