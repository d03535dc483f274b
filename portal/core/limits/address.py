"""Where a request comes from, as far as it can be believed."""

from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import truncate_ip
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

NOWHERE = "0.0.0.0"  # noqa: S104 - no address to listen on


def client_address(request: HttpRequest) -> str:
    """The address behind the trusted proxies; one for all where a proxy named none."""
    try:
        return get_client_ip(request) or NOWHERE
    except ImproperlyConfigured:  # fewer addresses than proxies
        return NOWHERE


def client_network(request: HttpRequest) -> str:
    """What one client can't leave by choosing another of its addresses: of IPv6 the network it was given."""
    return truncate_ip(client_address(request))
