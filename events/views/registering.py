"""The form of an event, and what was recorded by it."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events.forms import RegistrationForm
from events.limits import minutes_before_registering, slowed_down
from events.models import Event, EventPage
from events.services.admitting import Choice, choices, has_member_conditions, refusal
from events.services.registering import register_attendee
from events.standing import registration_state
from events.states import Refused, RegistrationState
from events.views.concerns import account, calendar_file, live_page, not_found, slowed_page, too_often
from events.wording import category_in_words, explain
from members.models import Organisation
from portal.access.middleware import ViewerRequest
from portal.core.cache.policy import never_stored

RECEIPT_HOLDS = timedelta(days=7)
_receipts = TimestampSigner(salt="events.receipt")


@never_stored
def register(request: ViewerRequest, event_id: int) -> HttpResponse:
    """The form of one event, or why there is none."""
    page = live_page(event_id)
    if request.method == "POST":
        return _receive(request, page)
    if refusal(page.event, request.viewer, now()):
        return _show_form(request, page, None)
    offered = choices(page.event, request.viewer)
    return _show_form(request, page, RegistrationForm(initial=_known_of(request), choices=offered, event=page.event))


def _receive(request: ViewerRequest, page: EventPage) -> HttpResponse:
    form = RegistrationForm(request.POST, choices=choices(page.event, request.viewer), event=page.event)
    if "more" in request.POST:
        return _show_form(request, page, form.as_typed())
    if minutes := minutes_before_registering(request, 1 + form.others):
        return too_often(_show_form(request, page, form, minutes=minutes, status=429), minutes)
    if not form.is_valid():
        return _show_form(request, page, form)
    try:
        recorded = register_attendee(
            event_id=page.event_id,
            viewer=request.viewer,
            by=account(request),
            language=get_language()[:2],
            **form.cleaned_data,
        )
    except Refused as refused:
        form.add_error(None, explain(refused.reason, page.event, request.viewer))
        return _show_form(request, page, form, status=409)
    except ValidationError as changed:
        form.add_error(None, changed.messages)
        return _show_form(request, page, form, status=409)
    people = 1 + len(form.cleaned_data["companions"])
    return redirect("events:registered", _receipt(page, form.cleaned_data["email"], recorded.shown, people))


def _show_form(
    request: ViewerRequest,
    page: EventPage,
    form: RegistrationForm | None,
    minutes: int = 0,
    status: int = 200,
) -> HttpResponse:
    event = page.event
    offered = form.choices if form else []
    context = {
        "event_page": page,
        "event": event,
        "form": form,
        "waiting": _would_wait(event, offered),
        "asks": bool(offered) and all(choice.outcome is RegistrationState.PENDING for choice in offered),
        "only_choice": category_in_words(offered[0]) if len(offered) == 1 else "",
        "has_member_conditions": bool(form) and has_member_conditions(event, request.viewer),
        "standing": None if form else registration_state(event, request.viewer, now()),
        "minutes": minutes,
    }
    return render(request, "events/registration_form.html", context, status=status)


def _would_wait(event: Event, offered: Sequence[Choice]) -> bool:
    if offered:
        return all(choice.outcome is RegistrationState.WAITING for choice in offered)
    return event.outcome(None) is RegistrationState.WAITING


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
        "billing_name": user.get_full_name(),
        "billing_organisation": organisation.name if organisation else "",
        "billing_email": user.email,
    }


def _receipt(page: EventPage, email: str, shown: RegistrationState, people: int) -> str:
    """What the next page shows, signed: it holds nothing that tells a known address from a new one, nor the address."""
    name, _at, domain = email.partition("@")
    facts = {"event": page.event_id, "state": shown.value, "email": f"{name[0]}…@{domain}", "people": people}
    return _receipts.sign_object(facts)


@never_stored
@require_safe
def registered(request: HttpRequest, receipt: str) -> HttpResponse:
    """What was recorded, for the one who sent the form."""
    if slowed_down(request, "wrong_token", count=False):
        return slowed_page(request)
    try:
        facts = _receipts.unsign_object(receipt, max_age=RECEIPT_HOLDS)
    except BadSignature:
        raise not_found(request) from None
    page = live_page(facts["event"])
    context = {**facts, "event_page": page, "event": page.event}
    return render(request, "events/registered.html", context)


@require_safe
def event_calendar(request: HttpRequest, event_id: int) -> HttpResponse:
    """The event for anybody's calendar."""
    page = live_page(event_id)
    response = calendar_file(page.event, page)
    response.headers["Cache-Control"] = "public, no-cache"
    return response
