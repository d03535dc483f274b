"""The frame of every page: menus, languages, editing."""

import pytest
from wagtail.models import Page

from portal.core.models import SiteSettings
from tests.factories import pages
from tests.factories.html import Outline
from tests.factories.members import UserFactory
from tests.factories.pages import translate


def html(client, url: str) -> str:
    return client.get(url).content.decode()


def language_link(client, url: str) -> str:
    page = Outline(html(client, url))
    return next(attrs["href"] for attrs in page.all("a") if "hreflang" in attrs)


def test_menu_marks_the_section_one_is_in(client, site):
    article = pages.article(site)
    current = [attrs["href"] for attrs in Outline(html(client, article.url)).all("a") if "aria-current" in attrs]
    assert current == ["/magazine/"]


def test_menu_speaks_the_language_of_the_page(client, site):
    assert 'href="/en/events/"' in html(client, "/en/")


def test_unpublished_section_leaves_the_menu(client, site):
    site["news"].unpublish()
    assert 'href="/actualites/"' not in html(client, "/")


def test_translated_page_leads_to_its_translation(client, site):
    article = pages.article(site)
    english = translate(article, title="An article", slug="an-article")
    assert language_link(client, article.url) == english.url
    assert language_link(client, english.url) == article.url


def test_page_without_a_translation_leads_to_the_other_home_page(client, site):
    assert language_link(client, pages.article(site).url) == "/en/"


def test_unpublished_translation_is_not_led_to(client, site):
    article = pages.article(site)
    translate(article, title="An article").unpublish()
    assert language_link(client, article.url) == "/en/"


def test_address_outside_pages_is_translated(client, site):
    french = html(client, "/en/nowhere/")
    assert 'lang="en"' in french
    link = next(attrs for attrs in Outline(french).all("a") if attrs.get("hreflang") == "fr")
    assert link["href"] == "/nowhere/"


def test_alternates_are_named_to_search_engines_only_where_they_exist(client, site):
    assert html(client, pages.article(site).url).count('rel="alternate" hreflang') == 1
    assert html(client, "/").count('rel="alternate" hreflang') == 2


def test_join_page_is_offered_in_the_visitor_language(client, site):
    assert 'href="/en/join/"' in html(client, "/en/")


def test_unpublished_join_page_is_not_offered(client, site):
    Page.objects.filter(pk=SiteSettings.objects.get().join_page_id).update(live=False)
    assert "button--solid" not in html(client, "/actualites/")


def test_page_shows_before_any_site_exists(client, db):
    assert client.get("/nulle-part/").status_code == 404


def test_visitors_are_not_offered_to_edit(client, site):
    assert "edit-link" not in html(client, "/")


def test_signed_in_visitors_who_may_not_edit_are_not_offered_to(client, site):
    client.force_login(UserFactory())
    assert "edit-link" not in html(client, "/")


def test_editors_are_led_to_the_page_they_read(client, site):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    assert f"/admin/pages/{site['home'].pk}/edit/" in html(client, "/")


@pytest.mark.parametrize("url", ["/", "/magazine/", "/en/studies/"])
def test_no_cookie_is_set_on_public_pages(client, site, url):
    assert not client.get(url).cookies
