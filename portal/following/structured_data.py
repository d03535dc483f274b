"""What search engines read of a text: schema.org's words for what anybody may know of it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.images.models import SourceImageIOError

from articles.models import ArticlePage, IssuePage, NewsPage
from portal.access.decision import Audience, open_to
from portal.core.files.pictures import drawings_of
from portal.core.look.association import SiteSettings
from portal.core.look.chrome import chrome_for
from portal.core.models import BasePage
from studies.models import StudyPage

KINDS: dict[type[BasePage], str] = {ArticlePage: "Article", NewsPage: "NewsArticle", StudyPage: "Report"}
GATED_PARTS = {"Article": ".wall", "NewsArticle": ".wall", "Report": "#results"}
"""Where, in the page that a visitor gets, stands what the release keeps for some: the wall, or the part it is in."""
LOGO = "max-600x600|format-png"


def text_facts(
    page: BasePage, request: HttpRequest, *, picture: str, bylines: Iterable = (), issue: IssuePage | None = None
) -> dict[str, Any]:
    kind, chrome = KINDS[type(page)], chrome_for(request)
    url = request.build_absolute_uri(chrome.url(page))
    publisher = _publisher(request)
    is_free = not _is_gated(page) or Audience.EVERYONE in open_to(page, timezone.now())
    shown = page.card()
    return {
        "@type": kind,
        "@id": f"{url}#text",
        "mainEntityOfPage": url,
        "url": url,
        "headline": page.title,
        "description": shown.get("text") or page.search_description,
        "inLanguage": page.locale.language_code,
        "datePublished": shown.get("date"),
        "dateModified": page.last_published_at and timezone.localtime(page.last_published_at),
        "author": [_person(row.person, request) for row in bylines] or _institute(page, publisher),
        "publisher": publisher,
        "image": picture,
        "isPartOf": _issue(issue, request) if issue else None,
        "pageStart": getattr(page, "printed_page", None) if issue else None,
        "isAccessibleForFree": is_free,
        "hasPart": None if is_free else _gated_part(GATED_PARTS[kind]),
    }


def breadcrumb_facts(page: BasePage, request: HttpRequest) -> dict[str, Any]:
    """The way from the home page to this one, itself the last step."""
    chrome = chrome_for(request)
    steps = [(_("Home"), chrome.home_url), *((each.title, chrome.url(each)) for each in (*chrome.above(page), page))]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": request.build_absolute_uri(url)}
            for place, (name, url) in enumerate(steps, 1)
        ],
    }


def _is_gated(page: BasePage) -> bool:
    """Whether there is anything that the release could keep for some: a study has files and figures beside its text, a
    page that withholds its own says so itself."""
    return isinstance(page, StudyPage) or page.has_more or any(getattr(page, name) for name in page.gated_fields)


def _gated_part(selector: str) -> dict[str, Any]:
    return {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": selector}


def _person(person: Any, request: HttpRequest) -> dict[str, str]:
    url = reverse("search:author", args=[person.slug])
    return {"@type": "Person", "name": person.name, "url": request.build_absolute_uri(url)}


def _institute(page: BasePage, publisher: dict) -> list[dict]:
    """A study is its association's; an article that names nobody says nothing of it."""
    return [{"@type": "Organization", "name": publisher["name"]}] if isinstance(page, StudyPage) else []


def _publisher(request: HttpRequest) -> dict[str, Any]:
    chrome = chrome_for(request)
    return {
        "@type": "Organization",
        "name": chrome.settings.name,
        "url": request.build_absolute_uri(chrome.home_url),
        "logo": {"@type": "ImageObject", "url": request.build_absolute_uri(_logo(chrome.settings))},
    }


def _logo(settings: SiteSettings) -> str:
    """The association's own, once it is drawn; else the portal's mark."""
    if settings.logo is not None and not settings.logo.is_svg():
        try:
            for drawn in drawings_of(settings.logo, [LOGO]).values():
                return drawn.url
        except SourceImageIOError:
            pass
    return static("img/apple-touch-icon.png")


def _issue(issue: IssuePage, request: HttpRequest) -> dict[str, Any]:
    chrome = chrome_for(request)
    magazine = chrome.section("articles.MagazinePage")
    facts: dict[str, Any] = {
        "@type": "PublicationIssue",
        "name": f"{issue.title}, {issue.period}",
        "issueNumber": str(issue.number),
        "datePublished": f"{issue.month:%Y-%m}",
        "url": request.build_absolute_uri(chrome.url(issue)),
    }
    if magazine:
        url = request.build_absolute_uri(magazine.url)
        name = chrome.settings.magazine_name or magazine.title
        facts["isPartOf"] = {"@type": "Periodical", "name": name, "url": url}
    return facts
