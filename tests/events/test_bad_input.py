"""Whatever is sent to the organisers' screens, none of them breaks."""

import pytest
from django.urls import reverse

from tests.events.test_admin import organiser
from tests.factories.events import CategoryFactory, EventFactory, RegistrationFactory, SessionFactory

__all__ = ["organiser"]

pytestmark = pytest.mark.django_db

REGISTRATIONS = """
    dashboard people by_hand capacity door print letters figures feedback attendance needs sessions
"""
FACTS = ("edit", "feedback", "asked", "cancel", "programme", "copy")
PEOPLE = ("edit", "book", "answers", "correct", "category", "billing", "decline", "move")
OF_EVENTS = [*(f"registration:{name}" for name in REGISTRATIONS.split()), *(f"event:{name}" for name in FACTS)]
OF_PEOPLE = [f"registration:{name}" for name in PEOPLE]
LARGE = 10**25
NAMES = """
    action kind to category with sessions chosen expected rest day capacity state language audience time_zone starts_at
    ends_at note expires_at p q payment event pasted paste net_price
"""
JUNK = {
    **dict.fromkeys(NAMES.split(), "\0é9" * 40),
    "first_name": "a\nb",
    "last_name": "x" * 5000,
    "email": "\0@x",
    "sessions-TOTAL_FORMS": "-1",
}


@pytest.mark.parametrize("name", OF_EVENTS + OF_PEOPLE)
def test_a_number_that_no_row_can_have_is_not_there(client, organiser, name):
    assert client.get(reverse(name, args=[LARGE])).status_code == 404


@pytest.mark.parametrize("name", OF_EVENTS + OF_PEOPLE)
def test_no_screen_breaks_whatever_is_sent(client, organiser, name):
    event = EventFactory()
    SessionFactory(event=event)
    category = CategoryFactory(event=event, net_price=10)
    registration = RegistrationFactory(event=event, category=category, net_price=10)
    url = reverse(name, args=[event.pk if name in OF_EVENTS else registration.pk])
    for junk in ({}, JUNK, dict.fromkeys(NAMES.split(), str(LARGE))):
        assert client.post(url, junk).status_code < 500
    assert client.get(url, JUNK).status_code < 500
