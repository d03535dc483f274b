"""The links in the text of a page, and what is known of those that stay on the site, without asking for them."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, ReferenceIndex, Site

from portal.core.redirects.following import answers, destination
from portal.core.redirects.paths import is_on

_ADDRESS = re.compile(r"https?://\S+")
_FILES = (settings.MEDIA_URL, settings.STATIC_URL, f"/{settings.ADMIN_PATH}")


def written_in(page: Page) -> set[str]:
    """What its text links to by address: paths, and full addresses."""
    found: set[str] = set()
    for field in page._meta.concrete_fields:
        value = getattr(page, field.name)
        if isinstance(field, StreamField):
            found.update(_addresses(value.stream_block.get_prep_value(value)))
        elif isinstance(field, RichTextField):
            found.update(_addresses(value))
    return {one for one in found if one.startswith(("/", "http://", "https://"))}


def _addresses(value: Any) -> Iterator[str]:
    match value:
        case dict():
            yield from _addresses(list(value.values()))
        case list():
            for item in value:
                yield from _addresses(item)
        case str() if "<a" in value:
            yield from (str(link["href"]) for link in BeautifulSoup(value, "html.parser").find_all("a", href=True))
        case str() if _ADDRESS.fullmatch(value):
            yield value


def stays_on(site: Site, address: str) -> bool:
    return is_on(site, address) and not address.startswith("//")


def is_dead(site: Site, address: str) -> bool:
    """Whether nothing published stands at an address of the site, nor is led to from there."""
    path = urlsplit(address).path or "/"
    return not path.startswith(_FILES) and not answers(site, address) and not destination(site, address)[0]


def references_to_nothing(pages: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Which of these pages names which page that is not published, or is no more."""
    live = set(pages)
    kind = ContentType.objects.get_for_model(Page)
    named = ReferenceIndex.objects.filter(base_content_type=kind, to_content_type=kind)
    for source, target in set(named.values_list("object_id", "to_object_id")):
        if int(source) in live and int(target) not in live:
            yield int(source), int(target)
