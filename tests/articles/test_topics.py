"""Texts lead to their topics, their authors, and other articles on the same topics."""

from datetime import date

from articles.models import ArticleByline
from portal.core.models import Person, Topic
from tests.factories import pages
from tests.factories.counting import queries


def test_an_article_leads_to_its_topics_and_authors(client, site):
    topic, person = Topic.objects.create(label_fr="Écoute"), Person.objects.create(name="Léa Roy")
    article = pages.article(site, topics=[topic], bylines=[ArticleByline(person=person)])
    html = client.get(article.url).content.decode()
    assert '<a href="/sujets/ecoute/">Écoute</a>' in html
    assert '<a href="/auteurs/lea-roy/">Léa Roy</a>' in html
    for address in ("/sujets/ecoute/", "/auteurs/lea-roy/"):
        assert f'href="{article.url}"' in client.get(address).content.decode()


def test_an_event_leads_to_its_speakers(client, site):
    event = pages.event(site)
    event.speakers.create(person=Person.objects.create(name="Léa Roy"))
    event.save_revision().publish()
    assert '<a href="/auteurs/lea-roy/">' in client.get(event.url).content.decode()


def test_other_articles_share_most_topics_first_then_are_the_latest(client, site):
    one, other = Topic.objects.create(label_fr="Un"), Topic.objects.create(label_fr="Deux")
    article = pages.article(site, title="Celui-ci", topics=[one, other])
    old = pages.article(site, title="Vieux", topics=[one, other], web_date=date(2020, 1, 1))
    late = pages.article(site, title="Récent", topics=[one], web_date=date(2026, 1, 1))
    pages.article(site, title="Ailleurs", topics=[Topic.objects.create(label_fr="Trois")])
    pages.article(site, title="Retiré", topics=[one, other]).unpublish()
    assert article.on_same([one, other]) == [old, late]
    assert "Sur le même sujet" in client.get(article.url).content.decode()


def test_they_cost_the_same_with_two_and_with_twenty(client, site):
    topic = Topic.objects.create(label_fr="Un")
    article = pages.article(site, topics=[topic])
    for _each in range(2):
        pages.article(site, topics=[topic])
    two = queries(client, article.url)
    for _each in range(18):
        pages.article(site, topics=[topic])
    assert queries(client, article.url) == two
