"""Somebody without an account proves the address they registered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.forms import AttendeeCodeForm, AttendeeEmailForm
from events.limits import MINUTES, slowed_down
from events.services.codes import CODES_A_SESSION, redeem_attendee_code, send_attendee_code
from events.sources import SESSION_EMAIL
from events.views.concerns import too_often
from portal.access.proofs import prove
from portal.core.cache.policy import never_stored

SESSION_CODES = "attendee_codes"


@never_stored
def attendee_code(request: HttpRequest) -> HttpResponse:
    """Somebody without an account gives the address they registered; the answer is the same for any address."""
    form = AttendeeEmailForm(request.POST or None)
    if request.method == "POST" and slowed_down(request, "attendee_code"):
        return too_often(_show_code_form(request, form, slowed=True, status=429))
    if request.method == "POST" and form.is_valid():
        asked = request.session.get(SESSION_CODES, [])
        code_id = send_attendee_code(email=form.cleaned_data["email"], language=get_language()[:2], asked=asked)
        request.session[SESSION_CODES] = [*asked, code_id][-CODES_A_SESSION:] if code_id else asked
        return redirect(f"{reverse('events:attendee_code_enter')}?{urlencode({'next': _next(request)})}")
    return _show_code_form(request, form)


@never_stored
def attendee_code_enter(request: HttpRequest) -> HttpResponse:
    asked = request.session.get(SESSION_CODES)
    if asked is None:
        return redirect(f"{reverse('events:attendee_code')}?{urlencode({'next': _next(request)})}")
    form = AttendeeCodeForm(request.POST or None)
    if request.method == "POST" and slowed_down(request, "attendee_code"):
        return too_often(_show_code_form(request, form, slowed=True, status=429))
    if request.method == "POST" and form.is_valid():
        email = redeem_attendee_code(code_ids=asked, code=form.cleaned_data["code"])
        if email:
            request.session.cycle_key()
            del request.session[SESSION_CODES]
            prove(request.session, SESSION_EMAIL, email)
            messages.success(request, _("Your address is recognised."))
            return redirect(_next(request))
        form.add_error("code", _("This code is wrong or no longer holds. Type it again, or ask for another."))
    return _show_code_form(request, form)


def _show_code_form(request: HttpRequest, form, *, slowed: bool = False, status: int = 200) -> HttpResponse:
    name = "enter" if isinstance(form, AttendeeCodeForm) else "ask"
    context = {"form": form, "next": _next(request), "minutes": MINUTES if slowed else 0}
    return render(request, f"events/attendee_code_{name}.html", context, status=status)


def _next(request: HttpRequest) -> str:
    """Where the visitor came from, if it is on this site; else the home page."""
    target = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return reverse("wagtail_serve", args=[""])
