"""An issue in its editor: what is to stand in it, and the ways to add to it."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from portal.desk.roles import create_roles
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.members import UserFactory


@pytest.fixture
def editor(site) -> Client:
    user = UserFactory()
    user.groups.add(create_roles()["editor"])
    client = Client()
    client.force_login(user)
    return client


def listed(client: Client, issue) -> list[str]:
    """Titles and states, as its editor lists them."""
    html = client.get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content.decode()
    rows = re.findall(r'<td class="title"><a [^>]*>(.*?)</a></td>.*?<td>([^<]*)</td>\s*</tr>', html, re.DOTALL)
    return [f"{title}: {state}" for title, state in rows]


def test_it_lists_what_stands_in_it_drafts_too_in_the_order_of_its_contents(site, editor):
    issue, other = pages.issue(site), pages.issue(site, title="Autre", number=13)
    pages.article(site, parent=issue, title="Second", place=2)
    pages.article(site, parent=issue, title="Premier", place=1).unpublish()
    pages.article(site, title="Paru ici", printed_issue=issue, printed_page=9)
    pages.article(site, parent=issue, title="Paru ailleurs", printed_issue=other)
    assert listed(editor, issue) == ["Premier: Brouillon", "Second: En ligne", "Paru ici: En ligne"]


def test_it_leads_to_a_new_article(site, editor):
    issue = pages.issue(site)
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content.decode()
    assert reverse("wagtailadmin_pages:add", args=["articles", "articlepage", issue.pk]) in html
    assert reverse("articles_admin:from_document", args=[issue.pk]) in html


def test_twenty_articles_cost_what_two_do(site, editor):
    issue = pages.issue(site)
    url = reverse("wagtailadmin_pages:edit", args=[issue.pk])

    def cost(count: int) -> int:
        for number in range(count):
            pages.article(site, parent=issue, title=f"{count} {number}")
        return queries(editor, url)

    editor.get(url)
    assert cost(2) == cost(18)


def test_a_new_one_is_the_next_of_this_month(site, editor):
    pages.issue(site, number=41)
    html = editor.get(reverse("wagtailadmin_pages:add", args=["articles", "issuepage", site["magazine"].pk])).text
    assert re.search(r'name="number" value="42"', html)
    assert f'name="month" value="{date_format(timezone.localdate(), "F Y")}"' in html
