"""The frame around every page: where it leads, in which languages. Read once a request, whatever it shows."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page, Site

from portal.core.models import SiteSettings


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Language:
    """The way to one language: `is_translation` when `url` shows this very page in it, not only its home page."""

    code: str
    name: str
    url: str
    is_current: bool
    is_translation: bool


class Chrome:
    """What the head and the foot of a page show, in the language of the request."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.language = get_language() or settings.LANGUAGE_CODE
        self.site = Site.find_for_request(request)

    @cached_property
    def settings(self) -> SiteSettings:
        return SiteSettings.for_request(self.request) if self.site else SiteSettings()

    @cached_property
    def homes(self) -> dict[str, Page]:
        """The live home page of each language, by language code."""
        if self.site is None:
            return {}
        root = Page.objects.filter(pk=self.site.root_page_id).values("translation_key")
        pages = Page.objects.live().filter(translation_key__in=root).select_related("locale")
        return {page.locale.language_code: page for page in pages}

    @property
    def home(self) -> Page | None:
        return self.homes.get(self.language)

    @property
    def home_url(self) -> str:
        return self.url(self.home) if self.home else "/"

    @cached_property
    def sections(self) -> list[Page]:
        return list(self.home.get_children().live()) if self.home else []

    @cached_property
    def menu(self) -> list[Link]:
        return [self.link(page) for page in self.sections if page.show_in_menus]

    @cached_property
    def footer(self) -> list[Link]:
        return [self.link(page) for page in self.sections if not page.show_in_menus]

    @cached_property
    def join(self) -> Link | None:
        """The page on how to join, in the visitor's language where it has been translated."""
        page = Page.objects.live().filter(pk=self.settings.join_page_id).first()
        if page is None:
            return None
        key = page.translation_key
        return self.link(
            next((other for other in self.sections if other.translation_key == key), None) or page.localized
        )

    def section(self, model: str) -> Link | None:
        """The first section of that page type, such as "events.EventsIndexPage"."""
        return next((self.link(page) for page in self.sections if page.specific_class._meta.label == model), None)

    def languages(self, page: Page | None) -> list[Language]:
        """Every language, the ones `page` has no live translation in leading to their home page."""
        here = {}
        if page is not None:
            translations = page.get_translations(inclusive=True).live().select_related("locale")
            here = {translation.locale.language_code: self.url(translation) for translation in translations}
        return [self._language(code, page, here) for code, _name in settings.LANGUAGES]

    def _language(self, code: str, page: Page | None, translations: dict[str, str]) -> Language:
        home = self.homes.get(code)
        if page is None:
            url = translate_url(self.request.get_full_path(), code)
        else:
            url = translations.get(code) or (self.url(home) if home else "/")
        return Language(
            code=code,
            name=get_language_info(code)["name_local"].capitalize(),
            url=url,
            is_current=code == self.language,
            is_translation=code in translations,
        )

    def link(self, page: Page) -> Link:
        url = self.url(page)
        return Link(page.title, url, url != "" and self.request.path.startswith(url))

    def url(self, page: Page) -> str:
        return page.get_url(self.request) or ""


def chrome_for(request: HttpRequest) -> Chrome:
    """The frame of this request, always the same one."""
    if not hasattr(request, "_chrome"):
        request._chrome = Chrome(request)  # type: ignore[attr-defined]
    return request._chrome  # type: ignore[attr-defined]
