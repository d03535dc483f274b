"""The way in by the sign-in of one's own organisation; where no organisation has one set up, it is not there."""

import logging
from datetime import timedelta

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from requests import RequestException

from members.forms import OwnSignInForm
from members.identity import failed, turned_away
from members.models import IdentityProvider
from portal.core.cache.policy import never_stored
from portal.core.limits.counting import Limit, slowed_down
from portal.core.look.errors import too_many_requests

logger = logging.getLogger(__name__)

ATTEMPTS = Limit("members.own_sign_in", 20, timedelta(minutes=10))
MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ImproperlyConfigured)
"""What comes of an answer that is none of OpenID Connect."""


@never_stored
def own_sign_in(request: HttpRequest) -> HttpResponse:
    """Whoever gives an address is led to the provider of its domain. No account is looked up."""
    if not IdentityProvider.objects.in_use().exists():
        raise Http404
    form = OwnSignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if slowed_down(request, ATTEMPTS):
            return too_many_requests(request)
        try:
            return _lead_on(request, form.provider, form.cleaned_data["email"])
        except (RequestException, OAuth2Error, OSError, *MALFORMED):
            logger.warning("The provider of %s can't be asked.", form.provider, exc_info=True)
            form.add_error(None, _("Your organisation’s sign-in doesn’t answer. Try again, or receive a code instead."))
    next_url = get_next_redirect_url(request)
    return render(
        request,
        "account/own_sign_in.html",
        {
            "form": form,
            "next": next_url or "",
            "by_code": reverse(
                "account_request_login_code", query={REDIRECT_FIELD_NAME: next_url} if next_url else None
            ),
        },
    )


def _lead_on(request: HttpRequest, provider: IdentityProvider, email: str) -> HttpResponse:
    """By a page of our own: the browser would not follow a form to another site, by our content security policy."""
    leads_to = (
        get_adapter()
        .get_provider(request, provider=provider.key)
        .redirect(
            request,
            "login",
            next_url=get_next_redirect_url(request),
            auth_params={"login_hint": email},
            language=get_language(),
        )
    )
    context = {"organisation": provider.organisation, "url": leads_to.url}
    response = render(request, "account/own_sign_in_leads_on.html", context)
    response.headers["Refresh"] = f"0;url={leads_to.url}"
    return response


@never_stored
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where a provider leads back to. Of one that isn't there it answers as to any sign-in that was not begun here."""
    view = OAuth2CallbackView.adapter_view(OpenIDConnectOAuth2Adapter(request, provider_id))
    try:
        return view(request)
    except (SocialApp.DoesNotExist, OSError, *MALFORMED):
        logger.warning("A sign-in by the provider of organisation %s failed.", provider_id, exc_info=True)
        return turned_away(request, failed())
