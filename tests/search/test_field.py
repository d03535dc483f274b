"""The field stands on every page, and is a form that needs no script."""

import pytest
from django.test import Client

from tests.factories.html import assert_is_a_good_page
from tests.search.asking import address

FIELD = '<input type="search" name="q"'


@pytest.mark.parametrize(
    ("url", "action"),
    [("/", "/recherche/"), ("/en/", "/en/search/"), ("/compte/login/", "/recherche/"), ("/nulle-part/", "/recherche/")],
)
def test_every_page_has_the_field(site, url, action):
    html = Client().get(url).content.decode()
    assert html.count(FIELD) == 1
    assert f'role="search" action="{action}" method="get"' in html


def test_the_page_of_the_search_keeps_what_was_typed_in_its_own(site):
    html = Client().get(address('a "b')).content.decode()
    assert html.count(FIELD) == 1
    assert 'value="a &quot;b"' in html


def test_searching_sets_no_cookie(site):
    assert not Client().get(address("accueil")).cookies


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "accessibilité"), ("fr", "xylophone"), ("en", "news"), ("fr", "")]
)
def test_it_is_a_good_page(site, language, text):
    assert_is_a_good_page(Client(), address(text, language), language)
