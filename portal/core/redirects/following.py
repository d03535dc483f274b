"""Where an address leads to at which nothing is found."""

from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from portal.core.language import language_of
from portal.core.look.errors import error_page
from portal.core.look.sites import find_site
from portal.core.redirects.models import Withdrawn
from portal.core.redirects.paths import is_on, page_at, stored

MOST_STEPS = 5


def moved(request: HttpRequest) -> HttpResponse | None:
    """The answer that leads on, or tells that what was there was withdrawn; None where neither is known.

    It never leads to what is not published, nor round in a circle. A browser asks for it anew each time: one that kept
    it for good would not notice that an editor changed it.
    """
    site = find_site(request) if request.method in ("GET", "HEAD") else None
    if site is None or request.path_info.startswith(f"/{settings.ADMIN_PATH}"):
        return None
    response = _led_on(site, request.get_full_path()) or _withdrawn(site, request)
    if response is not None:
        response.headers["Cache-Control"] = "no-cache"
    return response


def _led_on(site: Site, address: str) -> HttpResponse | None:
    url, status = destination(site, address)
    return HttpResponseRedirect(url, status=status) if url else None


def _withdrawn(site: Site, request: HttpRequest) -> HttpResponse | None:
    whole = stored(request.get_full_path())
    paths = [path for path in (whole, whole.partition("?")[0]) if "\0" not in path]
    is_withdrawn = Withdrawn.objects.filter(site=site, path__in=paths).exists()
    return error_page(request, 410) if is_withdrawn else None


def destination(site: Site, address: str) -> tuple[str, int]:
    """Where it ends, "" where nowhere; and whether for good: 301, or for a while: 302."""
    status = 301
    for _step in range(MOST_STEPS):
        row = _redirect(site, address)
        if row is None:
            break
        status = status if row.is_permanent else 302
        if row.redirect_page is not None:
            return _page_url(row, address), status
        if not is_on(site, row.redirect_link):
            return (row.redirect_link if urlsplit(row.redirect_link).scheme in ("http", "https") else ""), status
        address = row.redirect_link
        if answers(site, address):
            return address, status
    return "", status


def _redirect(site: Site, address: str) -> Redirect | None:
    """Of those whose query is a part of what is asked, whatever its order, the one that says most."""
    path, _mark, query = stored(address).partition("?")
    if "\0" in path:
        return None
    asked = _pairs(query)
    rows = Redirect.get_for_site(site).filter(Q(old_path=path) | Q(old_path__startswith=f"{path}?"))
    fitting = [row for row in rows.select_related("redirect_page") if _own_pairs(row) <= asked]
    return max(fitting, key=lambda row: (len(_own_pairs(row)), row.site_id or 0), default=None)


def _own_pairs(row: Redirect) -> set[tuple[str, str]]:
    return _pairs(row.old_path.partition("?")[2])


def _pairs(query: str) -> set[tuple[str, str]]:
    return set(parse_qsl(query, keep_blank_values=True))


def _page_url(row: Redirect, address: str) -> str:
    """With what the address asks of the page, such as a question of a survey; "" while the page is not published."""
    if not row.redirect_page.live:
        return ""
    query = urlsplit(address).query
    url = row.link or ""
    return f"{url}?{query}" if url and query and "?" not in row.old_path else url


def answers(site: Site, address: str) -> bool:
    """Whether something is found there, as far as the address tells."""
    path = urlsplit(address).path
    if page_at((site.pk, stored(path))):
        return True
    try:
        with override(language_of(path)):
            return resolve(path).view_name != "wagtail_serve"
    except Resolver404:
        return False
