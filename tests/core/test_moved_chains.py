"""Whatever is renamed, moved, unpublished and published, in any order: no address that was public once ends in a loop,
nor in nothing while its page is published."""

from random import Random

import pytest
from django.test import Client
from wagtail.models import Page

from tests.core.test_moved import move, rename, renamed_at_once  # noqa: F401
from tests.factories import pages

pytestmark = pytest.mark.django_db

STEPS = 12
SLUGS = ("a", "b", "c")


def followed(path: str) -> tuple[int, str]:
    """What a visitor gets in the end, and where."""
    client = Client()
    for _step in range(3):
        response = client.get(path)
        if response.status_code not in (301, 302):
            return response.status_code, path
        path = response["Location"]
    raise AssertionError(f"led round in a circle: {path}")


def change(random: Random, known: list[Page], parents: list[Page]) -> None:
    page = Page.objects.get(pk=random.choice(known).pk).specific
    match random.choice(["rename", "rename", "move", "unpublish", "publish"]):
        case "rename" if page.live:
            slug = random.choice(SLUGS)
            if Page._slug_is_available(slug, page.get_parent(), page):
                rename(page, slug)
        case "move" if page.depth > 3:
            parent = Page.objects.get(pk=random.choice(parents).pk)
            if page.can_move_to(parent) and Page._slug_is_available(page.slug, parent, page):
                move(page, parent)
        case "unpublish" if page.live:
            page.unpublish()
        case "publish" if not page.live:
            page.save_revision().publish()


@pytest.mark.parametrize("seed", range(3))
def test_no_address_ends_in_a_loop_or_in_nothing(site, seed):
    random = Random(seed)
    issues = [pages.issue(site, title=f"N° {n}", slug=slug, number=n) for n, slug in enumerate("ab", 1)]
    articles = [pages.article(site, parent=issue, slug=slug) for issue in issues for slug in "ab"]
    last_at: dict[str, int] = {}
    for _step in range(STEPS):
        for page in Page.objects.live().filter(pk__in=[one.pk for one in (*issues, *articles)]):
            last_at[page.url] = page.pk
        change(random, [*issues, *articles], [site["magazine"], *issues])
    now = {page.pk: page for page in Page.objects.filter(pk__in=last_at.values())}
    at = {page.url: page.pk for page in Page.objects.live()}
    for path, key in last_at.items():
        expected = at.get(path, key)
        status, end = followed(path)
        page = now.get(expected) or Page.objects.get(pk=expected)
        assert (status, end) == ((200, page.url) if page.live else (404, path)), path
