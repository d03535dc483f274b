"""What stands at the edge of the site, for browsers, search engines and whoever finds a hole in it."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import cache, wraps
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Site

from portal.core.cache.changes import PAGES
from portal.core.cache.policy import share
from portal.core.cache.recording import shows
from portal.core.look import sitemap
from portal.core.look.association import SiteSettings
from portal.core.look.sites import find_site
from portal.core.look.theme import fingerprint

TEXT, XML, CSS = (f"{kind}; charset=utf-8" for kind in ("text/plain", "application/xml", "text/css"))
ICON_SECONDS = 7 * 24 * 3600
SECURITY_CONTACT_HOLDS = timedelta(days=180)


def shared(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For what is the same for everybody until something it shows changes."""

    @wraps(view)
    def wrapped(*args, **kwargs) -> HttpResponse:
        return share(view(*args, **kwargs))

    return wrapped


def _site(request: HttpRequest) -> Site:
    if site := find_site(request):
        return site
    raise Http404


@require_safe
@shared
def robots(request: HttpRequest) -> HttpResponse:
    """What is not for search engines says so itself (`noindex`); the editor alone is kept from their robots."""
    site = find_site(request)
    found = f"Sitemap: {site.root_url}{reverse('sitemap')}\n" if site else ""
    return HttpResponse(f"User-agent: *\nDisallow: /{settings.ADMIN_PATH}\n{found}", content_type=TEXT)


@require_safe
@shared
def sitemap_index(request: HttpRequest) -> HttpResponse:
    shows(PAGES)
    return HttpResponse(sitemap.index(_site(request)), content_type=XML)


@require_safe
@shared
def sitemap_file(request: HttpRequest, language: str, stretch: int) -> HttpResponse:
    return _listing(sitemap.file(_site(request), language, stretch))


@require_safe
@shared
def sitemap_others(request: HttpRequest, language: str, kind: str) -> HttpResponse:
    shows(PAGES)
    return _listing(sitemap.others(_site(request), language, kind))


def _listing(text: str) -> HttpResponse:
    if text:
        return HttpResponse(text, content_type=XML)
    raise Http404


@require_safe
@shared
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a hole (RFC 9116); absent where nobody is named."""
    site = _site(request)
    contact = settings.SECURITY_CONTACT or SiteSettings.for_site(site).contact_email
    if not contact:
        raise Http404
    if "://" not in contact and not contact.startswith("mailto:"):
        contact = f"mailto:{quote(contact, safe='@')}"
    expires = datetime.combine(timezone.now().date() + SECURITY_CONTACT_HOLDS, time.min, UTC)
    fields = {
        "Contact": contact,
        "Expires": f"{expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": site.root_url + reverse("security_txt"),
    }
    return HttpResponse("".join(f"{name}: {value}\n" for name, value in fields.items()), content_type=TEXT)


@require_safe
@cache_control(public=True, max_age=ICON_SECONDS)
def favicon(request: HttpRequest) -> HttpResponse:
    """For what asks for it without reading the page, which names a sharper one."""
    return HttpResponse(_icon(), content_type="image/x-icon")


@cache
def _icon() -> bytes:
    return (settings.BASE_DIR / "static" / "img" / "favicon.ico").read_bytes()


@require_safe
def theme(request: HttpRequest, version: str = "") -> HttpResponse:
    """The association's own colours, over the stylesheet's; kept for good at the address that is theirs alone."""
    sheet = SiteSettings.for_site(_site(request)).stylesheet()
    response = HttpResponse(sheet, content_type=CSS)
    if version != fingerprint(sheet):
        return share(response)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
