"""An address that was public once leads to its page for as long as there is one, wherever it moves to."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, PageLogEntry
from wagtail_localize.models import TranslationSource
from wagtail_localize.operations import translate_object

from members.models import User
from portal.core.redirects.keeping import keep_address
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def renamed_at_once(monkeypatch):
    """Wagtail tells of a new slug once it is committed, which a test never does."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda run, **kwargs: run())


def rename(page: Page, slug: str) -> Page:
    """As an editor who publishes it under another address."""
    page = Page.objects.get(pk=page.pk).specific
    page.slug = slug
    page.save_revision().publish()
    return page


def move(page: Page, parent: Page) -> None:
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=parent.pk), pos="last-child")


def leads_to(path: str) -> str | int:
    """Where a visitor is led to, or the status."""
    response = Client().get(path)
    return response["Location"] if response.status_code in (301, 302) else response.status_code


def test_a_renamed_page_is_found_at_its_old_address(site):
    rename(pages.article(site, slug="avant"), "apres")
    response = Client().get("/magazine/avant/")
    assert (response.status_code, response["Location"]) == (301, "/magazine/apres/")
    assert response["Cache-Control"] == "no-cache"


def test_what_stands_below_is_found_too(site):
    issue = pages.issue(site, slug="numero-12")
    pages.article(site, parent=issue, slug="texte")
    rename(issue, "n-12")
    assert leads_to("/magazine/numero-12/texte/") == "/magazine/n-12/texte/"


def test_a_page_that_moves_is_found_at_its_old_address(site):
    article = pages.article(site, slug="texte")
    move(article, pages.issue(site, slug="numero-12"))
    assert leads_to("/magazine/texte/") == "/magazine/numero-12/texte/"


def test_two_names_later_one_step_is_enough(site):
    article = pages.article(site, slug="a")
    for slug in ("b", "c"):
        article = rename(article, slug)
    assert leads_to("/magazine/a/") == leads_to("/magazine/b/") == "/magazine/c/"


def test_renamed_and_renamed_back_it_leaves_no_loop(site):
    article = rename(rename(pages.article(site, slug="a"), "b"), "a")
    assert leads_to("/magazine/a/") == 200
    assert leads_to("/magazine/b/") == "/magazine/a/"
    article.unpublish()
    assert leads_to("/magazine/a/") == leads_to("/magazine/b/") == 404


def test_nobody_is_led_to_what_is_not_published(site):
    article = rename(pages.article(site, slug="a"), "b")
    article.unpublish()
    assert leads_to("/magazine/a/") == 404
    article.save_revision().publish()
    assert leads_to("/magazine/a/") == "/magazine/b/"


def test_the_working_titles_of_a_draft_are_told_to_nobody(site):
    draft = site["magazine"].add_child(instance=pages.ArticlePage(title="Secret", slug="plan-social", live=False))
    draft.slug = "autre"
    draft.save()
    assert not Redirect.objects.exists()
    rename(draft, "rien")
    assert leads_to("/magazine/autre/") == 404
    assert leads_to("/magazine/plan-social/") == 404


def test_a_new_address_in_a_draft_of_a_published_page_leads_nowhere_yet(site):
    article = pages.article(site, slug="a")
    article.slug = "b"
    article.save_revision()
    assert leads_to("/magazine/a/") == 200
    assert leads_to("/magazine/b/") == 404
    assert not Redirect.objects.exists()


def test_what_was_unpublished_while_its_section_moved_comes_back_at_both(site):
    issue = pages.issue(site, slug="numero-12")
    article = pages.article(site, parent=issue, slug="texte")
    article.unpublish()
    rename(issue, "n-12")
    assert leads_to("/magazine/numero-12/texte/") == 404
    article.refresh_from_db()
    article.save_revision().publish()
    assert leads_to("/magazine/numero-12/texte/") == "/magazine/n-12/texte/"


def test_a_page_that_takes_an_old_address_keeps_it_to_itself(site):
    rename(pages.article(site, slug="a"), "b")
    second = pages.article(site, title="Autre", slug="a")
    assert leads_to("/magazine/a/") == 200
    assert not Redirect.objects.exists()
    rename(second, "c")
    assert leads_to("/magazine/a/") == "/magazine/c/"


def test_a_redirect_of_an_editor_gives_way_to_the_page_that_stood_there_since(site):
    article = pages.article(site, slug="a")
    Redirect.add_redirect("/magazine/a/", redirect_to="https://ailleurs.example/")
    rename(article, "b")
    assert leads_to("/magazine/a/") == "/magazine/b/"


