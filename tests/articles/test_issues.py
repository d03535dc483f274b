"""An issue: when it appeared, what stands in it, what stands beside it, and the archive of the magazine."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from articles.models import Rubric, Season
from portal.core.models import Person
from portal.operations.site import translate
from tests.factories import pages


def seen(client, url: str) -> str:
    """The words of a page, in one line."""
    html = client.get(url).content.decode()
    main = html[html.index("<main") : html.index("</main")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).replace("\xa0", " ").replace("&#x27;", "'").split())


def in_order(text: str, *words: str) -> bool:
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


@pytest.mark.parametrize(("season", "shown"), [("", "Octobre 2026"), (Season.AUTUMN, "Automne 2026")])
def test_an_issue_of_a_season_says_so_instead_of_its_month(client, site, season, shown):
    issue = pages.issue(site, title="Le temps", number=42, month=date(2026, 10, 1), season=season)
    for url in (issue.url, "/magazine/", "/"):
        assert shown in seen(client, url)


def test_a_season_leaves_order_and_addresses_as_they_are(client, site):
    old = pages.issue(site, title="Ancien", number=41, month=date(2026, 7, 1), season=Season.SUMMER)
    new = pages.issue(site, title="Nouveau", number=42, month=date(2026, 10, 1))
    old.season = Season.WINTER
    old.save_revision().publish()
    assert client.get(old.url).status_code == 200
    assert in_order(seen(client, "/magazine/"), "Nouveau", "Ancien")
    assert in_order(seen(client, "/magazine/?year=2026"), "Nouveau", "Ancien")
    assert new.title in seen(client, "/")


def test_the_editorial_is_shown_with_its_author(client, site):
    author = Person.objects.create(name="Maëlle Garrigue", role_fr="rédactrice en chef")
    issue = pages.issue(site, editorial=pages.text("Prenons le temps."), editorial_author=author)
    assert in_order(seen(client, issue.url), "Éditorial", "Maëlle Garrigue", "rédactrice en chef", "Prenons le temps.")


def test_contents_stand_in_sections_in_the_order_of_their_first_article(client, site):
    interview, inquiry = (Rubric.objects.create(label_fr=label) for label in ("Entretien", "Enquête"))
    issue = pages.issue(site)
    for title, page, rubric in (
        ("Un", 30, interview),
        ("Deux", 6, inquiry),
        ("Trois", 40, inquiry),
        ("Quatre", 20, interview),
    ):
        pages.article(site, parent=issue, title=title, printed_page=page, rubric=rubric)
    pages.article(site, parent=issue, title="Cinq")
    assert in_order(seen(client, issue.url), "Enquête", "Deux", "Trois", "Entretien", "Quatre", "Un", "Cinq")


def test_the_editors_own_order_goes_before_that_of_the_pages(client, site):
    issue = pages.issue(site)
    for title, page, place in (("Un", 6, None), ("Deux", 20, 2), ("Trois", 40, 1), ("Quatre", None, None)):
        pages.article(site, parent=issue, title=title, printed_page=page, place=place)
    assert in_order(seen(client, issue.url), "Trois", "Deux", "Un", "Quatre")


def test_the_current_issue_is_the_latest_that_is_online(client, site):
    pages.issue(site, title="Ancien", number=41)
    latest = pages.issue(site, title="Nouveau", number=42)
    for url in ("/", "/magazine/"):
        assert in_order(seen(client, url), "42", "Nouveau")
    assert "Numéro en cours" in seen(client, "/magazine/")
    latest.unpublish()
    for url in ("/", "/magazine/"):
        assert "Nouveau" not in seen(client, url)
        assert "Ancien" in seen(client, url)


def test_the_archive_goes_by_year(client, site):
    for number, day in ((40, date(2025, 7, 1)), (41, date(2026, 1, 1)), (42, date(2026, 4, 1))):
        pages.issue(site, title=f"Titre {number}", number=number, month=day)
    assert in_order(seen(client, "/magazine/"), "Titre 42", "Titre 41", "Titre 40")
    year = client.get("/magazine/?year=2025")
    assert "Titre 40" in year.content.decode()
    assert "Titre 41" not in year.content.decode()
    assert f"<title>{site['magazine'].title}, 2025" in year.content.decode()
    assert client.get("/magazine/?year=2024").status_code == 404
    assert client.get("/magazine/?year=deux").status_code == 404


def test_the_issues_before_and_after_are_linked(client, site):
    first, second, third = (pages.issue(site, title=f"Titre {number}", number=number) for number in (40, 41, 43))
    html = client.get(second.url).content.decode()
    assert re.search(rf'rel="prev" href="{first.url}"', html)
    assert re.search(rf'rel="next" href="{third.url}"', html)
    third.unpublish()
    assert 'rel="next"' not in client.get(second.url).content.decode()


@pytest.mark.parametrize("days", [-200, 200])
@pytest.mark.parametrize("elsewhere", [True, False])
def test_what_went_online_long_before_or_after_is_credited_and_listed_both_ways(client, site, days, elsewhere):
    issue = pages.issue(site, title="Le temps", number=42, month=date(2026, 10, 1))
    other = pages.issue(site, title="Autre", number=43, month=date(2027, 1, 1))
    article = pages.article(
        site,
        parent=None if elsewhere else other,
        title="Texte tardif",
        printed_issue=issue,
        printed_page=12,
        web_date=timezone.localdate() + timedelta(days=days),
    )
    english_issue = translate(issue, title="Time", slug="time")
    translate(other, title="Other", slug="other")
    english = translate(article, title="Late text", slug="late-text")
    for page, its_issue, credit, title in (
        (article, issue, "N° 42 , octobre 2026, page 12", "Texte tardif"),
        (english, english_issue, "No. 42, October 2026, page 12", "Late text"),
    ):
        assert credit.replace(" ,", ",") in seen(client, page.url).replace(" ,", ",")
        assert f'href="{its_issue.url}"' in client.get(page.url).content.decode()
        assert title in seen(client, its_issue.url)
    assert "Texte tardif" not in seen(client, other.url)


def test_an_editor_is_told_of_a_number_that_another_issue_has(site):
    pages.issue(site, title="Le temps", number=42)
    twin = pages.issue(site, title="Le silence", number=42)
    assert twin.warnings() == ["Il y a un autre numéro 42 : « Le temps »."]
    assert translate(twin, title="Silence", slug="silence").warnings()[0].endswith("« Le temps ».")
