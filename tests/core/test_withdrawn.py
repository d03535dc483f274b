"""What an editor withdraws on purpose says so at its address, until something is published there again."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from portal.core.models import Withdrawn
from portal.core.redirects.keeping import keep_address
from tests.factories import pages
from tests.factories.visitors import signed_in, staff

pytestmark = pytest.mark.django_db


def status(path: str) -> int:
    return Client().get(path).status_code


def unpublish(client, page, **fields) -> None:
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), fields)


def delete(client, page, **fields) -> None:
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), fields)


def test_unpublished_for_good_it_says_so_in_its_language(site, admin_client):
    english = pages.translate(pages.article(site, slug="texte"), title="Text", slug="text")
    unpublish(admin_client, english, withdrawn="on")
    response = Client().get("/en/magazine/text/")
    assert response.status_code == 410
    assert "This page was withdrawn." in response.text
    assert response["Cache-Control"] == "no-cache"
    assert status("/magazine/texte/") == 200
    entry = PageLogEntry.objects.get(action="core.withdraw")
    assert (entry.page_id, entry.data) == (english.pk, {"addresses": ["/en/magazine/text"]})
    assert entry.user is not None


def test_unpublished_without_a_word_it_is_not_found(site, admin_client):
    unpublish(admin_client, pages.article(site, slug="texte"))
    assert status("/magazine/texte/") == 404


def test_old_addresses_say_so_too(site, admin_client):
    article = pages.article(site, slug="texte")
    keep_address(old="/2019/texte.html", page=article, by=None)
    unpublish(admin_client, article, withdrawn="on")
    assert status("/2019/texte.html") == 410
    assert status("/2019/texte.html?utm_source=lettre") == 410


def test_what_is_below_its_aliases_and_chosen_translations_go_with_it(site, admin_client):
    issue = pages.issue(site, slug="numero-12")
    article = pages.article(site, parent=issue, slug="texte")
    english = pages.translate(issue, title="Issue", slug="issue-12")
    alias = article.create_alias(parent=site["magazine"], update_slug="alias")
    assert alias.live
    unpublish(admin_client, issue, withdrawn="on", include_descendants="on", translations=[english.pk])
    gone = ("/magazine/numero-12/", "/magazine/numero-12/texte/", "/en/magazine/issue-12/", "/magazine/alias/")
    assert [status(path) for path in gone] == [410] * 4


def test_a_page_that_stays_published_does_not_say_so_later(site, admin_client):
    issue = pages.issue(site, slug="numero-12")
    article = pages.article(site, parent=issue, slug="texte")
    unpublish(admin_client, issue, withdrawn="on")
    assert status("/magazine/numero-12/texte/") == 200
    article.unpublish()
    assert status("/magazine/numero-12/texte/") == 404


def test_publishing_again_undoes_it(site, admin_client):
    article = pages.article(site, slug="texte")
    keep_address(old="/2019/texte.html", page=article, by=None)
    unpublish(admin_client, article, withdrawn="on")
    article = Page.objects.get(pk=article.pk).specific
    article.slug = "autre"
    article.save_revision().publish()
    assert status("/magazine/autre/") == 200
    assert status("/2019/texte.html") == 301
    assert not Withdrawn.objects.exists()


def test_deleted_it_goes_on_saying_so(site, admin_client):
    issue = pages.issue(site, slug="numero-12")
    article = pages.article(site, parent=issue, slug="texte")
    keep_address(old="/2019/texte.html", page=article, by=None)
    delete(admin_client, issue, withdrawn="whole")
    assert not Page.objects.filter(pk=issue.pk).exists()
    gone = ("/magazine/numero-12/", "/magazine/numero-12/texte/", "/2019/texte.html")
    assert [status(path) for path in gone] == [410] * 3


def test_unpublished_for_good_then_deleted_it_goes_on_saying_so(site, admin_client):
    article = pages.article(site, slug="texte")
    unpublish(admin_client, article, withdrawn="on")
    delete(admin_client, article)
    assert status("/magazine/texte/") == 410


def test_another_page_published_there_takes_its_place(site, admin_client):
    delete(admin_client, pages.article(site, slug="texte"), withdrawn="whole")
    other = pages.article(site, title="Autre", slug="texte")
    assert status("/magazine/texte/") == 200
    other.unpublish()
    assert status("/magazine/texte/") == 404


def test_a_redirect_may_be_made_from_there(site, admin_client):
    delete(admin_client, pages.article(site, slug="texte"), withdrawn="whole")
    keep_address(old="/magazine/texte/", page=site["magazine"], by=None)
    assert status("/magazine/texte/") == 301


def test_a_draft_says_nothing_of_itself(site, admin_client):
    draft = site["magazine"].add_child(instance=pages.ArticlePage(title="Secret", slug="secret", live=False))
    delete(admin_client, draft, withdrawn="whole")
    assert status("/magazine/secret/") == 404


def test_who_may_not_unpublish_withdraws_nothing(site):
    article = pages.article(site, slug="texte")
    client = signed_in(staff(site["events"], "change_page", "publish_page"))
    unpublish(client, article, withdrawn="on")
    delete(client, article, withdrawn="whole")
    assert status("/magazine/texte/") == 200
    assert not Withdrawn.objects.exists()


def many(client, deed, chosen, **fields) -> None:
    asked = "&".join(f"id={page.pk}" for page in chosen)
    client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', deed])}?{asked}&next=/admin/", fields)


@pytest.mark.parametrize("deed", ["unpublish", "delete"])
def test_many_at_once_say_so_with_what_is_below_them(site, admin_client, deed):
    issue, news = pages.issue(site, slug="numero-12"), pages.news(site, slug="breve")
    pages.article(site, parent=issue, slug="texte")
    page = admin_client.get(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', deed])}?id={issue.pk}")
    assert 'name="withdrawn"' in page.text
    many(admin_client, deed, [issue, news], withdrawn="on", include_descendants="on")
    assert [status(path) for path in ("/magazine/numero-12/texte/", "/actualites/breve/")] == [410, 410]


def test_many_at_once_without_a_word_are_not_found(site, admin_client):
    many(admin_client, "unpublish", [pages.news(site, slug="breve")])
    assert status("/actualites/breve/") == 404


def test_ten_pages_are_deleted_and_say_so_once_the_name_of_the_site_is_typed(site, admin_client, settings):
    issue = pages.issue(site, slug="numero-12")
    settings.WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 1
    screen = admin_client.get(reverse("wagtailadmin_pages:delete", args=[issue.pk])).text
    assert screen.count('name="confirm_site_name"') == 2
    delete(admin_client, issue, withdrawn="whole", confirm_site_name="autre")
    assert status("/magazine/numero-12/") == 200
    delete(admin_client, issue, withdrawn="whole", confirm_site_name=settings.WAGTAIL_SITE_NAME)
    assert status("/magazine/numero-12/") == 410


def test_the_screens_ask(site, admin_client):
    article = pages.article(site)
    asked = {name: admin_client.get(reverse(f"wagtailadmin_pages:{name}", args=[article.pk])).text for name in DEEDS}
    assert all('name="withdrawn"' in html for html in asked.values())


DEEDS = ("unpublish", "delete")


def test_an_answer_that_was_kept_says_so_at_once(door, site, admin_client):
    article = pages.article(site, slug="texte")
    assert door.get("/magazine/texte/").status == 200
    assert door.is_kept("/magazine/texte/")
    unpublish(admin_client, article, withdrawn="on")
    assert door.get("/magazine/texte/").status == 410
    Page.objects.get(pk=article.pk).specific.save_revision().publish()
    assert door.get("/magazine/texte/").status == 200
