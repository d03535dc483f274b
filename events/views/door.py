"""The door of an event, on a phone: who comes is found by name or by the code on their badge, and noted."""

import json
from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.forms import ScanForm
from events.limits import slowed_down
from events.models import DoorLink, Registration
from events.naming import alphabetical, named
from events.services.door import Seen, check_in, undo_check_in
from events.states import AtTheDoor
from events.views.concerns import account, not_found, slowed_page
from events.wording import AT_THE_DOOR, at_the_door
from portal.core.cache.policy import never_stored

FOUND = 30
LATEST = 10
AT_ONCE = 200
"""So many scans in one request; a phone that was long without a network sends several."""
CAMERA = settings.PERMISSIONS_POLICY.replace("camera=()", "camera=(self)")
READER = {"script-src": ["'wasm-unsafe-eval'"]}
"""The library that finds a QR code in a picture, where the browser does not do it by itself."""
UNREADABLE = Seen(AtTheDoor.UNKNOWN)


def at_a_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For who holds a link that is valid; a wrong one is answered as an unknown one, and slowed down."""

    @never_stored
    @wraps(view)
    def checked(request: HttpRequest, token: str) -> HttpResponse:
        if slowed_down(request, "wrong_token", count=False):
            return slowed_page(request)
        links = DoorLink.objects.valid(timezone.now()).select_related("event")
        link = links.filter(token_hash=DoorLink.hash_token(token)).first()
        if link is None:
            raise not_found(request)
        with timezone.override(link.event.zone):
            return view(request, token, link)

    return checked


@require_http_methods(["GET", "HEAD", "POST"])
@at_a_door
def page(request: HttpRequest, token: str, link: DoorLink) -> HttpResponse:
    """The whole door without any script: a search, a button beside each name, and the latest who came."""
    if request.method == "POST":
        seen = _note(request, link, ScanForm(request.POST))
        level = messages.SUCCESS if seen.outcome in (AtTheDoor.ENTERED, AtTheDoor.UNDONE) else messages.WARNING
        messages.add_message(request, level, at_the_door(seen.outcome, seen.registration, seen.at))
        return redirect(request.get_full_path())
    everybody, words = _everybody(link), request.GET.get("q", "").strip()[:100]
    context = {
        "link": link,
        "token": token,
        "event": link.event,
        "event_title": link.event.live_page(get_language()[:2]) or link.event,
        "q": words,
        "found": named(words, everybody, "first_name", "last_name", "organisation_name")[:FOUND] if words else [],
        "latest": list(everybody.exclude(entry=None).order_by("-came_at", "pk")[:LATEST]),
        "came": everybody.exclude(entry=None).count(),
        "expected": everybody.count(),
        "words": {outcome.value: AT_THE_DOOR[outcome] for outcome in AtTheDoor},
    }
    response = render(request, "events/door.html", context)
    response.headers["Permissions-Policy"] = CAMERA
    response._csp_update = READER  # type: ignore[attr-defined]
    return response


@require_safe
@at_a_door
def people(request: HttpRequest, token: str, link: DoorLink) -> HttpResponse:
    """Who is expected and who came, so that a phone that loses its network still knows them; no code is told, only
    what is made of it."""
    rows = [
        {
            "id": row.pk,
            "name": str(row),
            "organisation": row.organisation_name,
            "code": sha256(row.code.encode()).hexdigest()[:16],
            "key": str(row.entry_key) if row.entry else "",
            "at": row.came_at.timestamp() * 1000 if row.entry else 0,
        }
        for row in alphabetical(_everybody(link))
    ]
    return JsonResponse({"people": rows})


@require_POST
@at_a_door
def scans(request: HttpRequest, token: str, link: DoorLink) -> HttpResponse:
    """What a phone noted, in its order: an answer to each. Sent again it changes nothing."""
    try:
        told = json.loads(request.body)["scans"][:AT_ONCE]
        forms = [ScanForm(dict(scan)) for scan in told]
    except (ValueError, TypeError, KeyError, RecursionError):
        return JsonResponse({"scans": []}, status=400)
    return JsonResponse({"scans": [_answer(_note(request, link, form)) for form in forms]})


def _everybody(link: DoorLink) -> QuerySet:
    """Who has a place, with the entry that stands, if there is one."""
    standing = FilteredRelation("check_ins", condition=Q(check_ins__undone_at=None))
    rows = Registration.objects.confirmed().filter(event=link.event_id).annotate(standing=standing)
    return rows.annotate(entry=F("standing"), entry_key=F("standing__key"), came_at=F("standing__at"))


def _note(request: HttpRequest, link: DoorLink, form: ScanForm) -> Seen:
    if not form.is_valid():
        return UNREADABLE
    by = account(request)
    scan = form.cleaned_data
    if scan["undo"]:
        if not scan["registration"]:
            return UNREADABLE
        return undo_check_in(link=link, registration_id=scan["registration"], key=scan["key"], by=by)
    return check_in(
        link=link, key=scan["key"], at=scan["at"], code=scan["code"], registration_id=scan["registration"], by=by
    )


def _answer(seen: Seen) -> dict[str, object]:
    return {"outcome": seen.outcome.value, "text": at_the_door(seen.outcome, seen.registration, seen.at)}
