"""Lists of people are in the order of a French alphabet, whatever the database."""

import pytest
from django.urls import reverse

from events.naming import alphabetical
from tests.events.test_admin import organiser
from tests.factories.events import EventFactory, RegistrationFactory

__all__ = ["organiser"]

pytestmark = pytest.mark.django_db

NAMES = ["Abel", "de Brie", "Écart", "Œuvrard", "Pic"]


@pytest.fixture
def event():
    event = EventFactory()
    for name in reversed(NAMES):
        RegistrationFactory(event=event, last_name=name)
    return event


def test_accents_ligatures_and_small_letters_stand_where_one_looks_for_them(event):
    assert [person.last_name for person in alphabetical(event.registrations.all())] == NAMES


def test_the_organiser_s_list_is_in_that_order(client, event, organiser):
    found = client.get(reverse("registration:people", args=[event.pk])).context["people"]
    assert [person.last_name for person in found] == NAMES
