"""Organisations' own sign-in: what is asked of their providers, and what a provider's word opens."""

from urllib.parse import urlsplit

import requests
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from wagtail.log_actions import log

from members.models import IdentityProvider, User
from members.services.accounts import open_account
from portal.access.services import Actor
from portal.core.limits.hosts import is_public
from portal.core.mail.names import no_web_address, single_line

SECONDS = 5
WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


class NotOpened(Exception):
    """Its text says to the person who signs in why their provider's word opens nothing."""


class _OutsideAlone(HTTPAdapter):
    """Where the portal is served by HTTPS: neither in clear, nor inside its own network. A name that points elsewhere
    between the look and the question has no certificate to show there."""

    def send(self, request: requests.PreparedRequest, *args, **kwargs) -> requests.Response:
        address = urlsplit(request.url or "")
        if settings.HTTPS and (address.scheme != "https" or not is_public(address.hostname or "")):
            raise requests.exceptions.InvalidURL(f"{address.hostname} is not asked.")
        return super().send(request, *args, **kwargs)


class ProviderSession(requests.Session):
    """Asks providers: not for long, led on nowhere, with no credentials of the machine."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        for scheme in ("https://", "http://"):
            self.mount(scheme, _OutsideAlone())

    def request(self, *args, **kwargs) -> requests.Response:
        return super().request(*args, **{"timeout": SECONDS, **kwargs, "allow_redirects": False})


def plain_issuer(address: str) -> str:
    """Without what people copy along with it."""
    return address.strip().removesuffix(WELL_KNOWN).rstrip("/")


def check_issuer(issuer: str) -> None:
    """Ask the provider what it is. Raises ValidationError, in words, where it isn't what it should be."""
    try:
        with ProviderSession() as session:
            answer = session.get(f"{issuer}{WELL_KNOWN}")
            answer.raise_for_status()
            told = answer.json()
    except (requests.RequestException, OSError, ValueError) as error:
        raise ValidationError(_("No provider of OpenID Connect answers there: check the address.")) from error
    if not isinstance(told, dict) or plain_issuer(str(told.get("issuer"))) != issuer:
        raise ValidationError(
            _("The provider goes by another address: give the one that its documentation calls issuer.")
        )
    ends = [str(told.get(name, "")) for name in ENDPOINTS]
    if not all(urlsplit(end).scheme in ("https",) if settings.HTTPS else urlsplit(end).scheme for end in ends):
        raise ValidationError(_("The provider doesn’t tell all the addresses that a sign-in needs."))


@transaction.atomic(durable=True)
def set_up_provider(*, provider: IdentityProvider, by: Actor) -> None:
    """From now on the organisation's people may sign in by it."""
    provider.save()
    data = {"issuer": provider.issuer, "client_id": provider.client_id, "vouches": provider.vouches}
    log(instance=provider.organisation, action="members.identity.set_up", user=by, data=data)


@transaction.atomic(durable=True)
def take_down_provider(*, provider: IdentityProvider, by: Actor) -> None:
    """Nobody signs in by it any more; who did has their account still, by a code."""
    if IdentityProvider.objects.filter(pk=provider.pk).delete()[0]:
        log(instance=provider.organisation, action="members.identity.taken_down", user=by)


@transaction.atomic(durable=True)
def open_by_provider(*, provider: IdentityProvider, email: str, first_name: str, last_name: str) -> User:
    """The account of an address that the provider proved, made if need be: as by a code sent there, and no more.

    Raises NotOpened where the address is none of the organisation's, or opens the administration.
    """
    email = email.lower()
    if not provider.is_of(email):
        raise NotOpened(
            _("%(organisation)s vouches for addresses of its own domains alone, and %(email)s is none of them.")
            % {"organisation": provider.organisation, "email": email}
        )
    known = User.objects.filter(email=email).first()
    if known and known.has_perm("wagtailadmin.access_admin"):
        raise NotOpened(_("Who works in the administration signs in by a code or a password, and a second step."))
    user = known or open_account(email=email, first_name=_name(first_name), last_name=_name(last_name), by=None)
    _prove(user)
    return user


def _prove(user: User) -> None:
    """As a code does: a password chosen before may be a stranger's."""
    address, _made = EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
    if not address.verified:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        address.set_verified()


def _name(told: str) -> str:
    """A name that a message may carry; else none."""
    name = told.strip()[:150]
    try:
        single_line(name)
        no_web_address(name)
    except ValidationError:
        return ""
    return name
