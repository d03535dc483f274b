"""Whatever is typed gives a page."""

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.access.viewer import ANONYMOUS
from portal.search.finding import find
from portal.search.models import Entry
from portal.search.query import parse
from tests.factories import pages
from tests.search.asking import address

ODD = [
    '"',
    'a "b',
    "«",
    "« »",
    '""""',
    "\x00",
    "a\x00b",
    "   ",
    "NEAR(a b)",
    "title_keys:a",
    "a AND OR NOT",
    "a* ^b -c +d",
    "(((",
    "'; DROP TABLE search_entry; --",
    "a & | ! <-> b:*",
    "\\",
    "%",
    "_",
    "😀",
    "\u202eabc",
    "İstanbul ẞ ﬁn",
    "李明",
    "a" * 10_000,
    "a b " * 2_500,
    '"' * 10_000,
    "e\u0301" * 3_000,
    "1e5 0x1f 12abc 3.14 1/2 -7",
]


@pytest.mark.parametrize("typed", ODD)
def test_odd_input_gives_a_page(site, typed):
    for language in ("fr", "en"):
        assert Client().get(address(typed, language)).status_code == 200
        url = address(typed, language)
        suggested = url.replace("/recherche/", "/recherche/suggestions/").replace("/search/", "/search/suggestions/")
        assert Client().get(suggested).status_code == 200
    for name in ("kind", "topic", "year", "free"):
        assert Client().get(address("accueil", "fr", **{name: typed[:500]})).status_code == 200


def test_bytes_that_are_no_text_give_a_page(site):
    for query in ("q=%FF%FE", "q=%ED%A0%80", "q", "q=&q=&q[]=1", "q=%", "Q=%00"):
        assert Client().get(f"/recherche/?{query}").status_code == 200


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    typed=st.text(st.characters(exclude_categories=[]), max_size=60) | st.text("\"'«»()*^:&|!<>- aéœ\x00", max_size=30)
)
def test_any_text_gives_a_page(site, typed):
    typed = typed.encode("utf-8", "replace").decode()
    assert Client().get(address(typed)).status_code == 200


def found(typed: str) -> list[str]:
    matches = find(parse(typed, "fr"), "fr", ANONYMOUS, timezone.now()).matches
    return [Entry.objects.get(pk=match.pk).title for match in matches]


def test_a_title_is_found_by_itself(site):
    titles = ("Œuvre d’art & « cœur »", "100 % des appels", "C++ & l’IA", "李明 à Łódź")
    for title in titles:
        pages.news(site, title=title)
        assert title in found(title)
