from dataclasses import dataclass

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.models import Organisation, Tier
from portal.core.cache.recording import shows_all

register = template.Library()

# The first that is found counts: most browsers claim to be others too.
_BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}

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


@register.filter
def browser_name(user_agent: str) -> str:
    """As a person knows it: "Firefox, Windows"."""
    found = [next((name for mark, name in kind.items() if mark in user_agent), "") for kind in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found)) or gettext("Another browser")
