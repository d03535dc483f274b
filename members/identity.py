"""allauth's part of an organisation's own sign-in: docs/adr/0014."""

import re
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError, Provider
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import activate
from django.utils.translation import gettext as _

from members.models import IdentityProvider
from members.services.identity import NotOpened, ProviderSession, open_by_provider, plain_issuer

KIND = "openid_connect"


def turned_away(request: HttpRequest, why: str, state: dict[str, Any] | None = None) -> HttpResponse:
    """Back to the ways of signing in, in the language and with the address one came for."""
    state = state or {}
    activate(state.get("language") or request.LANGUAGE_CODE)  # type: ignore[attr-defined]
    messages.error(request, why)
    query = {REDIRECT_FIELD_NAME: state["next"]} if state.get("next") else None
    return redirect(reverse("account_login", query=query))


def failed() -> str:
    return _("The sign-in by your organisation did not come to its end. Begin anew, or receive a code.")


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Providers are those of organisations; a sign-in by one proves an address, and links nothing to the account."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        rows = IdentityProvider.objects.in_use()
        if provider not in (None, KIND):
            rows = rows.filter(organisation=provider) if re.fullmatch(r"[0-9]{1,18}", provider or "") else rows.none()
        return [_application(row) for row in rows if client_id in (None, row.client_id)]

    def get_requests_session(self) -> ProviderSession:
        return ProviderSession()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Each who comes this way is the owner of the proved address; what else the provider tells is dropped."""
        state = sociallogin.state
        provider = IdentityProvider.objects.in_use().get(organisation=sociallogin.account.provider)
        activate(state["language"])
        try:
            facts = _proved(provider, sociallogin.account.extra_data)
            sociallogin.user = open_by_provider(
                provider=provider,
                email=facts["email"],
                first_name=str(facts.get("given_name") or ""),
                last_name=str(facts.get("family_name") or ""),
            )
        except NotOpened as refusal:
            raise ImmediateHttpResponse(turned_away(request, str(refusal), state)) from refusal

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        why = _("You left the sign-in of your organisation.") if error == AuthError.CANCELLED else failed()
        state = (extra_context or {}).get("state")
        raise ImmediateHttpResponse(turned_away(request, why, state))


def _application(row: IdentityProvider) -> SocialApp:
    return SocialApp(
        provider=KIND,
        provider_id=row.key,
        name=row.organisation.name,
        client_id=row.client_id,
        secret=row.secret,
        settings={"server_url": row.issuer, "oauth_pkce_enabled": True},
    )


def _proved(provider: IdentityProvider, told: dict[str, Any]) -> dict[str, Any]:
    """What the ID token and the user's own page there say together. Raises NotOpened unless both are the provider's,
    of one person, and the address counts as proved."""
    claims, page = told.get("id_token"), told.get("userinfo") or {}
    if not claims or plain_issuer(str(claims.get("iss"))) != plain_issuer(provider.issuer):
        raise NotOpened(failed())
    if page and page.get("sub") != claims.get("sub"):
        raise NotOpened(failed())
    facts = {**claims, **page}
    verified = facts.get("email_verified")
    if not facts.get("email"):
        raise NotOpened(
            _("Your organisation’s sign-in did not tell your e-mail address: its administrators can mend this.")
        )
    if verified not in (True, "true") and not (verified is None and provider.vouches):
        raise NotOpened(
            _("Your organisation’s sign-in doesn’t say that your address is verified. Receive a code instead.")
        )
    return facts
