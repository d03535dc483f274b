"""Calendars that programs subscribe to."""

from datetime import timedelta

import icalendar
import pytest
from django.utils import timezone

from events.models import Event
from tests.factories import pages
from tests.factories.counting import queries

NOW = timezone.now()
DAY = timedelta(days=1)


def entries(client, url: str) -> dict[str, icalendar.Event]:
    response = client.get(url)
    assert response["Content-Type"].startswith("text/calendar")
    found = icalendar.Calendar.from_ical(response.content)
    return {str(entry["summary"]): entry for entry in found.walk("VEVENT")}


def ended(days: int) -> dict:
    return {"starts_at": NOW - (days + 1) * DAY, "ends_at": NOW - days * DAY}


def test_a_feed_has_what_is_to_come_and_the_past_year_s(client, site):
    for title, facts in (
        ("À venir", {}),
        ("Passé", ended(40)),
        ("Ancien", ended(400)),
        ("Sans date", {"starts_at": None, "ends_at": None, "announced_fr": "printemps"}),
    ):
        pages.event(site, title=title, facts=facts)
    pages.event(site, title="Brouillon").unpublish()
    assert set(entries(client, "/agenda/tous.ics")) == {"À venir", "Passé"}


@pytest.mark.parametrize("name", ["conventions", "ateliers", "webinaires"])
def test_each_kind_has_a_feed_of_its_own(client, site, name):
    for kind, title in (("convention", "conventions"), ("workshop", "ateliers"), ("webinar", "webinaires")):
        pages.event(site, title=title, facts={"kind": kind})
    assert set(entries(client, f"/agenda/{name}.ics")) == {name}


def test_an_entry_is_that_of_the_page_and_says_how_it_stands(client, site):
    page = pages.event(site, standfirst="Un chapeau.", facts={"joining_url": "https://visio.exemple/salle"})
    (entry,) = entries(client, "/agenda/tous.ics").values()
    assert str(page.event.uid) in entry["uid"]
    assert entry["url"].endswith(page.url)
    assert "Un chapeau." in entry["description"]
    assert "Les inscriptions sont ouvertes" in entry["description"]
    assert "visio" not in client.get("/agenda/tous.ics").text
    Event.objects.update(cancelled_at=NOW, sequence=1)
    (entry,) = entries(client, "/agenda/tous.ics").values()
    assert (entry["status"], entry["sequence"]) == ("CANCELLED", 1)


def test_each_language_has_its_titles(client, site):
    pages.translate(pages.event(site, title="Un atelier"), title="A workshop")
    assert set(entries(client, "/en/calendar/all.ics")) == {"A workshop"}


def test_twenty_events_cost_what_two_do(client, site):
    for _each in range(2):
        pages.event(site)
    two = queries(client, "/agenda/tous.ics")
    for _each in range(18):
        pages.event(site)
    assert queries(client, "/agenda/tous.ics") == two
