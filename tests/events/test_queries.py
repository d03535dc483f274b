"""A list of twenty costs what a list of two does."""

from datetime import timedelta

from django.utils import timezone

from portal.core.models import Person
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.events import RegistrationFactory


def test_events(client, site):
    ended = {"starts_at": timezone.now() - timedelta(days=3), "ends_at": timezone.now() - timedelta(days=2)}

    def add(count: int) -> None:
        for _each in range(count):
            RegistrationFactory(event=pages.event(site).event)
            RegistrationFactory(event=pages.event(site, facts=ended).event)

    add(2)
    two = queries(client, "/evenements/")
    add(18)
    assert queries(client, "/evenements/") == two


def test_speakers(client, site):
    page = pages.event(site)

    def add(*numbers: int) -> None:
        for number in numbers:
            page.speakers.create(person=Person.objects.create(name=f"Camille {number}"))
        page.save()

    add(0, 1)
    two = queries(client, page.url)
    add(*range(2, 20))
    assert queries(client, page.url) == two
