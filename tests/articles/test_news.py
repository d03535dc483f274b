"""The news by year and by topic, and what is pinned until a day."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from articles.models import NewsPage
from portal.core.models import Topic
from portal.operations.site import translate
from tests.factories import media, pages
from tests.factories.counting import queries
from tests.factories.visits import Door, committed

NEWS = "/actualites/"


def titles(client, url: str = NEWS) -> list[str]:
    html = client.get(url).content.decode()
    return re.findall(r'card__title"><a [^>]*>([^<]*)<', html)


def days(count: int) -> date:
    return timezone.localdate() + timedelta(days=count)


class TestByYearAndTopic:
    @pytest.fixture
    def news(self, site):
        work, life = (Topic.objects.create(label_fr=label, label_en=f"{label} (en)") for label in ("Métiers", "Vie"))
        for title, day, topics in (
            ("Vieille", date(2024, 3, 1), [work]),
            ("Autre", date(2024, 5, 1), [life]),
            ("Neuve", date(2026, 1, 1), [work, life]),
        ):
            pages.news(site, title=title, web_date=day, topics=topics)
        return site["news"]

    @pytest.mark.parametrize(
        ("query", "found", "title"),
        [
            ("", ["Neuve", "Autre", "Vieille"], "Actualités"),
            ("?year=2024", ["Autre", "Vieille"], "Actualités, 2024"),
            ("?topic=metiers", ["Neuve", "Vieille"], "Actualités, Métiers"),
            ("?topic=metiers&year=2024", ["Vieille"], "Actualités, Métiers, 2024"),
        ],
    )
    def test_each_way_has_its_address_and_title(self, client, news, query, found, title):
        assert titles(client, NEWS + query) == found
        html = client.get(NEWS + query).content.decode()
        assert f"<title>{title} |" in html.replace("\xa0", " ")
        canonical = re.search(r'rel="canonical" href="[^"]*/actualites/([^"]*)"', html)
        assert canonical
        assert canonical[1].replace("&amp;", "&") == query

    def test_its_ways_are_plain_links(self, client, news):
        html = client.get(NEWS).content.decode()
        for query in ("?year=2026", "?year=2024", "?topic=metiers", "?topic=vie"):
            assert f'href="{NEWS}{query}"' in html
        assert f'href="{NEWS}?topic=vie&amp;year=2024"' in client.get(f"{NEWS}?topic=vie").content.decode()

    @time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=UTC))
    def test_the_years_are_those_that_have_some_online(self, site):
        for day in (date(2025, 12, 31), date(2025, 1, 1), date(2019, 7, 1), date(1998, 12, 31), date(2027, 1, 1)):
            pages.news(site, title=f"Du {day}", web_date=day)
        for day in (date(2024, 3, 1), date(1997, 3, 1)):
            pages.news(site, title=f"Brouillon du {day}", web_date=day).unpublish()
        assert NewsPage.objects.live().years() == [2025, 2019, 1998]

    def test_without_news_there_is_no_year(self, site):
        assert NewsPage.objects.years() == []

    @pytest.mark.parametrize("query", ["?year=2025", "?year=x", "?topic=absent", "?topic=", "?year=2024&page=9"])
    def test_there_is_nothing_elsewhere(self, client, news, query):
        assert client.get(NEWS + query).status_code == 404

    def test_a_topic_without_news_that_year_says_so(self, client, news):
        pages.news({"news": news}, title="Seule", web_date=date(2025, 1, 1))
        html = client.get(f"{NEWS}?topic=vie&year=2025").content.decode()
        assert "Aucune actualité" in html

    def test_pages_of_a_long_list_lead_to_each_other(self, client, site):
        for number in range(26):
            pages.news(site, title=f"Brève {number}", web_date=date(2024, 3, 1))
        html = client.get(f"{NEWS}?year=2024").content.decode()
        assert re.search(r'<link rel="next" href="[^"]*\?year=2024&amp;page=2"', html)
        assert "<title>Actualités, 2024, page 2" in client.get(f"{NEWS}?year=2024&page=2").content.decode().replace(
            "\xa0", " "
        )

    def test_a_list_costs_the_same_whatever_its_length(self, client, site):
        topics = [Topic.objects.create(label_fr=f"Thème {number}") for number in range(20)]

        def add(numbers: range) -> None:
            for number in numbers:
                fields = {"topics": topics[: number + 1], "web_date": date(2005 + number, 1, 1)}
                pages.news(site, title=f"Brève {number}", cover=media.image(), pinned_until=days(3), **fields)
                pages.news(site, title=f"Note {number}", cover=media.image(), **fields)

        add(range(2))
        two = queries(client, NEWS), queries(client, f"{NEWS}?topic=theme-0"), queries(client, f"{NEWS}?year=2005")
        add(range(2, 20))
        assert (
            queries(client, NEWS),
            queries(client, f"{NEWS}?topic=theme-0"),
            queries(client, f"{NEWS}?year=2005"),
        ) == two


class TestPinned:
    @pytest.fixture
    def news(self, site):
        pages.news(site, title="Hier", web_date=days(-1))
        return pages.news(site, title="Épinglée", web_date=days(-40), pinned_until=days(0))

    def test_stands_first_until_the_end_of_its_day(self, client, site, news):
        for number in range(4):
            pages.news(site, title=f"Autre {number}", web_date=days(-2))
        assert titles(client)[:2] == ["Épinglée", "Hier"]
        home = client.get("/").content.decode()
        assert home.index("Épinglée") < home.index("Hier")
        assert "Autre 3" in home
        assert "Autre 0" not in home

    def test_is_said_to_be_held_first_where_it_is(self, client, news):
        assert client.get(NEWS).text.count("À la une") == 1
        assert "À la une" not in client.get(f"{NEWS}?year={days(-40).year}").text

    def test_stands_once_and_in_its_place_elsewhere(self, client, news):
        assert titles(client).count("Épinglée") == 1
        assert "Épinglée" in titles(client, f"{NEWS}?year={days(-40).year}")

    def test_stands_in_its_place_from_the_day_after(self, client, site, news):
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            assert titles(client) == ["Hier", "Épinglée"]
            assert client.get("/").content.decode().index("Hier") < client.get("/").content.decode().index("Épinglée")

    def test_is_so_in_both_languages(self, client, site, news):
        translate(news, title="Pinned", slug="pinned")
        assert titles(client, "/en/news/") == ["Pinned"]

    @pytest.mark.parametrize("url", [NEWS, "/"])
    def test_ends_with_its_day_in_paris_in_what_is_kept(self, site, url):
        with committed(), time_machine.travel(datetime(2026, 7, 1, 21, 59, 50, tzinfo=UTC), tick=False) as clock:
            pages.news(site, title="Hier", web_date=days(-1))
            pages.news(site, title="Épinglée", web_date=days(-40), pinned_until=days(0))
            door = Door()
            kept = door.get(url).text
            assert door.is_kept(url)
            assert kept.index("Épinglée") < kept.index("Hier")
            clock.move_to(datetime(2026, 7, 1, 22, 0, 1, tzinfo=UTC))
            html = door.get(url).text
            assert html.index("Hier") < html.index("Épinglée")
