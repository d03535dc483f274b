"""What an editor withdraws on purpose: its address says so from then on, until a page is published there again."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Page

from portal.access.services import Actor
from portal.core.redirects.models import Withdrawn
from portal.core.redirects.paths import LONGEST, addresses


def known_by(pages: Iterable[Page]) -> list[Withdrawn]:
    """All addresses by which visitors know these published pages and their aliases, not saved yet."""
    given = [page.pk for page in pages]
    public = list(Page.objects.live().filter(Q(pk__in=given) | Q(alias_of__in=given)))
    places = addresses(page.url_path for page in public)
    own = [(*places[page.url_path], page.pk) for page in public if page.url_path in places]
    leading = Redirect.objects.filter(redirect_page__in=public).exclude(site=None)
    known = {*own, *leading.values_list("site_id", "old_path", "redirect_page_id")}
    return [Withdrawn(site_id=site, path=path, page_id=page) for site, path, page in known if len(path) <= LONGEST]


@transaction.atomic
def withdraw(*, page: Page, known: list[Withdrawn], by: Actor) -> None:
    """Tell at these addresses, which `known_by` found while the pages were published, that they were withdrawn.

    Not at those of pages that stayed after all, such as an alias of what was deleted.
    """
    numbers = {page.pk, *(one.page_id for one in known)}
    left = dict(Page.objects.filter(pk__in=numbers).values_list("pk", "live"))
    gone = [one for one in known if not left.get(one.page_id)]
    for one in gone:
        one.page_id = one.page_id if one.page_id in left else None
    Withdrawn.objects.bulk_create(
        gone, update_conflicts=True, unique_fields=["path", "site"], update_fields=["page"], batch_size=500
    )
    if page.pk in left:  # else Wagtail's own entry says who deleted it
        log(instance=page, action="core.withdraw", user=by, data={"addresses": sorted(one.path for one in gone)})


def note_what_is_withdrawn(request: HttpRequest, page: Page) -> None:
    """Before a page is unpublished or deleted: what visitors know it by, if its editor said that it is on purpose."""
    if request.method == "POST" and "withdrawn" in request.POST:
        is_whole = "include_descendants" in request.POST or request.POST["withdrawn"] == "whole"
        others = page.get_translations().filter(pk__in=filter(str.isdecimal, request.POST.getlist("translations")))
        tops = [page, *others]
        page.known_by = known_by(
            [below for top in tops for below in top.get_descendants(inclusive=True)] if is_whole else tops
        )


def note_what_many_withdraw(request: HttpRequest, action_type: str, pages: list, action: object) -> None:
    """The same before many pages are unpublished or deleted at once."""
    if action_type in ("unpublish", "delete") and "withdrawn" in request.POST:
        is_whole = action_type == "delete" or "include_descendants" in request.POST
        for page in pages:
            if isinstance(page, Page):
                page.known_by = known_by(page.get_descendants(inclusive=True) if is_whole else [page])


def withdraw_what_many_noted(request: HttpRequest, action_type: str, pages: list, action: object) -> None:
    for page in pages:
        withdraw_what_was_noted(request, page)


def withdraw_what_was_noted(request: HttpRequest, page: Page) -> None:
    if known := getattr(page, "known_by", None):
        withdraw(page=page, known=known, by=request.user)
