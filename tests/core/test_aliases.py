"""An alias is public when its source is, and not before."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page

from articles.models import ArticlePage
from portal.core.models import BasePage
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(site) -> ArticlePage:
    return site["magazine"].add_child(instance=ArticlePage(title="Plus tard", slug="plus-tard", live=False))


def schedule(page: BasePage) -> None:
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()


def is_shown(client, site, alias) -> bool:
    return client.get(alias.url).status_code == 200 or alias.url in client.get(site["magazine"].url).text


def status(client, page) -> int:
    return client.get(Page.objects.get(pk=page.pk).url).status_code


def test_an_alias_waits_with_its_scheduled_source(client, site, draft):
    alias = draft.create_alias(update_slug="alias")
    second = alias.create_alias(update_slug="alias-2")
    schedule(draft)
    assert [status(client, page) for page in (draft, alias, second)] == [404, 404, 404]

    Page.objects.filter(pk=draft.pk).update(go_live_at=timezone.now() - timedelta(minutes=1))
    draft.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    revision = draft.revisions.get()
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()
    call_command("publish_scheduled")
    assert [status(client, page) for page in (draft, alias, second)] == [200, 200, 200]


def test_an_alias_made_of_a_scheduled_page_waits_too(client, site, draft, admin_client):
    schedule(draft)
    admin_client.post(
        reverse("wagtailadmin_pages:copy", args=[draft.pk]),
        {
            "new_title": "Alias",
            "new_slug": "alias",
            "new_parent_page": site["magazine"].pk,
            "alias": "on",
            "publish_copies": "on",
        },
    )
    alias = ArticlePage.objects.get(slug="alias")
    assert alias.alias_of_id == draft.pk
    assert status(client, alias) == 404


def test_changes_scheduled_for_a_live_page_wait_in_its_alias_too(client, site):
    article = pages.article(site, title="Avant")
    alias = article.create_alias(update_slug="alias")
    article.title = "Après"
    schedule(article)
    assert "Avant" in client.get(alias.url).text


def test_an_alias_goes_with_its_source(client, site):
    article = pages.article(site)
    alias = article.create_alias(update_slug="alias")
    article.unpublish()
    assert status(client, alias) == 404
    article.save_revision().publish()
    assert status(client, alias) == 200


def test_an_alias_expires_with_its_source(client, site):
    article = pages.article(site, expire_at=timezone.now() + timedelta(hours=1))
    alias = article.create_alias(update_slug="alias")
    ArticlePage.objects.filter(pk=article.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    assert [status(client, page) for page in (article, alias)] == [404, 404]


def test_a_section_without_translation_is_not_shown_in_the_other_language(site):
    issue = pages.issue(site)
    article = pages.article(site, parent=issue)
    english = article.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    above = english.get_parent()
    assert above.alias_of_id == issue.pk
    assert not above.live
    issue.save_revision().publish()
    above.refresh_from_db()
    assert not above.live
