"""Who is a member, on public pages: the organisations that wish to be named."""

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.models import Membership, Organisation, Tier
from members.tiers import HEADINGS, in_tiers
from portal.access.decision import FOR_EVERYONE
from portal.access.middleware import ViewerRequest
from portal.core.cache.policy import apply_cache_policy
from portal.core.cache.recording import shows_all
from portal.core.pages.paging import Paging

PER_PAGE = 60


@require_safe
def organisations(request: ViewerRequest) -> HttpResponse:
    """Those whose membership runs and that agreed to be shown, by tier."""
    for model in (Organisation, Membership):
        shows_all(model)
    listing = Paging(request, _listed(), shown=_with_logos, per_page=PER_PAGE)
    response = render(request, "members/organisations.html", {"listing": listing, "tiers": in_tiers(listing.items)})
    return apply_cache_policy(response, request, FOR_EVERYONE)


def _listed() -> list[Organisation]:
    """A tier counts while its support runs."""
    today = timezone.localdate()
    members = {membership.organisation_id for membership in Membership.objects.opening(today)}
    shown = Organisation.objects.filter(is_listed=True, suspended_at=None).order_by("name")
    supporting = set(shown.in_tiers(today).values_list("pk", flat=True))
    found = [row for row in shown.select_related("logo") if row.pk in members]
    for row in found:
        row.tier = row.tier if row.pk in supporting else Tier.NONE
    order = list(HEADINGS)
    return sorted(found, key=lambda row: order.index(Tier(row.tier)))


def _with_logos(rows: list[Organisation]) -> list[Organisation]:
    prefetch_related_objects(rows, "logo__renditions")
    return rows
