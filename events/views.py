from datetime import timedelta

from django.contrib import messages
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.forms import AttendeeCodeForm, AttendeeEmailForm, RegistrationForm
from events.ical import Method, calendar
from events.limits import MINUTES, slowed_down
from events.models import Event, EventPage, Registration
from events.services.codes import CODES_A_SESSION, redeem_attendee_code, send_attendee_code
from events.services.registering import Recorded, cancel_registration, refusal, register_attendee
from events.services.waiting_list import accept_offer
from events.sources import SESSION_EMAIL
from events.states import EventState, Refusal, Refused, RegistrationState
from events.wording import explain
from members.models import Organisation, User
from portal.access.middleware import ViewerRequest
from portal.access.proofs import prove
from portal.core.cache.policy import never_stored

SESSION_CODES = "attendee_codes"
RECEIPT_HOLDS = timedelta(days=7)
_receipts = TimestampSigner(salt="events.receipt")


@never_stored
def register(request: ViewerRequest, event_id: int) -> HttpResponse:
    """The form of one event, or why there is none."""
    page = _live_page(event_id)
    if request.method == "POST":
        return _receive(request, page)
    event = page.event
    reason = refusal(event, event.state(now()), request.viewer)
    form = None if reason else RegistrationForm(initial=_known_of(request))
    return _show_form(request, page, form, reason)


def _receive(request: ViewerRequest, page: EventPage) -> HttpResponse:
    form = RegistrationForm(request.POST)
    if slowed_down(request, "register"):
        return _too_often(_show_form(request, page, form, slowed=True, status=429))
    if not form.is_valid():
        return _show_form(request, page, form)
    try:
        recorded = register_attendee(
            event_id=page.event_id,
            viewer=request.viewer,
            by=_account(request),
            language=get_language()[:2],
            **form.cleaned_data,
        )
    except Refused as refused:
        form.add_error(None, explain(refused.reason, page.event))
        return _show_form(request, page, form, status=409)
    return redirect("events:registered", _receipt(page, recorded))


def _show_form(
    request: HttpRequest,
    page: EventPage,
    form: RegistrationForm | None,
    reason: Refusal | None = None,
    slowed: bool = False,
    status: int = 200,
) -> HttpResponse:
    event = page.event
    context = {
        "event_page": page,
        "event": event,
        "form": form,
        "waiting": event.state(now()) is EventState.WAITING_LIST,
        "explanation": explain(reason, event) if reason else "",
        "may_sign_in": reason is Refusal.MEMBERS_ONLY and not request.user.is_authenticated,
        "minutes": MINUTES if slowed else 0,
    }
    return render(request, "events/registration_form.html", context, status=status)


def _account(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _known_of(request: ViewerRequest) -> dict[str, str]:
    """What the form starts with for somebody signed in."""
    if not request.user.is_authenticated:
        return {}
    user = request.user
    organisation = Organisation.objects.filter(pk__in=request.viewer.organisation_ids).order_by("name").first()
    return {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "organisation_name": organisation.name if organisation else "",
    }


def _receipt(page: EventPage, recorded: Recorded) -> str:
    """What the next page shows, signed: it holds nothing that tells a known address from a new one, nor the address."""
    name, _at, domain = recorded.registration.email.partition("@")
    return _receipts.sign_object(
        {"event": page.event_id, "state": recorded.shown.value, "email": f"{name[0]}…@{domain}"}
    )


@never_stored
@require_safe
def registered(request: HttpRequest, receipt: str) -> HttpResponse:
    """What was recorded, for the one who sent the form."""
    if slowed_down(request, "wrong_token", count=False):
        return _slowed_page(request)
    try:
        facts = _receipts.unsign_object(receipt, max_age=RECEIPT_HOLDS)
    except BadSignature:
        raise _not_found(request) from None
    page = _live_page(facts["event"])
    context = {"event_page": page, "event": page.event, "state": facts["state"], "email": facts["email"]}
    return render(request, "events/registered.html", context)


@never_stored
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own registration, by the link in their message: accepted, declined or cancelled by a POST alone, for
    mail scanners open links."""
    if slowed_down(request, "wrong_token", count=False):
        return _slowed_page(request)
    found = Registration.objects.select_related("event").filter(token=token).first()
    if found is None:
        raise _not_found(request)
    if request.method == "POST" and request.POST.get("state", found.state) != found.state:
        messages.error(request, _("Your registration has changed meanwhile: look at it again, then choose."))
        return redirect("events:registration", token)
    if request.method == "POST":
        change = accept_offer if "accept" in request.POST else cancel_registration
        try:
            change(registration_id=found.pk, by=_account(request))
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
        return _slowed_page(request)
    found = Registration.objects.confirmed().select_related("event").filter(token=token).first()
    if found is None:
        raise _not_found(request)
    event = found.event
    page = event.live_page(get_language()[:2])
    return _calendar_file(event, page, registration=found)


@require_safe
def event_calendar(request: HttpRequest, event_id: int) -> HttpResponse:
    """The event for anybody's calendar."""
    page = _live_page(event_id)
    response = _calendar_file(page.event, page)
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _calendar_file(event: Event, page: EventPage | None, registration: Registration | None = None) -> HttpResponse:
    method = Method.CANCEL if event.cancelled_at else Method.PUBLISH
    url = (page and page.full_url) or ""
    text = calendar(event, title=str(page or event), url=url, method=method, registration=registration)
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type=f"text/calendar; method={method}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{page.slug if page else event.kind}.ics"'
    return response


@never_stored
def attendee_code(request: HttpRequest) -> HttpResponse:
    """Somebody without an account gives the address they registered; the answer is the same for any address."""
    form = AttendeeEmailForm(request.POST or None)
    if request.method == "POST" and slowed_down(request, "attendee_code"):
        return _too_often(_show_code_form(request, form, slowed=True, status=429))
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
        return _too_often(_show_code_form(request, form, slowed=True, status=429))
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


def _live_page(event_id: int) -> EventPage:
    event = Event.objects.filter(pk=event_id).first()
    page = event.live_page(get_language()[:2]) if event else None
    if page is None:
        raise Http404
    return page


def _not_found(request: HttpRequest) -> Http404:
    """The one answer to a wrong token and to an unknown one, and it counts."""
    slowed_down(request, "wrong_token")
    return Http404()


def _slowed_page(request: HttpRequest) -> HttpResponse:
    return _too_often(render(request, "events/registration_slowed.html", {"minutes": MINUTES}, status=429))


def _too_often(response: HttpResponse) -> HttpResponse:
    response.headers["Retry-After"] = str(MINUTES * 60)
    return response
