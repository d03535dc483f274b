from django import template
from django.utils import timezone
from django.utils.translation import gettext

from members.models import IdentityProvider, Organisation
from members.tiers import SupportTier, in_tiers
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


@register.simple_tag
def organisations_in_tiers() -> list[SupportTier]:
    """The organisations that support the association, the largest support first; no empty tier."""
    shows_all(Organisation)
    organisations = (
        Organisation.objects.in_tiers(timezone.localdate()).select_related("logo").prefetch_related("logo__renditions")
    )
    return in_tiers(organisations.order_by("name"))


@register.simple_tag
def own_sign_in_exists() -> bool:
    """Whether any organisation has set up its own sign-in."""
    return IdentityProvider.objects.in_use().exists()


@register.filter
def browser_name(user_agent: str) -> str:
    """As a person knows it: "Firefox, Windows"."""
    found = [next((name for mark, name in kind.items() if mark in user_agent), "") for kind in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found)) or gettext("Another browser")
