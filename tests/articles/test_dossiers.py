"""Articles of several issues and news, grouped in the editor's order."""

import re

from django.utils import timezone

from articles.models import DossierPage, DossierPiece
from portal.operations.site import translate
from portal.search.models import Entry, Kind
from tests.factories import media, pages
from tests.factories.counting import queries


def titles(client, url: str) -> list[str]:
    return re.findall(r'card__title"><a [^>]*>([^<]*)<', client.get(url).content.decode())


def of_two_issues(site) -> tuple:
    first = pages.article(site, parent=pages.issue(site, title="Un", number=1), title="Premier")
    second = pages.article(site, parent=pages.issue(site, title="Deux", number=2), title="Second")
    return first, second, pages.news(site, title="Brève")


def test_it_shows_its_texts_in_the_editors_order(client, site):
    first, second, news = of_two_issues(site)
    dossier = pages.dossier(site, second, news, first)
    assert titles(client, dossier.url) == ["Second", "Brève", "Premier"]
    assert "Ce qui les relie." in client.get(dossier.url).content.decode()


def test_each_of_its_texts_leads_to_it_and_so_does_the_magazine(client, site):
    texts = of_two_issues(site)
    dossier = pages.dossier(site, *texts, title="L’attente")
    for page in (*texts, site["magazine"]):
        assert f'href="{dossier.url}"' in client.get(page.url).content.decode()
    assert f'href="{dossier.url}"' not in client.get("/magazine/?year=2026").content.decode()
    dossier.unpublish()
    for page in (*texts, site["magazine"]):
        assert f'href="{dossier.url}"' not in client.get(page.url).content.decode()


def test_what_is_taken_out_leads_there_no_more(client, site):
    first, second, _news = of_two_issues(site)
    dossier = pages.dossier(site, first, second)
    assert f'href="{dossier.url}"' in client.get(first.url).content.decode()
    dossier.pieces = [DossierPiece(page=second)]
    dossier.save_revision().publish()
    assert f'href="{dossier.url}"' not in client.get(first.url).content.decode()
    assert titles(client, dossier.url) == ["Second"]


def test_a_text_that_is_offline_or_gated_keeps_its_state(client, site):
    first, second, _news = of_two_issues(site)
    pages.release(first, members_at=timezone.now())
    dossier = pages.dossier(site, first, second)
    second.unpublish()
    assert titles(client, dossier.url) == ["Premier"]
    html = client.get(dossier.url).content.decode()
    assert "Membres</span>" in html
    assert "Le corps." not in html


def test_in_english_it_shows_what_is_told_in_english(client, site):
    first, _second, news = of_two_issues(site)
    dossier = pages.dossier(site, first, news, title="L’attente")
    english = translate(dossier, title="Waiting", slug="waiting")
    assert titles(client, english.url) == []
    told = translate(news, title="In short", slug="in-short")
    assert titles(client, english.url) == ["In short"]
    html = client.get(told.url).content.decode()
    assert f'href="{english.url}"' in html
    assert f'href="{dossier.url}"' not in html.replace('hreflang="fr"', "")


def test_it_costs_the_same_whatever_it_holds(client, site):
    def text(number: int):
        make = pages.news if number % 2 else pages.article
        return make(site, title=f"Texte {number}", cover=media.image())

    dossier = pages.dossier(site, text(0), text(1))
    two = queries(client, dossier.url)
    dossier.pieces = [DossierPiece(page=text(number), sort_order=number) for number in range(20)]
    dossier.save_revision().publish()
    assert len(titles(client, dossier.url)) == 20
    assert queries(client, dossier.url) == two


def test_a_text_in_many_dossiers_and_a_magazine_of_many_cost_the_same(client, site):
    article = pages.article(site)

    def add(numbers: range) -> None:
        for number in numbers:
            pages.dossier(site, article, title=f"Dossier {number}", cover=media.image())

    add(range(2))
    two = queries(client, article.url), queries(client, "/magazine/")
    add(range(2, 20))
    assert DossierPage.objects.count() == 20
    assert (queries(client, article.url), queries(client, "/magazine/")) == two


def test_a_dossier_is_searched_as_one(site):
    page = pages.dossier(site, title="L’attente")
    assert Entry.objects.get(page=page.pk).kind == Kind.DOSSIER
