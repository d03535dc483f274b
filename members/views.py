import time
from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode

PROOF_HOLDS = 15 * 60
"""Seconds."""


def fresh_proof(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for whoever just proved who they are, by password, code or application; else they are asked to first.

    allauth's own guard lets anybody pass who has no password.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated or _proved_lately(request):
            return view(request, *args, **kwargs)
        if get_adapter().get_reauthentication_methods(request.user):
            raise ReauthenticationRequired
        query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
        by_code = f"{resolve_url('account_request_login_code')}?{query}"
        return render(request, "account/prove_again.html", {"by_code": by_code}, status=403)

    return guarded


def _proved_lately(request: HttpRequest) -> bool:
    proofs = get_authentication_records(request, request.user)
    return bool(proofs) and time.time() - proofs[-1]["at"] < PROOF_HOLDS


def staff_entrance(request: HttpRequest) -> HttpResponse:
    """The editor has no sign-in page of its own: visitors sign in as everyone does, and who is not staff stops here."""
    if not request.user.is_authenticated:
        query = request.GET.urlencode()
        return redirect(resolve_url("account_login") + (f"?{query}" if query else ""))
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return redirect("wagtailadmin_home")
