"""A person's own registration, by the link in their message."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.forms import BuyerForm, OwnForm
from events.invoicing import lacks_buyer, may_name_buyer, own_invoice
from events.limits import slowed_down
from events.models import Buyer, Needs, Printout, Registration, settled
from events.services.asking import change_told, questions_to
from events.services.charging import name_buyer
from events.services.companions import cancel_companion
from events.services.printing import ask_certificate
from events.services.registering import cancel_registration
from events.services.waiting_list import accept_offer
from events.states import Refused, RegistrationState
from events.views.concerns import FILE, account, calendar_file, not_found, pdf_file, refreshed, slowed_page
from events.wording import explain
from portal.core.cache.policy import never_stored

View = Callable[[HttpRequest, Registration], HttpResponse]


def by_own_link(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """For who holds the link of a registration; a wrong one is answered as an unknown one, and slowed down."""

    @never_stored
    @wraps(view)
    def checked(request: HttpRequest, token: str) -> HttpResponse:
        if slowed_down(request, "wrong_token", count=False):
            return slowed_page(request)
        found = Registration.objects.select_related("event", "moved_to").filter(token=token).first()
        if found is None:
            raise not_found(request)
        return view(request, found)

    return checked


def may_change(registration: Registration, at: datetime) -> bool:
    """Whether it stands, at an event to come."""
    event = registration.event
    stands = registration.state != RegistrationState.CANCELLED and event.cancelled_at is None
    return stands and not event.has_started(at)


@by_own_link
def registration(request: HttpRequest, found: Registration) -> HttpResponse:
    """A person's own registration, by the link in their message: accepted, declined or cancelled by a POST alone, for
    mail scanners open links."""
    if request.method == "POST" and request.POST.get("state", found.state) != found.state:
        messages.error(request, _("Your registration has changed meanwhile: look at it again, then choose."))
        return redirect("events:registration", found.token)
    if request.method == "POST" and "companion" in request.POST:
        return _cancel_companion(request, found)
    if request.method == "POST":
        change = accept_offer if "accept" in request.POST else cancel_registration
        try:
            change(registration_id=found.pk, by=account(request))
        except Refused as refused:
            messages.error(request, explain(refused.reason, found.event))
        return redirect("events:registration", found.token)
    event = found.event
    context = {
        "registration": found,
        "event": event,
        "event_page": event.live_page(get_language()[:2]),
        "moved_page": found.moved_to and found.moved_to.live_page(get_language()[:2]),
        "is_offered": found.offer_holds(now()) and event.is_ahead(now()) and event.cancelled_at is None,
        "came": Registration.objects.certified(now()).filter(pk=found.pk).exists(),
        "may_cancel": may_change(found, now()),
        "may_cancel_others": event.cancelled_at is None and not event.has_started(now()),
        "companions": found.companions.all(),
        "is_incomplete": may_change(found, now()) and _is_incomplete(found),
        "bookings": found.bookings.select_related("session__event"),
        "answers": found.answers.select_related("question"),
        "agreements": found.agreements.standing(),
        "needs": Needs.objects.filter(registration=found).first(),
        "asks": event.asks_needs
        or event.questions.exists()
        or event.consents.exists()
        or event.sessions.bookable().exists(),
        "invoice": (invoice := own_invoice(found)),
        "payment": invoice.state(localdate()).label if invoice else "",
        "names_buyer": may_name_buyer(found),
        "lacks_buyer": lacks_buyer(found),
    }
    return render(request, "events/registration.html", context)


def _is_incomplete(registration: Registration) -> bool:
    """Whether something is asked of everyone that this person, registered by another, has not answered."""
    event = registration.event
    answers = dict(registration.answers.values_list("question_id", "text"))
    agreed = registration.agreements.standing().values("consent_id")
    wrong = settled(questions_to(registration), answers)[1]
    return bool(wrong) or event.consents.filter(required=True).exclude(pk__in=agreed).exists()


def _cancel_companion(request: HttpRequest, leader: Registration) -> HttpResponse:
    key = request.POST["companion"]
    try:
        if key.isascii() and key.isdigit() and len(key) < 18:
            cancel_companion(leader_id=leader.pk, companion_id=int(key), by=account(request))
            messages.success(request, _("The cancellation is recorded; a message tells the person within a minute."))
    except Refused as refused:
        messages.error(request, explain(refused.reason, leader.event))
    return redirect("events:registration", leader.token)


@require_safe
@by_own_link
def registration_calendar(request: HttpRequest, found: Registration) -> HttpResponse:
    """The event for the calendar of somebody who has a place, with what is for them alone."""
    if found.state != RegistrationState.CONFIRMED:
        raise not_found(request)
    event = found.event
    page = event.live_page(get_language()[:2])
    return calendar_file(event, page, registration=found)


@by_own_link
def told(request: HttpRequest, found: Registration) -> HttpResponse:
    """What somebody told beside who they are, to be changed until the event starts."""
    if not may_change(found, now()):
        return redirect("events:registration", found.token)
    form = OwnForm(request.POST if request.method == "POST" else None, event=found.event, registration=found)
    if request.method == "POST" and form.is_valid():
        try:
            change_told(registration_id=found.pk, told=form.cleaned_data["told"], by=account(request))
        except (Refused, ValidationError) as refused:
            sentence = explain(refused.reason, found.event) if isinstance(refused, Refused) else refused.messages
            form.add_error(None, sentence)
        else:
            messages.success(request, _("Your answers are saved."))
            return redirect("events:registration", found.token)
    context = {"registration": found, "event": found.event, "form": form}
    return render(request, "events/registration_told.html", context)


@by_own_link
def billing(request: HttpRequest, found: Registration) -> HttpResponse:
    """To whom their place is invoiced, where it is theirs alone to say, until it is."""
    if not may_name_buyer(found):
        return redirect("events:registration", found.token)
    form = BuyerForm(request.POST if request.method == "POST" else None, instance=found.buyer or _likely_buyer(found))
    if request.method == "POST" and form.is_valid():
        try:
            name_buyer(registration_id=found.pk, buyer=form.instance, by=account(request))
        except Refused as refused:
            form.add_error(None, explain(refused.reason, found.event))
        else:
            messages.success(request, _("Your billing details are saved."))
            return redirect("events:registration", found.token)
    context = {"registration": found, "event": found.event, "form": form}
    return render(request, "events/registration_billing.html", context)


def _likely_buyer(registration: Registration) -> Buyer:
    return Buyer(
        billing_name=str(registration),
        billing_organisation=registration.organisation_name,
        billing_email=registration.email,
    )


@by_own_link
def certificate(request: HttpRequest, found: Registration) -> HttpResponse:
    """The certificate of somebody who came: asked for by a POST, waited for on a page, given by it."""
    if not Registration.objects.certified(now()).filter(pk=found.pk).exists():
        raise not_found(request)
    if request.method == "POST":
        ask_certificate(registration_id=found.pk, language=get_language()[:2])
        return redirect("events:certificate", found.token)
    printout = Printout.objects.filter(registration=found).first()
    if printout is None:
        return redirect("events:registration", found.token)
    if printout.made_at and FILE in request.GET:
        return pdf_file(printout)
    response = render(request, "events/certificate.html", {"token": found.token, "printout": printout})
    return refreshed(response, printout, seconds=3)
