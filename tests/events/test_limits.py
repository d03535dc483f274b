"""How many people may be registered from one address: a script is stopped at once, a company is not."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from events.limits import minutes_before_registering

pytestmark = pytest.mark.django_db


def registers(people: int = 1) -> int:
    """The minutes to wait."""
    request = RequestFactory().post("/")
    request.user = AnonymousUser()
    return minutes_before_registering(request, people)


def test_a_script_is_stopped_at_once_and_gets_no_further_by_trying_on(time_machine):
    start, allowed = timezone.now(), []
    for minute in range(9):
        time_machine.move_to(start + timedelta(minutes=minute, seconds=minute), tick=False)
        allowed.append([registers() for _form in range(35)].count(0))
    assert allowed == [30] * 5 + [25] + [0] * 3
    assert registers() == 52


def test_who_came_too_often_in_a_minute_waits_for_the_next(time_machine):
    time_machine.move_to(start := timezone.now(), tick=False)
    assert [registers(people=10) for _form in range(4)] == [0, 0, 0, 1]
    time_machine.move_to(start + timedelta(minutes=1), tick=False)
    assert registers() == 0


def test_two_hundred_people_of_one_company_register_within_ten_minutes(time_machine):
    start = timezone.now()
    for number in range(200):
        time_machine.move_to(start + timedelta(seconds=3 * number), tick=False)
        assert registers() == 0, number
