"""Lists and articles cost as many queries among two thousand articles as among two and among twenty."""

import pytest

from articles.models import ArticleByline, ArticlePage
from demo.seed import seed
from portal.core.models import Person, PortalImage, Topic
from tests.factories import media, pages
from tests.factories.counting import queries

PAGES = 7_500  # of which more than two thousand are articles


def cover() -> PortalImage:
    """What seeded pages have for one."""
    picture = media.image()
    picture.title = "attente"
    picture.save()
    return picture


def add(site: dict, issue, count: int) -> ArticlePage:
    person = Person.objects.get_or_create(name="Maëlle Garrigue")[0]
    picture = cover()
    topic = Topic.objects.get_or_create(slug="attente", label_fr="Attente")[0]
    for number in range(count):
        byline = ArticleByline(person=person)
        article = pages.article(site, parent=issue, title=f"Article {number}", cover=picture, bylines=[byline])
        article.topics.add(topic)
        article.save_revision().publish()
    return article


@pytest.mark.drill
def test_two_twenty_and_two_thousand(client, site):
    issue = pages.issue(site, cover=cover())
    add(site, pages.issue(site, title="Numéro 11", number=11, cover=cover()), 1)  # elsewhere, on the same topic
    article = add(site, issue, 2)
    lists = ("/magazine/", "/sujets/attente/", "/auteurs/maelle-garrigue/", "/suivre/articles.xml", issue.url)
    two = {address: queries(client, address) for address in (*lists, article.url)}
    add(site, issue, 18)
    assert {address: queries(client, address) for address in two} == two
    seed(PAGES)
    assert ArticlePage.objects.count() > 2_000
    assert {address: queries(client, address) for address in two} == two
