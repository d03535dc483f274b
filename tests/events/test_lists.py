"""What is past is found by year, the latest of it beside what is to come."""

from datetime import UTC, datetime, timedelta

import pytest

from events.models.pages import RECENT
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.html import Outline, assert_is_a_good_page


def past(site: dict, year: int, month: int = 6, day: int = 15, **fields):
    start = datetime(year, month, day, 9, tzinfo=UTC)
    return pages.event(site, facts={"starts_at": start, "ends_at": start + timedelta(hours=3)}, **fields)


def years(html: str) -> list[str]:
    return [str(link["href"]) for link in Outline(html).all("a") if "year=" in str(link.get("href"))]


def titles(client, url: str) -> list[str]:
    response = client.get(url)
    assert response.status_code == 200
    return [page.title for page in [*response.context["listing"].items, *response.context["recent"]]]


def test_years_of_past_events(client, site):
    past(site, 2022, title="Ancien")
    past(site, 2024, month=1, title="Janvier")
    past(site, 2024, month=12, title="Décembre")
    pages.event(site, title="À venir")
    html = assert_is_a_good_page(client, "/evenements/", "fr")
    assert years(html) == [f"/evenements/?year={year}" for year in (2024, 2023, 2022)]
    assert titles(client, "/evenements/") == ["À venir", "Décembre", "Janvier", "Ancien"]
    assert titles(client, "/evenements/?year=2024") == ["Décembre", "Janvier"]
    assert titles(client, "/evenements/?year=2023") == []
    html = assert_is_a_good_page(client, "/evenements/?year=2024", "fr")
    assert "<title>Événements, 2024 | " in html
    assert '<link rel="canonical" href="http://testserver/evenements/?year=2024">' in html
    assert "Aucun événement n’a eu lieu en" in client.get("/evenements/?year=2023").content.decode()


def test_a_year_is_that_of_paris(client, site):
    start = datetime(2023, 12, 31, 23, 30, tzinfo=UTC)
    pages.event(site, title="Réveillon", facts={"starts_at": start, "ends_at": start + timedelta(hours=1)})
    assert titles(client, "/evenements/?year=2024") == ["Réveillon"]
    assert client.get("/evenements/?year=2023").status_code == 404


@pytest.mark.parametrize(
    "year", ["2021", "2023", "0", "0000", "9999", "99999", "22", "x", "", "٢٠٢٢", "%00", "9" * 10_000]
)
def test_a_year_without_a_list_is_not_found(client, site, year):
    past(site, 2022)
    response = client.get(f"/evenements/?year={year}")
    assert response.status_code == 404
    assert b"<h1" in response.content


def test_no_year_is_offered_where_nothing_is_past(client, site):
    pages.event(site)
    html = client.get("/evenements/").content.decode()
    assert years(html) == []
    assert client.get("/evenements/?year=2026").status_code == 404


def test_a_year_has_pages(client, site):
    for day in range(1, 27):
        past(site, 2022, day=day, title=f"Le {day}")
    assert titles(client, "/evenements/") == [f"Le {day}" for day in range(26, 26 - RECENT, -1)]
    assert titles(client, "/evenements/?year=2022&page=2") == ["Le 2", "Le 1"]
    assert client.get("/evenements/?year=2022&page=3").status_code == 404
    html = assert_is_a_good_page(client, "/evenements/?year=2022", "fr")
    assert '<link rel="next" href="http://testserver/evenements/?year=2022&amp;page=2">' in html
    assert "/evenements/?page=2" not in html


def test_past_events_cost_the_same_however_many(client, site):
    for day in (1, 2):
        past(site, 2022, day=day)
    two, of_the_year = queries(client, "/evenements/"), queries(client, "/evenements/?year=2022")
    for number in range(3, 28):
        past(site, 2022, day=number)
        past(site, 2000 + number % 20)
    assert queries(client, "/evenements/") == two
    assert queries(client, "/evenements/?year=2022") == of_the_year


def test_years_in_english(client, site):
    pages.translate(past(site, 2022, title="Atelier"), title="Workshop")
    html = assert_is_a_good_page(client, "/en/events/?year=2022", "en")
    assert "<title>Events, 2022 | " in html
    assert years(html) == ["/en/events/?year=2022"]
    assert titles(client, "/en/events/?year=2022") == ["Workshop"]
