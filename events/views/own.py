"""A person's own registration, by the link in their message."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.limits import slowed_down
from events.models import Registration
from events.services.registering import cancel_registration
from events.services.waiting_list import accept_offer
from events.states import Refused, RegistrationState
from events.views.concerns import account, calendar_file, not_found, slowed_page
from events.wording import explain
from portal.core.cache.policy import never_stored


@never_stored
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own registration, by the link in their message: accepted, declined or cancelled by a POST alone, for
    mail scanners open links."""
    if slowed_down(request, "wrong_token", count=False):
        return slowed_page(request)
    found = Registration.objects.select_related("event").filter(token=token).first()
    if found is None:
        raise not_found(request)
    if request.method == "POST" and request.POST.get("state", found.state) != found.state:
        messages.error(request, _("Your registration has changed meanwhile: look at it again, then choose."))
        return redirect("events:registration", token)
    if request.method == "POST":
        change = accept_offer if "accept" in request.POST else cancel_registration
        try:
            change(registration_id=found.pk, by=account(request))
        except Refused as refused:
            messages.error(request, explain(refused.reason, found.event))
        return redirect("events:registration", token)
    event = found.event
    context = {
        "registration": found,
        "event": event,
        "event_page": event.live_page(get_language()[:2]),
        "is_offered": found.offer_holds(now()) and event.is_ahead(now()) and event.cancelled_at is None,
        "may_cancel": found.state != RegistrationState.CANCELLED
        and event.cancelled_at is None
        and not event.has_started(now()),
    }
    return render(request, "events/registration.html", context)


@never_stored
@require_safe
def registration_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The event for the calendar of somebody who has a place, with what is for them alone."""
    if slowed_down(request, "wrong_token", count=False):
        return slowed_page(request)
    found = Registration.objects.confirmed().select_related("event").filter(token=token).first()
    if found is None:
        raise not_found(request)
    event = found.event
    page = event.live_page(get_language()[:2])
    return calendar_file(event, page, registration=found)
