"""A name that a template asks of a page in vain is sought among all that the page has: a dozen of them took a
twentieth of the time in which a page is made."""

import builtins

import pytest
from django.http import HttpRequest
from django.template import base

from portal.core.pages.base import BasePage
from tests.factories import pages


@pytest.fixture
def in_vain(monkeypatch) -> set[str]:
    """The types of pages and requests that were asked so since."""
    found = set()

    def names_of(something):
        if isinstance(something, BasePage | HttpRequest):
            found.add(type(something).__name__)
        return builtins.dir(something)

    monkeypatch.setattr(base, "dir", names_of, raising=False)
    return found


@pytest.mark.parametrize("make", [pages.article, pages.news, pages.study, pages.event, pages.issue])
def test_no_template_asks_a_page_for_what_it_has_not(client, site, in_vain, make):
    client.get(make(site).url)
    assert in_vain == set()


@pytest.mark.parametrize("section", ["home", "magazine", "news", "studies", "events"])
def test_nor_does_that_of_a_list(client, site, in_vain, section):
    client.get(site[section].url)
    assert in_vain == set()
