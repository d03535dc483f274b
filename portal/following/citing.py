"""What there is to quote of a page."""

from collections.abc import Iterable

from django.http import HttpRequest

from articles.models import ArticlePage, IssuePage
from portal.core.look.chrome import chrome_for
from portal.core.models import BasePage
from portal.following.citation import Source
from studies.models import StudyPage


def source_of(
    page: BasePage, request: HttpRequest, *, bylines: Iterable = (), issue: IssuePage | None = None
) -> Source | None:
    """None of what has no author and no day yet: a page of another kind, a study that is only announced."""
    chrome = chrome_for(request)
    facts = {
        "title": page.title,
        "publisher": chrome.settings.name,
        "address": request.build_absolute_uri(chrome.url(page)),
        "language": page.locale.language_code,
    }
    if isinstance(page, ArticlePage):
        magazine = chrome.section("articles.MagazinePage")
        return Source(
            **facts,
            authors=tuple(row.person.name for row in bylines),
            published=page.web_date,
            container=chrome.settings.magazine_name or (magazine.title if magazine else chrome.settings.name),
            issue=issue.number if issue else None,
            month=issue.month if issue else None,
            period=issue.period if issue else "",
            page=page.printed_page if issue else None,
        )
    if isinstance(page, StudyPage) and page.study.published_on:
        return Source(**facts, authors=(), published=page.study.published_on)
    return None
