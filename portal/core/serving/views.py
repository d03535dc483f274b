from django.http import Http404, HttpResponse
from django.utils.translation import get_language

from portal.access.middleware import ViewerRequest
from portal.core.cache.pages import known_query, names_another
from portal.core.look.sites import find_site
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
    return shared(page, request, query) or whole(page).serve(request)
