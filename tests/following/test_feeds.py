"""What programs that follow the portal are told."""

import re
from datetime import date, datetime
from pathlib import Path

import feedparser
import pytest
import time_machine
from django.utils import timezone
from lxml import etree

from portal.core.models import Person, Topic
from tests.factories import pages
from tests.factories.counting import queries

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))


def read(client, url: str) -> feedparser.FeedParserDict:
    response = client.get(url)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    document = etree.fromstring(response.content)
    assert SCHEMA.validate(document), SCHEMA.error_log
    found = feedparser.parse(response.content)
    assert not found.bozo
    return found


def titles(client, url: str) -> list[str]:
    return [entry.title for entry in read(client, url).entries]


def everything(site) -> None:
    pages.article(site, title="Un article")
    pages.news(site, title="Une actualité")
    pages.study(site, title="Une étude", summary="Un résumé.")
    pages.event(site, title="Un atelier", standfirst="Un chapeau d’atelier.")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("tout", {"Un article", "Une actualité", "Une étude", "Un atelier"}),
        ("articles", {"Un article"}),
        ("actualites", {"Une actualité"}),
        ("etudes", {"Une étude"}),
        ("evenements", {"Un atelier"}),
    ],
)
def test_a_feed_has_what_is_published_of_its_kind(client, site, name, shown):
    everything(site)
    pages.article(site, title="Brouillon").unpublish()
    assert set(titles(client, f"/suivre/{name}.xml")) == shown


def test_a_feed_of_nothing_is_valid(client, site):
    assert titles(client, "/suivre/etudes.xml") == []


def test_an_entry_is_title_summary_and_link_to_whoever_asks(client, site):
    article = pages.article(
        site, title="L’attente : 3 % ?", standfirst="Le chapeau.", body=pages.text("Le mot caché."), kicker="Enquête"
    )
    for name in ("Camille Voix", "Hugo Lemerle"):
        article.bylines.create(person=Person.objects.create(name=name))
    article.save()
    (entry,) = read(client, "/suivre/articles.xml").entries
    assert entry.link == f"http://testserver{article.url}"
    assert entry.summary == "Le chapeau."
    assert [author.name for author in entry.authors] == ["Camille Voix", "Hugo Lemerle"]
    assert [tag.term for tag in entry.tags] == ["Enquête"]
    assert "\u202f%" in entry.title
    assert "caché" not in client.get("/suivre/articles.xml").text


def test_the_identity_of_an_entry_outlives_its_title_its_address_and_its_date(client, site):
    article = pages.article(site)
    (before,) = read(client, "/suivre/articles.xml").entries
    article.title, article.slug, article.web_date = "Autrement", "ailleurs", date(2020, 1, 2)
    article.save_revision().publish()
    (after,) = read(client, "/suivre/articles.xml").entries
    assert (before.id, before.link != after.link) == (after.id, True)


def test_each_language_has_its_own_entries_of_their_own_identity(client, site):
    article = pages.article(site)
    pages.translate(article, title="A text")
    french, english = read(client, "/suivre/articles.xml"), read(client, "/en/follow/articles.xml")
    assert (french.feed.language, english.feed.language) == ("fr", "en")
    assert [entry.title for entry in english.entries] == ["A text"]
    assert french.entries[0].id != english.entries[0].id


@time_machine.travel("2026-11-20T09:30:00+01:00", tick=False)
def test_moments_have_a_zone_and_an_old_text_has_its_own_day(client, site):
    pages.article(site, title="Du jour")
    pages.article(site, title="De l’archive", web_date=date(2013, 7, 5))
    new, old = read(client, "/suivre/articles.xml").entries
    assert datetime.fromisoformat(new.published) == timezone.now()
    assert old.published == "2013-07-05T00:00:00+02:00"


def test_a_topic_and_an_issue_have_feeds_that_their_pages_name(client, site):
    topic = Topic.objects.create(label_fr="Attente")
    issue = pages.issue(site, title="Numéro 9")
    article = pages.article(site, parent=issue, title="Dans le numéro")
    article.topics.add(topic)
    article.save_revision().publish()
    pages.article(site, title="Ailleurs")
    assert titles(client, f"/suivre/numeros/{issue.pk}.xml") == titles(client, "/suivre/sujets/attente.xml")
    assert titles(client, "/suivre/sujets/attente.xml") == ["Dans le numéro"]
    assert f'href="http://testserver/suivre/numeros/{issue.pk}.xml"' in client.get(issue.url).text

    assert 'href="http://testserver/suivre/sujets/attente.xml"' in client.get("/sujets/attente/").text


def test_of_what_is_not_public_there_is_no_feed(client, site):
    issue = pages.issue(site)
    issue.unpublish()
    Topic.objects.create(label_fr="Vide")
    for url in (f"/suivre/numeros/{issue.pk}.xml", "/suivre/sujets/vide.xml", "/suivre/sujets/inconnu.xml"):
        assert client.get(url).status_code == 404


def test_a_title_with_a_sign_that_xml_cannot_hold_breaks_no_feed(client, site):
    pages.article(site, title="Un \x0b signe < & >")
    (title,) = titles(client, "/suivre/tout.xml")
    assert re.sub(r"\s+", " ", title) == "Un signe < & >"


def test_lists_and_pages_name_their_feeds(client, site):
    article = pages.article(site)
    for url, feed in (("/", "tout"), (site["magazine"].url, "articles"), (article.url, "articles")):
        page = client.get(url).text
        assert '<link rel="alternate" type="application/atom+xml"' in page
        assert f'href="http://testserver/suivre/{feed}.xml"' in page


def test_twenty_texts_cost_what_two_do(client, site):
    for _each in range(2):
        everything(site)
    two = queries(client, "/suivre/tout.xml")
    for _each in range(9):
        everything(site)
    assert queries(client, "/suivre/tout.xml") == two


def test_the_page_that_lists_them_leads_to_each(client, site):
    topic = Topic.objects.create(label_fr="Attente")
    article = pages.article(site)
    article.topics.add(topic)
    article.save_revision().publish()
    page = client.get("/suivre/").text
    for url in re.findall(r'href="(/(?:suivre|agenda)/[^"]+\.(?:xml|ics))"', page):
        assert client.get(url).status_code == 200, url
    assert "/suivre/sujets/attente.xml" in page
