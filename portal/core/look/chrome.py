"""The frame around every page: where it leads, in which languages. Read once a request, whatever it shows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page, Site

from portal.access.middleware import ViewerRequest
from portal.access.prepared import PreparedRows
from portal.core.cache.changes import CHROME
from portal.core.cache.memory import remembered
from portal.core.cache.recording import shows
from portal.core.look.association import SiteSettings
from portal.core.look.sites import find_site
from portal.core.pages.listing import live_translations, sections_of

T = TypeVar("T")


@PreparedRows
def _live_at(*paths: str) -> QuerySet:
    return Page.objects.live().filter(path__in=paths).order_by("path")


HOME_DEPTH = 2


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

    def __init__(self, request: ViewerRequest) -> None:
        self.request = request
        self.language = get_language() or settings.LANGUAGE_CODE
        self.site = find_site(request)
        self._above: dict[str, list[Page]] = {}
        self._urls: dict[int, str] = {}

    @cached_property
    def settings(self) -> SiteSettings:
        return self._remembered("settings", SiteSettings.for_site) or SiteSettings()

    @cached_property
    def homes(self) -> dict[str, Page]:
        """The live home page of each language, by language code."""
        return self._remembered("homes", self._find_homes) or {}

    def _find_homes(self, site: Site) -> dict[str, Page]:
        return {page.locale.language_code: page for page in live_translations(site.root_page_id)}

    @property
    def home(self) -> Page | None:
        return self.homes.get(self.language)

    @property
    def home_url(self) -> str:
        return self.url(self.home) if self.home else "/"

    @cached_property
    def sections(self) -> list[Page]:
        if self.home is None:
            return []
        home = self.home
        return self._remembered(f"sections {self.language}", lambda _site: list(sections_of(home))) or []

    @cached_property
    def menu(self) -> list[Link]:
        return [self._way(title, url) for title, url, is_in_menu in self._ways if is_in_menu]

    @cached_property
    def footer(self) -> list[Link]:
        return [self._way(title, url) for title, url, is_in_menu in self._ways if not is_in_menu]

    @cached_property
    def _ways(self) -> list[tuple[str, str, bool]]:
        """Title and address of each section, and whether it stands in the menu."""
        key = f"ways {self.language} {self.request.scheme} {self.request.get_host()}"
        ways = self._remembered(
            key, lambda _site: [(page.title, self.url(page), page.show_in_menus) for page in self.sections]
        )
        return ways or []

    @cached_property
    def join(self) -> Link | None:
        """The page on how to join, in the visitor's language where it has been translated; None for who is a member."""
        if self.request.viewer.reads_as_member:
            return None
        page = self._remembered(f"join {self.language}", self._find_join)
        return self.link(page) if page else None

    def _find_join(self, _site: Site) -> Page | None:
        chosen = self.settings.join_page_id
        if here := next((page for page in self.sections if page.pk == chosen), None):
            return here
        page = Page.objects.filter(pk=chosen).first()
        if page is None or not page.live:
            return None
        key = page.translation_key
        return next((other for other in self.sections if other.translation_key == key), None) or page.localized

    def _remembered(self, name: str, look_up: Callable[[Site], T]) -> T | None:
        def framed(site: Site) -> T:
            shows(CHROME)
            return look_up(site)

        site = self.site
        return remembered(f"{name} {site.pk}", lambda: framed(site)) if site else None

    def section(self, model: str) -> Link | None:
        """The first section of that page type, such as "events.EventsIndexPage"."""
        return next((self.link(page) for page in self.sections if page.specific_class._meta.label == model), None)

    def languages(self, page: Page | None, answered_in: Iterable[str] | None = None) -> list[Language]:
        """Every language, the ones `page` has no live translation in leading to their home page.

        Outside pages the address is taken to lead somewhere in each of them, or else is `answered_in` some alone.
        """
        here = None
        if page is not None:
            here = {other.locale.language_code: self.url(other) for other in live_translations(page.pk)}
        elif answered_in is not None:
            here = {code: translate_url(self.request.path, code) for code in answered_in}
        return [self._language(code, here) for code, _name in settings.LANGUAGES]

    def _language(self, code: str, here: dict[str, str] | None) -> Language:
        home = self.homes.get(code)
        if here is None:
            url = translate_url(self.request.get_full_path(), code)
        else:
            url = here.get(code) or (self.url(home) if home else "/")
        return Language(
            code=code,
            name=get_language_info(code)["name_local"].capitalize(),
            url=url,
            is_current=code == self.language,
            is_translation=code in (here or ()),
        )

    def above(self, page: Page) -> list[Page]:
        """The live pages on the way from the home page to this one, without either."""
        if page.path not in self._above:
            ends = range((HOME_DEPTH + 1) * Page.steplen, len(page.path), Page.steplen)
            self._above[page.path] = _live_at(*(page.path[:end] for end in ends)) if ends else []
        return self._above[page.path]

    def link(self, page: Page) -> Link:
        return self._way(page.title, self.url(page))

    def _way(self, title: str, url: str) -> Link:
        return Link(title, url, url != "" and self.request.path.startswith(url))

    def url(self, page: Page) -> str:
        if page.pk is None:
            return page.get_url(self.request) or ""
        if page.pk not in self._urls:
            self._urls[page.pk] = page.get_url(self.request) or ""
        return self._urls[page.pk]


def chrome_for(request: HttpRequest) -> Chrome:
    """The frame of this request, always the same one."""
    if not hasattr(request, "_chrome"):
        request._chrome = Chrome(request)  # type: ignore[arg-type, attr-defined]
    return request._chrome  # type: ignore[attr-defined]
