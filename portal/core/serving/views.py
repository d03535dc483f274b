from django.http import Http404, HttpResponse
from django.utils.translation import get_language

from portal.access.middleware import ViewerRequest
from portal.core.cache.pages import known_query, names_another
from portal.core.cache.recording import current
from portal.core.look.sites import find_site
from portal.core.pages.base import BasePage
from portal.core.reads.counting import reads
from portal.core.redirects.following import moved
from portal.core.serving.documents import shared, whole
from portal.core.serving.routing import find_page


def serve(request: ViewerRequest, path: str) -> HttpResponse:
    """Every public page, in the place of Wagtail's own view: nothing but the page itself says who reads it."""
    site = find_site(request)
    if site is None:
        raise Http404
    if not path and names_another(request.GET) and (elsewhere := moved(request)):
        return elsewhere
    page = find_page(site, get_language() or "", path)
    pairs = [(name, value) for name, values in request.GET.lists() for value in values]
    query = known_query(pairs, page.parameters)
    request.page_address = f"{request.path}?{query}" if query else request.path  # type: ignore[attr-defined]
    response = shared(page, request, query) or whole(page).serve(request)
    if request.method == "GET" and response.status_code == 200 and not query:
        _note_read(page, request)
    return response


def _note_read(page: BasePage, request: ViewerRequest) -> None:
    """Whoever writes or edits pages is no reader. What is given out in the place of this answer counts as it does."""
    viewer = request.viewer
    if not viewer.edit_paths and not viewer.own_paths:
        reads.count(page.pk, request.META, by_member=viewer.reads_as_member)
    if made := current():
        made.page = page.pk
