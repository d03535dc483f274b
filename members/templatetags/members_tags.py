from dataclasses import dataclass

from django import template
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Organisation, Seat, Tier
from portal.access.viewer import Viewer

register = template.Library()

_HEADINGS = {Tier.FOUNDER: _("Founders"), Tier.PARTNER: _("Partners"), Tier.SUPPORTER: _("Supporters")}


@dataclass(frozen=True)
class SupportTier:
    name: str
    heading: Promise
    organisations: list[Organisation]


@register.simple_tag
def organisations_in_tiers() -> list[SupportTier]:
    """The organisations that support the association, the largest support first; no empty tier."""
    organisations = Organisation.objects.in_tiers().select_related("logo").prefetch_related("logo__renditions")
    supporting = list(organisations.order_by("name"))
    tiers = [
        SupportTier(tier.value, heading, [organisation for organisation in supporting if organisation.tier == tier])
        for tier, heading in _HEADINGS.items()
    ]
    return [tier for tier in tiers if tier.organisations]


@register.simple_tag
def organisation_to_write_to(viewer: Viewer) -> Organisation | None:
    """The viewer's organisation, else the one they last had a seat in; only if it says whom to write to."""
    seats = Seat.objects.filter(user=viewer.user_id).exclude(organisation__contact_email="")
    seat = seats.select_related("organisation").order_by(F("removed_at").desc(nulls_first=True)).first()
    return seat.organisation if seat else None
