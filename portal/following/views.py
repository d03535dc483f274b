from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from portal.access.decision import FOR_EVERYONE
from portal.access.middleware import ViewerRequest
from portal.core.cache.policy import apply_cache_policy
from portal.core.cache.recording import shows_all
from portal.core.files.delivery import deliver
from portal.core.models import Topic
from portal.following.citation import Source, bibtex, ris
from portal.following.citing import source_of
from portal.following.lists import FEEDS
from portal.following.models import SharePicture
from portal.following.querysets import topics_in_use

PICTURE_SECONDS = 24 * 3600
FORMS: dict[str, tuple[str, Callable[[Source], str]]] = {
    "bib": ("application/x-bibtex", bibtex),
    "ris": ("application/x-research-info-systems", ris),
}


@require_safe
def ways(request: ViewerRequest) -> HttpResponse:
    """All the ways to hear of what is new: letters, feeds, calendars."""
    shows_all(Topic)
    feeds = [(name, followed.title) for name, followed in FEEDS.items()]
    response = render(request, "following/ways.html", {"feeds": feeds, "topics": topics_in_use()})
    return apply_cache_policy(response, request, FOR_EVERYONE)


@require_safe
def cite(request: ViewerRequest, page_id: int, form: str) -> HttpResponse:
    """A text's reference, as a file for programs that keep them."""
    found = get_object_or_404(Page.objects.live(), pk=page_id, locale__language_code=get_language())
    page = found.specific
    bylines = page.bylines.select_related("person") if hasattr(page, "bylines") else ()
    issue = page.printed_in() if hasattr(page, "printed_in") else None
    source = source_of(page, request, bylines=bylines, issue=issue)
    if source is None:
        raise Http404
    kind, write = FORMS[form]
    response = HttpResponse(write(source), content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{page.slug}.{form}") or "attachment"
    return apply_cache_policy(response, request, FOR_EVERYONE)


@require_safe
@cache_control(public=True, max_age=PICTURE_SECONDS)
def share_picture(request: HttpRequest, page_id: int, version: str) -> HttpResponseBase:
    """What other sites show of a published page; who kept the address of an older version gets the one of now."""
    row = get_object_or_404(SharePicture.objects.select_related("page"), page=page_id, page__live=True)
    if row.version != version:
        return redirect("following:picture", page_id, row.version)
    return deliver(request, row.file)
