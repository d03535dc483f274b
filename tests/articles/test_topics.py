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


def test_what_is_shown_of_the_same_issue_is_not_shown_again(client, site):
    topic, issue = Topic.objects.create(label_fr="Un"), pages.issue(site)
    article = pages.article(site, parent=issue, topics=[topic], printed_page=4)
    beside = pages.article(site, parent=issue, title="À côté", topics=[topic], printed_page=26)
    elsewhere = pages.article(site, title="Ailleurs", topics=[topic], printed_page=34)
    html = client.get(article.url).content.decode()
    assert html.count(f'href="{beside.url}"') == 1
    assert f'href="{elsewhere.url}"' in html
    assert ">Page </span>26" in html
    assert ">Page </span>34" not in html


def test_they_cost_the_same_with_two_and_with_twenty(client, site):
    topic = Topic.objects.create(label_fr="Un")
    article = pages.article(site, topics=[topic])
    for _each in range(2):
        pages.article(site, topics=[topic])
    two = queries(client, article.url)
    for _each in range(18):
        pages.article(site, topics=[topic])
    assert queries(client, article.url) == two


def test_search_engines_are_told_of_topics_and_authors_in_each_language_that_has_something_on_them(client, site):
    topic, person = Topic.objects.create(label_fr="Écoute"), Person.objects.create(name="Léa Roy")
    Topic.objects.create(label_fr="Sans texte")
    article = pages.article(site, topics=[topic], bylines=[ArticleByline(person=person)])
    file = "http://testserver/sitemap-fr-names.xml"
    assert file in client.get("/sitemap.xml").text
    told = client.get(file).text
    assert "<loc>http://testserver/sujets/ecoute/</loc>" in told
    assert "<loc>http://testserver/auteurs/lea-roy/</loc>" in told
    assert "sans-texte" not in told
    assert client.get("/sitemap-en-names.xml").status_code == 404
    pages.translate(article, title="An article", topics=[topic])
    assert 'hreflang="en" href="http://testserver/en/topics/ecoute/"' in client.get(file).text
    article.unpublish()
    assert client.get(file).status_code == 404
    assert "<loc>http://testserver/en/topics/ecoute/</loc>" in client.get("/sitemap-en-names.xml").text


def test_a_topic_and_an_author_are_found_at_their_old_addresses_in_each_language(client, site):
    topic, person = Topic.objects.create(label_fr="Écoute"), Person.objects.create(name="Léa Roy")
    article = pages.article(site, topics=[topic], bylines=[ArticleByline(person=person)])
    pages.translate(article, title="An article", topics=[topic])
    for row, slugs in ((topic, ("attention", "soin")), (person, ("lea-roy-martin", "lea-martin"))):
        for row.slug in slugs:
            row.save()
    old = (
        "/sujets/ecoute/",
        "/sujets/attention/",
        "/en/topics/ecoute/",
        "/auteurs/lea-roy/",
        "/auteurs/lea-roy-martin/",
    )
    led = [client.get(address) for address in old]
    assert [response.status_code for response in led] == [301] * 5
    assert [response["Location"] for response in led] == [
        *("/sujets/soin/", "/sujets/soin/", "/en/topics/soin/", "/auteurs/lea-martin/", "/auteurs/lea-martin/")
    ]
    topic.slug = "ecoute"
    topic.save()
    assert client.get("/sujets/ecoute/").status_code == 200
    assert client.get("/sujets/soin/")["Location"] == "/sujets/ecoute/"
