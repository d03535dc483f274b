"""From a place in the page tree to the address that visitors ask for, and back."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from portal.core.language import language_of
from portal.core.look.sites import root_paths

LONGEST = 255  # of Redirect.old_path
Address = tuple[int, str]
"""The number of a site, and a path on it as `stored` writes it."""


def stored(address: str) -> str:
    """The path and query of an address as redirects are stored: without host, capitals, encoding or last slash."""
    return Redirect.normalise_path(address).lower()


def addresses(url_paths: Iterable[str]) -> dict[str, Address]:
    """The address of each place, told as `Page.url_path`; none of what is on no site."""
    found, known = {}, root_paths()
    for url_path in url_paths:
        root = next((root for root in known if url_path.startswith(root.root_path)), None)
        if root is not None:
            found[url_path] = root.site_id, stored(_home(root.language_code) + url_path.removeprefix(root.root_path))
    return found


def address_of(page: Page) -> Address | None:
    return addresses([page.url_path]).get(page.url_path)


def page_at(address: Address) -> Page | None:
    """The published page there, which comes before whatever is said of its address."""
    site, path = address
    language = language_of(path)
    root = next((root for root in root_paths() if (root.site_id, root.language_code) == (site, language)), None)
    if root is None:
        return None
    url_path = root.root_path + f"{path}/".removeprefix(_home(language)).lstrip("/")
    return Page.objects.live().filter(url_path=url_path, slug=url_path.split("/")[-2]).first()


def is_on(site: Site, address: str) -> bool:
    """Whether it is a path, or has the name of the site's host."""
    parts = urlsplit(address)
    return (not parts.scheme and not parts.netloc) or parts.hostname == site.hostname


def _home(language: str) -> str:
    with override(language):
        return reverse("wagtail_serve", args=[""])
