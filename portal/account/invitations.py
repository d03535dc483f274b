"""How a colleague comes to a seat: by the link of an invitation, or by asking for one."""

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.models import Organisation, User
from members.services.invitations import accept_invitation, find_invitation
from members.services.requests import ask_for_seat
from members.services.seats import SeatRefused
from portal.access.middleware import ViewerRequest
from portal.core.cache.policy import never_stored
from portal.core.limits.counting import Limit, slowed_down
from portal.core.look.errors import too_many_requests

WRONG_LINKS = Limit("account.wrong_invitation", 20, timedelta(minutes=10))


@never_stored
def invitation(request: ViewerRequest, token: str) -> HttpResponse:
    """A seat offered; only a POST accepts, for mail scanners open links.

    Nothing here depends on whether the address has an account, nor on who is signed in.
    """
    if slowed_down(request, WRONG_LINKS, count=False):
        return too_many_requests(request)
    found = find_invitation(token)
    if found is None:
        slowed_down(request, WRONG_LINKS)
        return render(request, "account/invitation_gone.html", status=404)
    context = {"invitation": found, "accepted": False, "refusal": ""}
    if request.method != "POST":
        return render(request, "account/invitation.html", context)
    try:
        accept_invitation(invitation=found)
    except SeatRefused as refusal:
        return render(request, "account/invitation.html", {**context, "refusal": str(refusal)}, status=409)
    if request.user.is_authenticated and request.user.email == found.email:
        messages.success(request, _("You have a seat of %(organisation)s.") % {"organisation": found.organisation})
        return redirect("account:home")
    return render(request, "account/invitation.html", {**context, "accepted": True})


@require_POST
@never_stored
@login_required
def ask(request: ViewerRequest, pk: int) -> HttpResponse:
    """Ask the delegate of an organisation, at whose domain one proved an address, for a seat."""
    organisation = get_object_or_404(Organisation, pk=pk)
    by, email = cast("User", request.user), request.viewer.email
    if not ask_for_seat(organisation=organisation, email=email, language=get_language()[:2], by=by):
        raise Http404
    messages.success(request, _("Your request was passed on to %(organisation)s.") % {"organisation": organisation})
    return redirect("account:home")
