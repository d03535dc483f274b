"""What is new, for programs that follow it: Atom (RFC 4287), title, summary and link of what anybody may see listed."""

import re
from collections.abc import Iterable
from uuid import uuid5

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import IssuePage
from portal.access.decision import FOR_EVERYONE
from portal.access.middleware import ViewerRequest
from portal.core.cache.policy import apply_cache_policy
from portal.core.files.recordings import TYPES
from portal.core.look.chrome import chrome_for
from portal.core.look.typography import typeset
from portal.core.models import BasePage, Topic
from portal.following.lists import FEEDS, TYPE
from portal.following.querysets import latest, latest_on, printed_in, published_at, summary_of
from portal.following.recordings import public_recordings

CATEGORY = "Business"
"""Of those that Apple names, which the others know too."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


@require_safe
def feed(request: ViewerRequest, name: str = "all") -> HttpResponse:
    followed, chrome = FEEDS[name], chrome_for(request)
    section = chrome.section(followed.section) if followed.section else None
    link = section.url if section else chrome.home_url
    return _answer(request, str(followed.title), link, latest(*followed.models))


@require_safe
def topic(request: ViewerRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(Topic, slug=slug)
    pages = latest_on(row)
    if not pages:
        raise Http404
    return _answer(request, row.label, chrome_for(request).home_url, pages)


@require_safe
def issue(request: ViewerRequest, issue_id: int) -> HttpResponse:
    """What stands in one issue, as it is put online."""
    page = get_object_or_404(IssuePage.objects.live(), pk=issue_id, locale__language_code=get_language())
    return _answer(request, page.title, chrome_for(request).url(page), printed_in(page))


class PortalFeed(Atom1Feed):
    """With every author of a text, and the identity that it keeps whatever its title, address and date become."""

    def add_item_elements(self, handler, item: dict) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")


class PodcastFeed(Rss201rev2Feed):
    """With what programs that play sound ask for besides."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd"}

    def add_root_elements(self, handler) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("itunes:author", self.feed["author_name"])
        handler.addQuickElement("itunes:explicit", "false")
        handler.addQuickElement("itunes:category", attrs={"text": CATEGORY})
        handler.addQuickElement("itunes:image", attrs={"href": self.feed["artwork"]})

    def add_item_elements(self, handler, item: dict) -> None:
        super().add_item_elements(handler, item)
        if item["seconds"]:
            handler.addQuickElement("itunes:duration", str(item["seconds"]))


def _answer(request: ViewerRequest, title: str, link: str, pages: Iterable[BasePage]) -> HttpResponse:
    chrome = chrome_for(request)
    here = request.build_absolute_uri(request.path)
    told = PortalFeed(
        title=_plain(f"{chrome.settings.name} – {title}"),
        link=request.build_absolute_uri(link),
        description=_plain(chrome.settings.baseline),
        language=get_language(),
        author_name=_plain(chrome.settings.name),
        author_link=request.build_absolute_uri(chrome.home_url),
        feed_url=here,
        feed_guid=here,
    )
    for page in pages:
        published = published_at(page)
        told.add_item(
            title=_plain(page.title),
            link=request.build_absolute_uri(chrome.url(page)),
            description=_plain(summary_of(page)),
            unique_id=uuid5(page.translation_key, get_language() or "").urn,
            pubdate=published,
            updateddate=max(published, page.last_published_at or published),
            categories=[_plain(str(page.card().get("kicker") or page._meta.verbose_name))],
            authors=[_plain(row.person.name) for row in _bylines(page)],
        )
    response = HttpResponse(told.writeString("utf-8"), content_type=f"{TYPE}; charset=utf-8")
    return apply_cache_policy(response, request, FOR_EVERYONE)


@require_safe
def podcast(request: ViewerRequest) -> HttpResponse:
    """Sound, for programs that play it: RSS 2.0, which they all read. Only what anybody may hear."""
    chrome = chrome_for(request)
    here = request.build_absolute_uri(request.path)
    told = PodcastFeed(
        title=_plain(f"{chrome.settings.name} – {_('Listen')}"),
        link=request.build_absolute_uri(chrome.home_url),
        description=_plain(chrome.settings.baseline or chrome.settings.name),
        language=get_language(),
        author_name=_plain(chrome.settings.name),
        feed_url=here,
        artwork=request.build_absolute_uri(static("img/podcast.jpg")),
    )
    for one in public_recordings():
        size, kind = one.document.get_file_size() or 0, TYPES.get(one.document.file_extension.lower(), "audio/mpeg")
        told.add_item(
            title=_plain(one.title),
            link=request.build_absolute_uri(chrome.url(one.page)),
            description=_plain(summary_of(one.page)),
            unique_id=f"urn:portal:{one.key}",
            unique_id_is_permalink=False,
            pubdate=published_at(one.page),
            enclosures=[Enclosure(request.build_absolute_uri(one.document.url), str(size), kind)],
            seconds=one.seconds,
        )
    response = HttpResponse(told.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
    return apply_cache_policy(response, request, FOR_EVERYONE)


def _bylines(page: BasePage) -> Iterable:
    return page.bylines.all() if hasattr(page, "bylines") else ()


def _plain(text: str) -> str:
    """As it is read, without what XML can't hold."""
    return typeset(_NOT_IN_XML.sub("", text), (get_language() or "fr")[:2])
