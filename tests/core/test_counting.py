"""One limiter for all forms: what it counts, from where, and that no two processes count as one."""

import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError
from django.test import RequestFactory
from django.utils import timezone

from portal.core.limits import counting
from portal.core.limits.address import NOWHERE, client_address
from portal.core.limits.counting import Limit, forget_attempts, seconds_to_wait, slowed_down
from portal.core.limits.models import Attempts
from tests.factories.databases import lasting_copy

pytestmark = pytest.mark.django_db

THREE = Limit("essai", 3, timedelta(minutes=10))


def request(address: str = "192.0.2.1", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestFactory().post("/", REMOTE_ADDR=address, headers=headers)


def tries(times: int, limit: Limit = THREE, address: str = "192.0.2.1") -> list[bool]:
    return [slowed_down(request(address), limit) for _time in range(times)]


def test_what_is_within_the_limit_passes_and_the_rest_waits():
    assert tries(5) == [False, False, False, True, True]


def test_several_limits_are_counted_at_once_and_the_longest_wait_is_told():
    short, long = Limit("court", 3, timedelta(minutes=1)), Limit("long", 7, timedelta(hours=1))
    start = timezone.now()
    told = []
    for minute in range(3):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            told += [seconds_to_wait(request(), short, long, times=times) for times in (2, 2)]
    assert told == [0, 60, 0, 3540, 3480, 3480]


def test_asking_adds_nothing():
    tries(2)
    assert [slowed_down(request(), THREE, count=False) for _time in range(5)] == [False] * 5
    tries(1)
    assert slowed_down(request(), THREE, count=False)


def test_the_window_closes_at_its_end_however_often_one_tries_within():
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        tries(3)
    with time_machine.travel(start + timedelta(minutes=9, seconds=58), tick=False):
        assert tries(1) == [True]
    with time_machine.travel(start + timedelta(minutes=10, seconds=1), tick=False):
        assert tries(4) == [False, False, False, True]


def test_the_window_is_as_long_as_it_says():
    """Longer than the five minutes that a cache would keep a count."""
    hour = Limit("heure", 3, timedelta(hours=1))
    start = timezone.now()
    taken = []
    for minute in range(0, 58, 6):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            taken += tries(1, hour)
    assert taken.count(False) == 3


def test_others_and_other_deeds_are_counted_apart():
    tries(4)
    assert tries(1, address="192.0.2.2") == [False]
    assert tries(1, Limit("autre", 3, timedelta(minutes=10))) == [False]


def test_one_client_does_not_escape_among_its_ipv6_addresses():
    assert [tries(1, address=f"2001:db8::{number:x}")[0] for number in range(1, 6)] == [False] * 3 + [True] * 2


def test_no_address_is_stored():
    tries(1)
    assert "192.0.2.1" not in str(Attempts.objects.values())


def test_closed_windows_are_erased():
    tries(1)
    forget_attempts()
    assert Attempts.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        forget_attempts()
    assert not Attempts.objects.exists()


def test_what_can_not_be_counted_waits(monkeypatch, caplog):
    def lost():
        raise DatabaseError("lost")

    monkeypatch.setattr(counting.connection, "cursor", lost)
    assert slowed_down(request(), THREE)
    assert "essai" in caplog.text


@pytest.mark.parametrize(
    "claimed", ["pas une adresse", "", ",", "192.0.2.300", "2001:db8::zz", "unix:", "\0", "203.0.113.9, caché", "é"]
)
def test_a_claim_that_is_no_address_breaks_nothing(claimed, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client_address(request(x_forwarded_for=claimed)) in (NOWHERE, "192.0.2.1")


@pytest.mark.parametrize("claimed", ["pas une adresse", "203.0.113.9"])
def test_too_few_addresses_for_the_proxies_break_nothing(claimed, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert client_address(request(x_forwarded_for=claimed)) == NOWHERE


@pytest.mark.parametrize("path", ["/compte/login/", "/compte/login/code/", "/compte/signup/", "/inscriptions/code/"])
def test_forms_answer_whatever_a_proxy_claims(client, site, settings, path):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    sent = {"login": "a@exemple.fr", "password": "x", "email": "a@exemple.fr"}
    answer = client.post(path, sent, headers={"x-forwarded-for": "pas une adresse"})
    assert answer.status_code in (200, 302)


_CROWD = """
import django; django.setup()
from datetime import timedelta
from django.test import RequestFactory
from portal.core.limits.counting import Limit, slowed_down
limit = Limit("foule", 20, timedelta(minutes=10))
print(sum(not slowed_down(RequestFactory().post("/"), limit) for _time in range(30)))
"""


def test_processes_together_get_as_many_as_one(tmp_path):
    with lasting_copy(tmp_path) as environment:
        crowd = [
            subprocess.Popen([sys.executable, "-c", _CROWD], env=environment, stdout=subprocess.PIPE, text=True)
            for _process in range(2)
        ]
        passed = [int(process.communicate()[0]) for process in crowd]
    assert sum(passed) == 20
