"""Addresses live for ever: what moves leaves a redirect behind, and what takes an address frees it of redirects."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Page, Site
from wagtail.signals import page_published, page_slug_changed, post_page_move

from portal.access.services import Actor
from portal.core.redirects.models import Withdrawn
from portal.core.redirects.paths import LONGEST, Address, address_of, addresses, page_at, stored

_TARGET = ("redirect_page", "redirect_page_route_path", "redirect_link", "is_permanent", "automatically_created")


@transaction.atomic
def keep_address(*, old: str, page: Page, by: Actor) -> bool:
    """Lead from an address that the page had once, here or on another site, to wherever it is read from now on.

    `old` is a path or a full address, with such of its query as tells it from others. A draft's leads nowhere until
    the page is published. False where nothing is kept: a published page stands there, it is too long or no address.
    """
    place = address_of(page)
    try:
        path = stored(old)
    except ValueError:
        return False
    if place is None or len(path) > LONGEST or page_at((place[0], path)):
        return False
    _lead({(place[0], path): page})
    log(instance=page, action="core.address.keep", user=by, data={"old": path})
    return True


@transaction.atomic
def move_address(*, old: str, new: str) -> None:
    """Lead on from the path of what is no page, such as a topic's; what led there before leads to the new one too."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        return
    Redirect.objects.filter(old_path=stored(new)).delete()
    Redirect.objects.filter(redirect_link=old).update(redirect_link=new)
    target = {"redirect_page": None, "redirect_link": new, "is_permanent": True, "automatically_created": True}
    Redirect.objects.update_or_create(site=site, old_path=stored(old), defaults=target)


@receiver(page_slug_changed)
def page_renamed(instance: Page, instance_before: Page, **kwargs) -> None:
    _moved(instance, instance_before.url_path, was_public=_was_ever_public(instance_before))


@receiver(post_page_move)
def page_moved(instance: Page, url_path_before: str, url_path_after: str, **kwargs) -> None:
    if url_path_before != url_path_after:
        _moved(instance, url_path_before, was_public=_was_ever_public(instance))


@receiver(page_published)
def page_taken_place(instance: Page, **kwargs) -> None:
    _free([instance])
    Withdrawn.objects.filter(page=instance.pk).delete()


@receiver(post_save)
def page_made(instance: object, created: bool, **kwargs) -> None:
    if created and isinstance(instance, Page) and instance.live:
        _free([instance])


def _was_ever_public(page: Page) -> bool:
    return page.live or page.first_published_at is not None


@transaction.atomic
def _moved(page: Page, url_path_before: str, *, was_public: bool) -> None:
    """The address before of the page, and of all below that was ever public, leads to where it is.

    A draft's working title is told to nobody, even if it is published under another in the same moment.
    """
    pages = [page, *page.get_descendants().only("url_path", "live", "first_published_at")]
    _free(one for one in pages if one.live)
    left = {
        url_path_before + one.url_path.removeprefix(page.url_path): one
        for one in pages
        if (was_public if one is page else _was_ever_public(one))
    }
    _lead({address: left[place] for place, address in addresses(left).items() if len(address[1]) <= LONGEST})


def _lead(targets: dict[Address, Page]) -> None:
    rows = [
        Redirect(site_id=site, old_path=path, redirect_page_id=page.pk, automatically_created=True)
        for (site, path), page in targets.items()
    ]
    Redirect.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["old_path", "site"], update_fields=_TARGET, batch_size=500
    )


def _free(pages: Iterable[Page]) -> None:
    """Who asks for the address of a published page gets that page, and is led nowhere else once it is gone."""
    taken = set(addresses(page.url_path for page in pages).values())
    rows = Redirect.objects.filter(old_path__in=[path for _site, path in taken])
    Withdrawn.objects.filter(path__in=[path for _site, path in taken]).delete()
    stale = [row.pk for row in rows if row.site_id is None or (row.site_id, row.old_path) in taken]
    Redirect.objects.filter(pk__in=stale).delete()
