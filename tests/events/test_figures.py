"""Registrations over time, against another edition."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.services.figures import curve, earlier_edition
from tests.events.test_admin import organiser
from tests.factories.events import EventFactory, RegistrationFactory

__all__ = ["organiser"]

NOON = timezone.now().replace(hour=11, minute=0, second=0, microsecond=0)


def event(days: float, **facts):
    return EventFactory(starts_at=NOON + timedelta(days=days), **facts)


def register(event, *days_before: int, **fields):
    for days in days_before:
        RegistrationFactory(event=event, created_at=event.starts_at - timedelta(days=days), **fields)


@pytest.mark.django_db
def test_those_registered_add_up_to_the_day_of_the_event():
    past = event(-30)
    register(past, 9, 9, 2, -1)
    register(past, 5, state="cancelled")
    found = curve(past, NOON.date())
    assert [found.at(day) for day in (20, 9, 3, 2, 0)] == [0, 2, 2, 3, 4]


@pytest.mark.django_db
def test_what_is_to_come_is_not_drawn():
    ahead = event(10)
    register(ahead, 20)
    found = curve(ahead, NOON.date())
    assert (found.at(15), found.at(10), found.at(9)) == (1, 1, None)


@pytest.mark.django_db
def test_the_earlier_edition_is_the_last_of_its_kind_that_had_people():
    mine = event(10, kind="convention")
    register(event(-400, kind="convention"), 3)
    last = event(-200, kind="convention")
    register(last, 3)
    event(-100, kind="convention")
    register(event(-50, kind="workshop"), 3)
    assert earlier_edition(mine) == last
    assert earlier_edition(EventFactory.build(starts_at=None, ends_at=None)) is None


def test_the_screen_draws_both_and_says_the_numbers(client, organiser):
    mine, other = event(3), event(-300)
    register(mine, 8, 5)
    register(other, 14, 7, 1)
    url = reverse("registration:figures", args=[mine.pk])
    page = client.get(url).text
    assert page.count("<polyline") == 2
    assert "jours avant" in page
    assert client.get(url, {"with": ""}).text.count("<polyline") == 1
    for nonsense in ("x", "9" * 30, str(mine.pk), "\0"):
        assert client.get(url, {"with": nonsense}).status_code == 200


@pytest.mark.parametrize("facts", [{}, {"starts_at": None, "ends_at": None, "announced_fr": "un jour"}])
def test_without_anybody_or_a_date_it_says_so(client, organiser, facts):
    assert "apparaît" in client.get(reverse("registration:figures", args=[EventFactory(**facts).pk])).text


def test_more_people_ask_the_database_no_more(client, organiser, django_assert_max_num_queries):
    mine = event(3)
    url = reverse("registration:figures", args=[mine.pk])
    register(mine, 2, 3)
    client.get(url)
    with django_assert_max_num_queries(100) as few:
        client.get(url)
    register(mine, *range(2, 20))
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(url)
