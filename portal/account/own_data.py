"""What is kept of a person, in their own hands: a copy of it, and its erasure."""

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.models import User
from members.views import fresh_proof
from portal.access.middleware import ViewerRequest
from portal.account.forms import EraseForm
from portal.account.models import DataCopy
from portal.account.services.copies import ask_for_copy, give_copy
from portal.account.services.erasing import LastAdministrator, erase_person
from portal.core.cache.policy import never_stored
from portal.core.limits.counting import Limit, slowed_down
from portal.core.personal_data.table import TABLE

COPIES = Limit("account.copy", 5, timedelta(hours=1))
WRONG_LINKS = Limit("account.copy.link", 20, timedelta(minutes=15))


def _account(request: ViewerRequest) -> User:
    """Whose page it is: `login_required` lets nobody else in."""
    return cast(User, request.user)


@never_stored
@login_required
@fresh_proof
def copy(request: ViewerRequest) -> HttpResponse:
    """Ask for a copy, and see whether it is made; its link comes by mail."""
    if request.method == "POST":
        if slowed_down(request, COPIES):
            messages.error(request, _("Several copies were asked for within an hour. Please try again later."))
            return redirect("account:copy")
        ask_for_copy(user=_account(request), language=get_language()[:2], by=request.user)
        return redirect("account:copy")
    return render(request, "account/copy.html", {"copy": DataCopy.objects.filter(user=_account(request)).first()})


@never_stored
@login_required
def copy_given(request: ViewerRequest, token: str) -> HttpResponse:
    """The copy itself, by the link in the message: only a POST gives it, for mail scanners open links."""
    if slowed_down(request, WRONG_LINKS, count=False):
        raise Http404
    if request.method != "POST":
        if not DataCopy.objects.opened_by(token, request.user.pk).exists():
            raise _not_found(request)
        return render(request, "account/copy_given.html", {"token": token})
    content = give_copy(token=token, user=_account(request))
    if content is None:
        raise _not_found(request)
    response = HttpResponse(content, content_type="application/zip")
    name = f"{_('my-data')}-{timezone.localdate():%Y-%m-%d}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _not_found(request: HttpRequest) -> Http404:
    slowed_down(request, WRONG_LINKS)
    return Http404()


@never_stored
@login_required
@fresh_proof
def erase(request: ViewerRequest) -> HttpResponse:
    """Erase one's account, after having proved who one is and said that one means it."""
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            erase_person(user=_account(request), by=request.user, language=get_language()[:2])
        except LastAdministrator:
            form.add_error(None, _("You are the only administrator: make somebody else one first."))
        else:
            logout(request)
            return redirect("account:erased")
    return render(request, "account/erase.html", {"form": form, "table": TABLE})


@require_safe
@never_stored
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "account/erased.html")
