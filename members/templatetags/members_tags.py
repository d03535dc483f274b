from dataclasses import dataclass

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Organisation, Tier
from portal.core.cache.recording import shows_all

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
    shows_all(Organisation)
    organisations = (
        Organisation.objects.in_tiers(timezone.localdate()).select_related("logo").prefetch_related("logo__renditions")
    )
    supporting = list(organisations.order_by("name"))
    tiers = [
        SupportTier(tier.value, heading, [organisation for organisation in supporting if organisation.tier == tier])
        for tier, heading in _HEADINGS.items()
    ]
    return [tier for tier in tiers if tier.organisations]
