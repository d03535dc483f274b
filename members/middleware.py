from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode

CAME_FOR = "second_step_came_for"


class SecondStepMiddleware:
    """Opens the administration to those alone whose session went through a second step.

    Staff without one set it up first, staff who signed in before they had one prove it now.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict) -> HttpResponse | None:
        user = request.user
        if not request.path_info.startswith(f"/{settings.ADMIN_PATH}") or not user.is_authenticated:
            return None
        if not user.has_perm("wagtailadmin.access_admin"):
            return None
        kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        if not kinds - {Authenticator.Type.RECOVERY_CODES}:
            request.session[CAME_FOR] = _address(request)
            return redirect("mfa_index")
        if not any(record["method"] == "mfa" for record in get_authentication_records(request, user)):
            by_code = kinds - {Authenticator.Type.WEBAUTHN}
            url = resolve_url("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn")
            return redirect(f"{url}?{urlencode({REDIRECT_FIELD_NAME: _address(request)})}")
        return None


def _address(request: HttpRequest) -> str:
    """Where to go on afterwards: a form has to be sent anew from its page."""
    return request.get_full_path() if request.method == "GET" else resolve_url("wagtailadmin_home")
