"""A long list has pages, each with an address, a title and links of its own, in both languages."""

import re
from datetime import date, timedelta

import pytest
from django.core.paginator import EmptyPage
from django.test import RequestFactory
from django.utils import timezone

from articles.models import NewsPage
from portal.core.pages.listing import FEW, listed_below
from portal.core.pages.paging import AHEAD, NearPaginator, Paging
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.html import Outline, assert_is_a_good_page

GARBAGE = ("0", "-1", "01", "1.0", "2e0", "deux", "", " 2", "٢", "²", "2%00", "%00", "9" * 10_000, "99999", "2&page=x")


def add_news(site: dict, numbers: range) -> None:
    for number in numbers:
        pages.news(site, title=f"Brève {number}", web_date=date(2026, 1, 1) + timedelta(days=number))


def add_issues(site: dict, numbers: range) -> None:
    for number in numbers:
        pages.issue(site, title=f"Brève {number}", number=number)


def add_studies(site: dict, numbers: range) -> None:
    for number in numbers:
        page = pages.study(site, title=f"Brève {number}")
        page.study.published_on = date(2026, 1, 1) + timedelta(days=number)
        page.study.save()


def add_events(site: dict, numbers: range) -> None:
    start = timezone.now() + timedelta(days=200)
    for number in numbers:
        facts = {"starts_at": start - timedelta(days=number), "ends_at": start + timedelta(days=1)}
        pages.event(site, title=f"Brève {number}", facts=facts)


def shown(client, url: str) -> list[int]:
    html = client.get(url).content.decode()
    return [int(number) for number in re.findall(r"<h[23][^>]*><a[^>]*>Brève.(\d+)</a>", html)]


@pytest.mark.parametrize(
    ("url", "title", "add"),
    [
        ("/actualites/", "Actualités", add_news),
        ("/magazine/", "Magazine", add_issues),
        ("/etudes/", "Études", add_studies),
        ("/evenements/", "Événements", add_events),
    ],
)
def test_lists_in_pages(client, site, url, title, add):
    add(site, range(2))
    two = queries(client, url)
    assert 'class="pagination"' not in client.get(url).content.decode()
    add(site, range(2, 26))
    assert queries(client, url) == two
    latest = [*range(25, -1, -1)]
    listed = latest[1:] if add is add_issues else latest  # the current issue stands above the others
    assert shown(client, url) == listed[:24]
    assert shown(client, f"{url}?page=2") == listed[24:]
    assert client.get(f"{url}?page=3").status_code == 404
    first = assert_is_a_good_page(client, url, "fr")
    second = assert_is_a_good_page(client, f"{url}?page=2", "fr")
    assert f"<title>{title} | " in first
    assert f"<title>{title}, page\xa02 | " in second or f"<title>{title}, page 2 | " in second
    assert links(first) == {
        "canonical": {f"http://testserver{url}"},
        "next": {f"http://testserver{url}?page=2", f"{url}?page=2"},
    }
    assert links(second) == {
        "canonical": {f"http://testserver{url}?page=2"},
        "prev": {f"http://testserver{url}", url},
    }
    assert f'<meta property="og:url" content="http://testserver{url}?page=2">' in second
    assert 'hreflang="en" href="http' in first
    assert 'hreflang="en" href="http' not in second
    current = [
        link for link in Outline(second).all("a") if link.get("aria-current") and "page=" in (link["href"] or "")
    ]
    assert [link["href"] for link in current] == [f"{url}?page=2"]


def links(html: str) -> dict[str, set[str | None]]:
    """What the page says it is and stands between, in its head and in its text."""
    found: dict[str, set[str | None]] = {}
    for tag in ("link", "a"):
        for attrs in Outline(html).all(tag):
            if attrs.get("rel") in ("canonical", "prev", "next"):
                found.setdefault(str(attrs["rel"]), set()).add(attrs["href"])
    return found


@pytest.mark.parametrize("url", ["/actualites/", "/magazine/", "/etudes/", "/evenements/", "/en/news/", "/en/events/"])
@pytest.mark.parametrize("value", GARBAGE)
def test_what_is_no_page_is_not_found(client, site, url, value):
    response = client.get(f"{url}?page={value}")
    assert response.status_code == 404
    assert b"<h1" in response.content


def test_the_first_page_by_its_number_says_where_it_is(client, site):
    html = client.get("/actualites/?page=1").content.decode()
    assert links(html)["canonical"] == {"http://testserver/actualites/"}


def test_pages_in_english(client, site):
    for number in range(25):
        pages.translate(pages.news(site, title=f"Brève {number}"), title=f"Item {number}")
    html = assert_is_a_good_page(client, "/en/news/?page=2", "en")
    assert "<title>News, page 2 | " in html
    assert "Previous page" in html
    assert 'href="/actualites/"' in html


class Rows:
    """As many rows as told, counted as far as asked."""

    ordered = True

    def __init__(self, count: int) -> None:
        self.all, self.counted = range(count), 0

    def order_by(self) -> "Rows":
        return self

    def __getitem__(self, part: slice) -> "Rows":
        rows = Rows(0)
        rows.all, rows.counter = self.all[part], self
        return rows

    def __iter__(self):
        return iter(self.all)

    def count(self) -> int:
        self.counter.counted = len(self.all)
        return len(self.all)


def test_no_list_is_counted_to_its_end():
    rows = Rows(20_000)
    paginator = NearPaginator(rows, 24, 1)
    assert list(paginator.page(1)) == [*range(24)]
    assert paginator.goes_on
    assert rows.counted == (AHEAD + 1) * 24 + 1
    with pytest.raises(EmptyPage):
        NearPaginator(rows, 24, 900).page(900)


def steps(number: int, count: int) -> str:
    request = RequestFactory().get("/liste/", {"page": number} if number > 1 else {})
    listing = Paging(request, Rows(count))  # type: ignore[arg-type]
    return " ".join(f"[{step.number}]" if step.is_current else str(step.number or "…") for step in listing.steps())


@pytest.mark.parametrize(
    ("number", "pages_in_all", "expected"),
    [
        (1, 1, "[1]"),
        (2, 3, "1 [2] 3"),
        (1, 8, "[1] 2 … 8"),
        (4, 8, "1 2 3 [4] 5 … 8"),
        (5, 8, "1 … 4 [5] 6 7 8"),
        (8, 8, "1 … 7 [8]"),
        (1, 11, "[1] 2 … 11"),
        (1, 12, "[1] 2 …"),
        (400, 800, "1 … 399 [400] 401 …"),
    ],
)
def test_page_numbers(number, pages_in_all, expected):
    assert steps(number, pages_in_all * 24) == expected


def test_a_list_keeps_the_other_choices_of_its_address():
    request = RequestFactory().get("/liste/", {"page": 2, "year": 2025, "other": "x"})
    listing = Paging(request, Rows(100), kept={"year": "2025"}, anchor="#past")  # type: ignore[arg-type]
    assert listing.previous == "/liste/?year=2025#past"
    assert listing.next == "/liste/?year=2025&page=3#past"


def test_few_and_many_children_are_listed_alike(site):
    add_news(site, range(3))
    pages.news(site, title="Retirée").unpublish()
    pages.translate(pages.news(site, title="Quatrième"), title="Fourth")
    parent = site["news"]
    parent.refresh_from_db()
    few = listed_below(NewsPage.objects.all(), parent).latest_first()
    parent.numchild = FEW + 1
    many = listed_below(NewsPage.objects.all(), parent).latest_first()
    assert [page.title for page in few] == [page.title for page in many]
    assert len(few) == 4
