"""A chooser of pages opens where its editor would look."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import pages
from tests.factories.members import UserFactory

CHOOSER = reverse("wagtailadmin_choose_page")


@pytest.fixture
def opens_at(site):
    client = Client()
    client.force_login(UserFactory(is_superuser=True))

    def place(page_type: str, written_at: str = "", **asked) -> int:
        headers = {"Referer": f"http://testserver{written_at}"}
        return client.get(CHOOSER, {"page_type": page_type, **asked}, headers=headers).json()["parent_page_id"]

    return place


def edit(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_at_the_section_of_the_kind_in_the_language_of_what_is_written(site, opens_at):
    study = pages.translate(pages.study(site), title="A study")
    news = pages.news(site)
    assert opens_at("studies.StudyPage", edit(news)) == site["studies"].pk
    assert opens_at("studies.StudyPage", edit(pages.translate(news, title="News"))) == study.get_parent().pk
    assert opens_at("studies.StudyPage", locale="en") == study.get_parent().pk


def test_at_the_issue_of_the_article_that_is_written(site, opens_at):
    issue = pages.issue(site)
    written, _other = pages.article(site, parent=issue), pages.article(site, parent=issue, title="Autre")
    pages.article(site, title="Ailleurs")
    new = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", issue.pk])
    assert [opens_at("articles.ArticlePage", at) for at in (edit(written), edit(issue), new)] == [issue.pk] * 3
    assert opens_at("articles.ArticlePage", edit(pages.news(site))) == site["magazine"].pk


def test_at_the_home_page_for_any_page(site, opens_at):
    assert opens_at("wagtailcore.page", edit(pages.news(site))) == site["home"].pk


def test_wherever_it_is_opened(site, opens_at):
    for written_at in ("", "/admin/", "/admin/pages/999999/edit/", "/nulle/part/"):
        assert opens_at("articles.ArticlePage,articles.NewsPage", written_at)
        assert opens_at("wagtailcore.page", written_at) == site["home"].pk


def test_a_place_to_move_to_is_looked_for_from_the_root(site, opens_at):
    root = site["home"].get_parent().pk
    assert opens_at("wagtailcore.page", edit(pages.news(site)), user_perms="move_to") == root
