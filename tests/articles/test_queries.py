"""A list of twenty costs what a list of two does."""

from portal.core.models import Person
from tests.factories import media, pages
from tests.factories.counting import queries


def test_magazine(client, site):
    for number in range(2):
        pages.issue(site, title=f"Numéro {number}", number=number, cover=media.image())
    two = queries(client, "/magazine/")
    for number in range(2, 20):
        pages.issue(site, title=f"Numéro {number}", number=number, cover=media.image())
    assert queries(client, "/magazine/") == two


def test_issue(client, site):
    issue = pages.issue(site)

    def add(count: int) -> None:
        for _each in range(count):
            article = pages.article(site, parent=issue)
            article.bylines.create(person=Person.objects.get_or_create(name="Camille")[0])
            article.save()

    add(2)
    two = queries(client, issue.url)
    add(18)
    assert queries(client, issue.url) == two


def test_article_beside_others(client, site):
    issue = pages.issue(site)
    article, _other = (pages.article(site, parent=issue) for _each in range(2))
    two = queries(client, article.url)
    for _each in range(3):
        pages.article(site, parent=issue)
    assert queries(client, article.url) == two


def test_news(client, site):
    for number in range(2):
        pages.news(site, title=f"Brève {number}", cover=media.image())
    two = queries(client, "/actualites/")
    for number in range(2, 20):
        pages.news(site, title=f"Brève {number}", cover=media.image())
    assert queries(client, "/actualites/") == two


def test_bylines(client, site):
    article = pages.article(site)
    for number in range(2):
        article.bylines.create(person=Person.objects.create(name=f"Camille {number}", portrait=media.image()))
    article.save()
    two = queries(client, article.url)
    for number in range(2, 8):
        article.bylines.create(person=Person.objects.create(name=f"Camille {number}", portrait=media.image()))
    article.save()
    assert queries(client, article.url) == two
