"""From an address to its page."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import Http404
from wagtail.models import Page, Site

from portal.access.prepared import Prepared
from portal.core.cache.changes import CHROME
from portal.core.cache.memory import remembered
from portal.core.cache.recording import shows
from portal.core.pages.base import BasePage


@Prepared
def _places(url_path: str, slug: str) -> QuerySet:
    return Page.objects.live().order_by().filter(url_path=url_path, slug=slug).values_list("pk", "content_type")


def find_page(site: Site, language: str, path: str) -> BasePage:
    """The live page at that path in that language, as all requests of this process share it: nobody changes it.

    Without its text, which is read where it is shown. Raises Http404.
    """

    def look_up() -> BasePage | None:
        url_path = f"{_root(site, language).url_path}{path}"
        slug = url_path.split("/")[-2]  # of the two, what has an index
        for key, type_id in _places(url_path, slug):
            model: Any = ContentType.objects.get_for_id(type_id).model_class()
            return model and model.without_text().filter(pk=key).first()
        return None

    page = remembered(f"page {site.pk} {language} {path}", look_up)
    if page is None:
        raise Http404
    return page


def _root(site: Site, language: str) -> Page:
    def look_up() -> Page:
        shows(CHROME)
        root = site.root_page
        translation = Page.objects.live().filter(translation_key=root.translation_key, locale__language_code=language)
        return translation.first() or root

    return remembered(f"root {site.pk} {language}", look_up)
