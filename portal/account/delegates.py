"""What an organisation's delegate does with its seats; to anybody else these addresses are not there."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.images.forms import BaseImageForm

from members.models import Invitation, Seat, SeatRequest
from members.services.invitations import invite_colleague, transfer_seat, withdraw_invitation
from members.services.organisations import give_logo, list_organisation, take_logo_off
from members.services.requests import decline_request, grant_request
from members.services.seats import SeatRefused, withdraw_seat
from portal.access.middleware import ViewerRequest
from portal.account.figures import figures
from portal.account.forms import ColleagueForm, logo_form
from portal.core.cache.policy import never_stored
from portal.core.limits.counting import Limit, slowed_down
from portal.core.look.errors import too_many_requests

INVITATIONS = Limit("account.invitations", 60, timedelta(hours=1))
LOGOS = Limit("account.logos", 20, timedelta(hours=1))


def for_delegates(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view(request, delegate, …)`, with the seat of who is a delegate of the organisation at this very moment."""

    @never_stored
    @login_required
    @wraps(view)
    def wrapped(request: ViewerRequest, pk: int, **rows: int) -> HttpResponse:
        seats = Seat.objects.delegates().select_related("organisation", "user")
        return view(request, get_object_or_404(seats, user=request.user.pk, organisation=pk), **rows)

    return wrapped


@for_delegates
def organisation(request: ViewerRequest, delegate: Seat) -> HttpResponse:
    """Who has a seat, who was offered one, who asks for one; and the form that offers one."""
    form = ColleagueForm(request.POST or None)
    if request.method != "POST":
        return _show(request, delegate, form)
    if slowed_down(request, INVITATIONS):
        return too_many_requests(request)
    if form.is_valid() and _offered(request, delegate, form):
        return redirect("account:organisation", pk=delegate.organisation_id)
    return _show(request, delegate, form)


def _offered(request: ViewerRequest, delegate: Seat, form: ColleagueForm) -> bool:
    email = form.cleaned_data["email"]
    try:
        invite_colleague(organisation=delegate.organisation, email=email, language=_language(), by=delegate.user)
    except SeatRefused as refusal:
        form.add_error("email", str(refusal))
        return False
    messages.success(request, _("A seat is kept for %(email)s, whom we have written to.") % {"email": email})
    return True


def _language() -> str:
    return get_language()[:2]


def _show(
    request: ViewerRequest, delegate: Seat, form: ColleagueForm, logo_file: BaseImageForm | None = None
) -> HttpResponse:
    organisation = delegate.organisation
    now, today = timezone.now(), timezone.localdate()
    seats = list(organisation.seats.current().select_related("user"))
    invitations = list(organisation.invitations.open())
    membership = organisation.current_membership(today)
    context = {
        "organisation": organisation,
        "state": organisation.membership_state(today),
        "membership": membership,
        "seats": seats,
        "invitations": [(invitation, invitation.is_pending(now)) for invitation in invitations],
        "requests": organisation.seat_requests.open().select_related("user"),
        "taken": len(seats) + sum(invitation.is_pending(now) for invitation in invitations),
        "in_all": membership.seats if membership else 0,
        "figures": figures(organisation),
        "form": form,
        "logo_form": logo_file or logo_form(organisation, delegate.user),
    }
    return render(request, "account/organisation.html", context)


@never_stored
@login_required
def seat(request: ViewerRequest, pk: int, seat_pk: int) -> HttpResponse:
    """One seat: a delegate withdraws or transfers it, its owner gives it back."""
    seats = Seat.objects.current().select_related("organisation", "user")
    shown = get_object_or_404(seats, pk=seat_pk, organisation=pk)
    delegate = Seat.objects.delegates().select_related("user").filter(user=request.user.pk, organisation=pk).first()
    if delegate is None and shown.user_id != request.user.pk:
        raise Http404
    transfers = delegate is not None and request.POST.get("deed") == "transfer"
    form = ColleagueForm(request.POST if transfers else None)
    refusal = ""
    if request.method == "POST":
        if slowed_down(request, INVITATIONS):
            return too_many_requests(request)
        try:
            if _ended(request, shown, delegate, form if transfers else None):
                return redirect("account:organisation", pk=pk) if delegate else redirect("account:home")
        except SeatRefused as refused:
            refusal = str(refused)
            if transfers:
                form.add_error("email", refusal)
    context = {"seat": shown, "is_delegate": delegate is not None, "form": form, "refusal": refusal}
    return render(request, "account/seat.html", context, status=409 if refusal else 200)