def test_a_translation_has_redirects_of_its_own(site):
    english = pages.translate(pages.article(site, slug="titre"), title="Title", slug="title")
    rename(english, "new-title")
    assert leads_to("/en/magazine/title/") == "/en/magazine/new-title/"
    assert leads_to("/magazine/title/") == 404


def test_case_encoding_and_the_last_slash_make_no_difference(site):
    article = pages.article(site, slug="texte")
    assert keep_address(old="https://ancien.example/2019/Étude.html", page=article, by=None)
    for asked in ("/2019/étude.html", "/2019/%C3%89tude.html", "/2019/ÉTUDE.html/"):
        assert leads_to(asked) == "/magazine/texte/", asked


def test_a_query_is_matched_in_any_order_among_others(site):
    first, second = (pages.article(site, slug=slug) for slug in ("un", "deux"))
    assert keep_address(old="/article.php?id=3&lang=fr", page=first, by=None)
    assert keep_address(old="/article.php", page=second, by=None)
    assert leads_to("/article.php?utm_source=lettre&lang=fr&id=3") == "/magazine/un/"
    assert leads_to("/article.php?id=4&lang=fr") == "/magazine/deux/?id=4&lang=fr"


def test_what_an_address_asks_of_its_page_goes_with_it(site):
    rename(pages.study(site, slug="barometre"), "barometre-2026")
    assert leads_to("/etudes/barometre/?question=q01") == "/etudes/barometre-2026/?question=q01"


@pytest.mark.parametrize("path", ["/%00/", "/a%ff%fe/?%ed%a0%80=1", "/.//[x/", "/" + "a/" * 500, "/;b;a/?&&=", "/[1]/"])
def test_odd_addresses_are_not_found(site, path):
    assert leads_to(path) == 404


def test_a_form_is_never_led_elsewhere(site):
    rename(pages.article(site, slug="a"), "b")
    assert Client().post("/magazine/a/").status_code == 404
    assert Client().head("/magazine/a/").status_code == 301


def test_nothing_that_is_not_found_is_kept_by_a_browser(site):
    assert Client().get("/nothing/")["Cache-Control"] == "no-cache"


# Kept by hand and by imports


def test_an_old_address_is_kept_with_who_said_so(site):
    article, user = pages.article(site, slug="texte"), User.objects.create(email="lea@exemple.fr")
    assert keep_address(old="/2019/05/texte/?p=12", page=article, by=user)
    entry = PageLogEntry.objects.get(action="core.address.keep")
    assert (entry.user, entry.page_id, entry.data) == (user, article.pk, {"old": "/2019/05/texte?p=12"})


def test_kept_twice_it_leads_to_the_last(site):
    first, second = (pages.article(site, slug=slug) for slug in ("un", "deux"))
    for page in (first, second, second):
        keep_address(old="/vieux/", page=page, by=None)
    assert leads_to("/vieux/") == "/magazine/deux/"
    assert Redirect.objects.count() == 1


def test_the_address_of_a_published_page_is_not_given_away(site):
    first, second = (pages.article(site, slug=slug) for slug in ("un", "deux"))
    assert not keep_address(old="/magazine/un/", page=second, by=None)
    assert not keep_address(old="/", page=second, by=None)
    assert not keep_address(old="/en/magazine", page=second, by=None)
    assert not keep_address(old="/" + "a" * 255, page=second, by=None)
    assert not keep_address(old="http://[x/", page=second, by=None)
    assert not Redirect.objects.exists()
    assert leads_to(first.url) == 200


def test_an_alias_that_becomes_a_page_keeps_its_addresses(site, admin_client):
    article = pages.article(site, slug="texte")
    alias = article.create_alias(parent=pages.issue(site, slug="numero-12"), update_slug="reprise")
    keep_address(old="/2019/reprise.html", page=alias, by=None)
    admin_client.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
    assert Page.objects.get(pk=alias.pk).alias_of is None
    rename(article, "autre")
    assert leads_to("/magazine/numero-12/reprise/") == 200
    assert leads_to("/2019/reprise.html") == "/magazine/numero-12/reprise/"


def test_an_english_address_written_by_hand_stays_whatever_becomes_of_the_french_one(site):
    article = pages.article(site, slug="texte")
    english = Locale.objects.get(language_code="en")
    translate_object(article, [english])
    source = TranslationSource.objects.get_for_instance(article)
    source.translations.get(target_locale=english).save_target(publish=True)
    rename(article.get_translation(english), "by-hand")
    rename(article, "autre")
    source.update_from_db()
    source.translations.get(target_locale=english).save_target(publish=True)
    assert leads_to("/en/magazine/by-hand/") == 200
    assert leads_to("/magazine/texte/") == "/magazine/autre/"
