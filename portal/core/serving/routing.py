"""From an address to its page."""

from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import Http404
from wagtail.models import Page, Site

from portal.access.prepared import Prepared, PreparedRows
from portal.core.cache.changes import CHROME
from portal.core.cache.memory import remembered
from portal.core.cache.recording import shows
from portal.core.pages.base import BasePage
from portal.core.pages.listing import live_translations


@Prepared
def _places(url_path: str, slug: str) -> QuerySet:
    return Page.objects.live().order_by().filter(url_path=url_path, slug=slug).values_list("pk", "content_type")


@cache
def _without_text(model: Any) -> PreparedRows:
    return PreparedRows(lambda key: model.without_text().filter(pk=key).order_by())


def find_page(site: Site, language: str, path: str) -> BasePage:
    """The live page at that path in that language, as all requests of this process share it: nobody changes it.

    Without its text, which is read where it is shown. Raises Http404.
    """

    def look_up() -> BasePage | None:
        url_path = f"{_root(site, language).url_path}{path}"
        slug = url_path.split("/")[-2]  # of the two, what has an index
        for key, type_id in _places(url_path, slug):
            model: Any = ContentType.objects.get_for_id(type_id).model_class()
            return next(iter(_without_text(model)(key)), None) if model else None
        return None

    page = remembered(f"page {site.pk} {language} {path}", look_up)
    if page is None:
        raise Http404
    return page


def _root(site: Site, language: str) -> Page:
    def look_up() -> Page:
        shows(CHROME)
        homes = {home.locale.language_code: home for home in live_translations(site.root_page_id)}
        return homes.get(language) or site.root_page

    return remembered(f"root {site.pk} {language}", look_up)
