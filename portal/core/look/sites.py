"""The site of a request, looked up once a process instead of once or twice a request."""

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath

from portal.access.prepared import PreparedRows
from portal.core.cache.changes import CHROME
from portal.core.cache.memory import remembered
from portal.core.cache.recording import shows


def find_site(request: HttpRequest) -> Site | None:
    """The site of the request and the root of each; Wagtail, which asks the request first, then asks no more."""

    def look_up() -> tuple[Site | None, list]:
        shows(CHROME)
        return Site.find_for_request(request), root_paths()

    if not hasattr(request, "_wagtail_site"):
        host = f"{request.get_host()} {request.get_port()}"
        site, roots = remembered(f"site {host}", look_up)
        request._wagtail_site, request._wagtail_cached_site_root_paths = site, roots  # type: ignore[attr-defined]
    return request._wagtail_site  # type: ignore[attr-defined]


def root_paths() -> list[SiteRootPath]:
    """As `Site.get_site_root_paths` says, without the cache in the database that it writes to while a page is read."""
    return [
        SiteRootPath(site.pk, root.url_path, site.root_url, root.locale.language_code)
        for site in _sites()
        for root in _roots(site.root_page_id)
    ]


@PreparedRows
def _sites() -> QuerySet:
    return Site.objects.order_by("-root_page__url_path", "-is_default_site", "hostname")


@PreparedRows
def _roots(root: int) -> QuerySet:
    alike = Page.objects.filter(pk=root).order_by().values("translation_key")
    return Page.objects.filter(translation_key__in=alike).select_related("locale")
