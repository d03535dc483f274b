import pytest

from portal.operations.first_start import index_once
from portal.search.models import Entry
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> list[str]:
    return []


def test_pages_older_than_the_search_are_indexed_at_the_next_start(site, told):
    article = pages.article(site)
    Entry.objects.all().delete()
    index_once(told.append)
    assert Entry.objects.filter(page=article).exists()
    assert told


def test_what_is_indexed_is_left_as_it_is(site, told):
    pages.article(site)
    index_once(told.append)
    assert told == []