def _ended(request: ViewerRequest, seat: Seat, delegate: Seat | None, form: ColleagueForm | None) -> bool:
    """Withdrawn; or transferred, where there is a form that says to whom. False when that can't be read."""
    by = delegate.user if delegate else seat.user
    if form is None:
        withdraw_seat(seat=seat, by=by)
        messages.success(request, _("%(person)s has no seat any more.") % {"person": seat.user})
        return True
    if not form.is_valid():
        return False
    email = form.cleaned_data["email"]
    transfer_seat(seat=seat, email=email, language=_language(), by=by)
    words = _("The seat of %(person)s is kept for %(email)s, whom we have written to.")
    messages.success(request, words % {"person": seat.user, "email": email})
    return True


@require_POST
@for_delegates
def invitation(request: ViewerRequest, delegate: Seat, invitation_pk: int) -> HttpResponse:
    """Withdraw an invitation, or send it again."""
    found = get_object_or_404(Invitation.objects.open(), pk=invitation_pk, organisation=delegate.organisation_id)
    if slowed_down(request, INVITATIONS):
        return too_many_requests(request)
    if request.POST.get("deed") == "send":
        _offered_again(request, delegate, found)
    else:
        withdraw_invitation(invitation=found, by=delegate.user)
        messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": found.email})
    return redirect("account:organisation", pk=delegate.organisation_id)


def _offered_again(request: ViewerRequest, delegate: Seat, found: Invitation) -> None:
    facts = {"organisation": delegate.organisation, "email": found.email, "language": found.language}
    try:
        invite_colleague(by=delegate.user, **facts)
    except SeatRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("A seat is kept for %(email)s, whom we have written to.") % {"email": found.email})


@require_POST
@for_delegates
def answer(request: ViewerRequest, delegate: Seat, request_pk: int) -> HttpResponse:
    """Answer somebody who asks for a seat."""
    waiting = SeatRequest.objects.open().select_related("user", "organisation")
    asked = get_object_or_404(waiting, pk=request_pk, organisation=delegate.organisation_id)
    person = {"person": asked.user}
    if request.POST.get("deed") == "grant":
        try:
            grant_request(request=asked, by=delegate.user)
        except SeatRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(person)s has a seat.") % person)
    else:
        decline_request(request=asked, by=delegate.user)
        messages.success(request, _("The request of %(person)s is declined.") % person)
    return redirect("account:organisation", pk=delegate.organisation_id)


@require_POST
@for_delegates
def listed(request: ViewerRequest, delegate: Seat) -> HttpResponse:
    """Have the organisation shown among the members on the public page, or no longer."""
    is_listed = request.POST.get("deed") == "show"
    list_organisation(organisation=delegate.organisation, is_listed=is_listed, by=delegate.user)
    shown, hidden = _("%(name)s is named among the members."), _("%(name)s is no longer named among the members.")
    messages.success(request, (shown if is_listed else hidden) % {"name": delegate.organisation})
    return redirect("account:organisation", pk=delegate.organisation_id)


@require_POST
@for_delegates
def logo(request: ViewerRequest, delegate: Seat) -> HttpResponse:
    """Give the organisation another logo, or none."""
    organisation = delegate.organisation
    if slowed_down(request, LOGOS):
        return too_many_requests(request)
    if request.POST.get("deed") == "remove":
        take_logo_off(organisation=organisation, by=delegate.user)
        messages.success(request, _("%(name)s has no logo any more.") % {"name": organisation})
        return redirect("account:organisation", pk=organisation.pk)
    form = logo_form(organisation, delegate.user, request.FILES)
    if not form.is_valid():
        return _show(request, delegate, ColleagueForm(), form)
    give_logo(organisation=organisation, save=form.save, by=delegate.user)
    messages.success(request, _("%(name)s has a new logo.") % {"name": organisation})
    return redirect("account:organisation", pk=organisation.pk)
