"""The site of a request, looked up once a process instead of once or twice a request."""

from django.http import HttpRequest
from wagtail.models import Site
from wagtail.models.sites import SiteRootPath

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
    sites = Site.objects.select_related("root_page")
    return [
        SiteRootPath(site.pk, root.url_path, site.root_url, root.locale.language_code)
        for site in sites.order_by("-root_page__url_path", "-is_default_site", "hostname")
        for root in site.root_page.get_translations(inclusive=True).select_related("locale")
    ]
