import time
from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import passthrough_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.emails import write_unsent

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
        query = urlencode({REDIRECT_FIELD_NAME: _with_what_was_typed(request)})
        if methods := get_adapter().get_reauthentication_methods(request.user):
            return redirect(f"{methods[0]['url']}?{query}")
        by_code = f"{resolve_url('account_request_login_code')}?{query}"
        return render(request, "account/prove_again.html", {"by_code": by_code}, status=403)

    return guarded


def _with_what_was_typed(request: HttpRequest) -> str:
    """The address to come back to, with the e-mail address that its form was sent with; never a secret."""
    email = request.POST.get("email")
    return f"{request.path}?{urlencode({'email': email})}" if email else request.get_full_path()


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


class ConfirmLoginCode(ConfirmLoginCodeView):
    def _resend_form_valid(self, form: Form) -> HttpResponse:
        """Whoever has no account is told so once more, for as much as a code costs: the time must not tell."""
        process = self._process
        write_unsent("unknown_account" if process.user else "login_code", process.state["email"])
        process.send()
        process.record_resend()
        process.persist()
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))


class LoginByPasskey(LoginWebAuthnView):
    def form_invalid(self, form: Form) -> HttpResponse:
        """Back to the ways of signing in, with the address one came for."""
        super().form_invalid(form)
        return redirect(passthrough_next_redirect_url(self.request, resolve_url("account_login"), REDIRECT_FIELD_NAME))


@require_POST
@login_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Every browser, this one included."""
    end_sessions(request, list(UserSession.objects.filter(user=request.user.pk)))
    messages.success(request, _("You are signed out everywhere."))
    return redirect("account_login")
