"""Translations and aliases go where their source goes, and leave a redirect each."""

import pytest
from django.test import Client
from wagtail.models import Page

from tests.core.test_moved import leads_to, move, rename, renamed_at_once  # noqa: F401
from tests.factories import pages

pytestmark = pytest.mark.django_db


def test_a_translation_follows_to_the_other_issue(site):
    first, second = (pages.issue(site, title=f"N° {n}", slug=f"n-{n}", number=n) for n in (1, 2))
    pages.translate(first, title="No. 1", slug="no-1")
    pages.translate(second, title="No. 2", slug="no-2")
    article = pages.article(site, parent=first, slug="texte")
    pages.translate(article, title="Text", slug="text")
    move(article, second)
    assert leads_to("/magazine/n-1/texte/") == "/magazine/n-2/texte/"
    assert leads_to("/en/magazine/no-1/text/") == "/en/magazine/no-2/text/"
    assert Client().get("/en/magazine/no-2/text/").status_code == 200


def test_it_follows_to_an_issue_that_is_not_translated_yet(site):
    article = pages.article(site, slug="texte")
    pages.translate(article, title="Text", slug="text")
    move(article, pages.issue(site, slug="n-1"))
    assert leads_to("/en/magazine/text/") == "/en/magazine/n-1/text/"
    assert Client().get("/en/magazine/n-1/text/").status_code == 200
    assert Client().get("/en/magazine/n-1/").status_code == 404


def test_what_has_its_name_there_already_makes_it_take_another(site):
    issue = pages.issue(site, slug="n-1")
    other = pages.translate(issue, title="No. 1", slug="no-1")
    pages.publish(other, pages.ArticlePage(title="Autre", slug="text", locale=other.locale))
    article = pages.article(site, slug="texte")
    pages.translate(article, title="Text", slug="text")
    move(article, issue)
    assert leads_to("/en/magazine/text/") == "/en/magazine/no-1/text-1/"


def test_a_translation_that_stands_elsewhere_on_purpose_stays(site):
    article = pages.article(site, slug="texte")
    english = pages.translate(article, title="Text", slug="text")
    elsewhere = pages.translate(pages.issue(site, slug="n-1"), title="No. 1", slug="no-1")
    move(english, elsewhere)
    assert Client().get("/magazine/texte/").status_code == 200
    move(article, pages.issue(site, title="N° 2", slug="n-2", number=2))
    assert Client().get("/en/magazine/no-1/text/").status_code == 200


def test_an_alias_takes_the_new_address_of_its_source(site):
    article = pages.article(site, slug="a")
    issue = pages.issue(site, slug="n-1")
    article.create_alias(parent=issue).create_alias(parent=issue, update_slug="autre")
    rename(article, "b")
    assert leads_to("/magazine/n-1/a/") == "/magazine/n-1/b/"
    assert Client().get("/magazine/n-1/autre/").status_code == 200


def test_an_alias_in_the_other_language_follows_too(site):
    article = pages.article(site, slug="a")
    english = site["magazine"].get_translations().get()
    alias = article.copy_for_translation(english.locale, alias=True)
    rename(article, "b")
    move(article, pages.issue(site, slug="n-1"))
    alias = Page.objects.get(pk=alias.pk)
    assert alias.url_path.endswith("/magazine/n-1/b/")
    assert not alias.live
