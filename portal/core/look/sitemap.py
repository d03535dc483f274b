"""The addresses of all live pages, for search engines: by language, a file for each stretch of page numbers.

A page stays in its file, so that publishing it changes no other, and a file costs the same however many there are. Of
the index, only the lines of files in which something changed are made anew.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID
from xml.sax.saxutils import escape

from django.db.models import F, Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page, Site

from portal.core.cache import recording
from portal.core.cache.changes import STRETCH, stretch_tag
from portal.core.cache.memory import remembered
from portal.core.cache.recording import shows
from portal.core.cache.store import store
from portal.core.cache.versions import places_of

Versions = Iterable[dict[str, str]]
OTHERS: dict[str, Callable[[], Versions]] = {}
"""What is no page, by the name of its files: rooms add to it what finds each one's paths, by language."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True)
class Root:
    """The home page of a language, below which its pages lie."""

    language: str
    locale: int
    path: str
    url_path: str
    url: str

    @property
    def pages(self) -> Q:
        return Q(locale=self.locale, path__startswith=self.path)

    def url_of(self, url_path: str) -> str:
        return escape(self.url + url_path.removeprefix(self.url_path), {'"': "&quot;"})


class Line(NamedTuple):
    """Of a file in the index; it holds unless what is at these places changed since."""

    since: int
    places: tuple[int, ...]
    text: str


def roots_of(site: Site) -> list[Root]:
    keys = Page.objects.filter(pk=site.root_page_id).values("translation_key")
    homes = Page.objects.filter(translation_key__in=keys).order_by("locale_id")
    rows = homes.values_list("locale__language_code", "locale_id", "path", "url_path")
    return [Root(row[0], row[1], row[2], row[3], _home_url(site, row[0])) for row in rows]


def _home_url(site: Site, language: str) -> str:
    with override(language):
        return site.root_url + reverse("wagtail_serve", args=[""])


def index(site: Site) -> str:
    """The files that hold anything, each with the last publication in it."""
    last = Page.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    lines = _lines([(root, stretch) for root in roots_of(site) for stretch in range(last // STRETCH + 1)], site)
    others = (
        f"<sitemap><loc>{escape(site.root_url + reverse('sitemap_others', args=[language, name]))}</loc></sitemap>\n"
        for name, find in OTHERS.items()
        for language in sorted({language for versions in find() for language in versions})
    )
    return f'{_HEAD}<sitemapindex xmlns="{_SCHEMA}">\n{"".join(lines)}{"".join(others)}</sitemapindex>\n'


def _lines(files: list[tuple[Root, int]], site: Site) -> list[str]:
    """The line of each file in the index, "" where there is no page in it."""
    kept: dict[tuple[Root, int], Line] = remembered(f"sitemap {site.pk}", dict)
    versions = store().versions
    since = versions.now()
    lines = [(file, kept[file]) for file in files if file in kept]
    known = {file: line for file, line in lines if versions.unchanged(line.places, line.since)}
    if lacking := [file for file in files if file not in known]:
        moments = _last_publications(lacking)
        for root, stretch in lacking:
            places = places_of([stretch_tag(root.language, stretch)])
            known[root, stretch] = Line(since, places, _line(site, root.language, stretch, moments))
        if not recording.in_transaction():
            kept.update(known)
    return [known[file].text for file in files]


def _last_publications(files: list[tuple[Root, int]]) -> dict[tuple[str, int], datetime | None]:
    """By language and stretch, of all that hold a page between the first of these files and the last."""
    stretches = [stretch for _root, stretch in files]
    roots = {root.locale: root for root, _stretch in files}
    within = Q(pk__in=[])
    for root in roots.values():
        within |= root.pages
    found = (
        Page.objects.live()
        .filter(within, pk__gte=min(stretches) * STRETCH, pk__lt=(max(stretches) + 1) * STRETCH)
        .annotate(stretch=F("pk") / STRETCH)
        .values_list("locale_id", "stretch")
        .annotate(Max("last_published_at"))
        .order_by()
    )
    return {(roots[locale].language, stretch): moment for locale, stretch, moment in found}


def _line(site: Site, language: str, stretch: int, moments: dict[tuple[str, int], datetime | None]) -> str:
    if (language, stretch) not in moments:
        return ""
    url, moment = _file_url(site, language, stretch), moments[language, stretch]
    return f"<sitemap><loc>{url}</loc>{_lastmod(moment)}</sitemap>\n"


def _file_url(site: Site, language: str, stretch: int) -> str:
    return escape(site.root_url + reverse("sitemap_file", args=[language, stretch]))


def others(site: Site, language: str, name: str) -> str:
    """What OTHERS finds under that name in that language; "" where there is nothing."""
    find = OTHERS.get(name)
    found = [versions for versions in find() if language in versions] if find else []
    urls = (
        f"<url><loc>{escape(site.root_url + versions[language])}</loc>"
        f"{_links({each: escape(site.root_url + path) for each, path in versions.items()})}</url>\n"
        for versions in found
    )
    return _listed("".join(urls)) if found else ""


def file(site: Site, language: str, stretch: int) -> str:
    """The live pages of that language with numbers from `stretch` × STRETCH on; "" where there are none."""
    roots = {root.locale: root for root in roots_of(site)}
    asked = next((root for root in roots.values() if root.language == language), None)
    if asked is None:
        return ""
    urls = "".join(_urls(asked, roots, stretch))
    return urls and _listed(urls)


def _listed(urls: str) -> str:
    return f'{_HEAD}<urlset xmlns="{_SCHEMA}" xmlns:xhtml="{_XHTML}">\n{urls}</urlset>\n'


def _links(urls: dict[str, str]) -> str:
    """The same in each language, where there are several."""
    links = (f'<xhtml:link rel="alternate" hreflang="{language}" href="{url}"/>' for language, url in urls.items())
    return "".join(links) if len(urls) > 1 else ""


def _urls(asked: Root, roots: dict[int, Root], stretch: int) -> Iterator[str]:
    shows(stretch_tag(asked.language, stretch))
    entries: list[tuple[UUID, str, datetime | None]] = []
    versions: dict[UUID, dict[str, str]] = defaultdict(dict)
    for number, key, locale, url_path, moment in _rows(asked, stretch):
        root = roots.get(locale)
        if root is None or not url_path.startswith(root.url_path):
            continue
        url = root.url_of(url_path)
        versions[key][root.language] = url
        if root is asked and number // STRETCH == stretch:
            entries.append((key, url, moment))
    shows(*(f"page:{key}" for key in versions))
    for key, url, moment in entries:
        yield f"<url><loc>{url}</loc>{_lastmod(moment)}{_links(versions[key])}</url>\n"


def _rows(asked: Root, stretch: int) -> QuerySet:
    """The pages of a file, and their translations."""
    live = Page.objects.live()
    here = live.filter(asked.pages, pk__gte=stretch * STRETCH, pk__lt=(stretch + 1) * STRETCH)
    found = live.filter(translation_key__in=here.values("translation_key")).order_by("pk")
    return found.values_list("pk", "translation_key", "locale_id", "url_path", "last_published_at")


def _lastmod(moment: datetime | None) -> str:
    return f"<lastmod>{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if moment else ""
