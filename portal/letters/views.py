"""The letters as their readers meet them: subscribing, choosing, stopping, reading an earlier one."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from portal.access.decision import FOR_EVERYONE
from portal.access.middleware import ViewerRequest
from portal.core.cache.changes import PAGES
from portal.core.cache.policy import apply_cache_policy, never_stored
from portal.core.cache.recording import shows, shows_all
from portal.core.limits.counting import Limit, slowed_down
from portal.core.look.errors import too_many_requests
from portal.core.pages.paging import Paging
from portal.letters.forms import KindsForm, SubscribeForm
from portal.letters.models import Kind, Letter, Reader, Source
from portal.letters.pieces import pieces_of
from portal.letters.services.subscribing import (
    ask_for_letters,
    choose_letters,
    confirm_asked,
    consent_by_choice,
    find_asked,
    stop_letter,
)

FORMS = Limit("letters.subscribe", 10, timedelta(hours=1))
TO_ONE_ADDRESS = Limit("letters.address", 3, timedelta(days=1))
WRONG_LINKS = Limit("letters.wrong_link", 20, timedelta(minutes=10))
PER_PAGE = 20


@never_stored
def subscribe(request: ViewerRequest) -> HttpResponse:
    """The answer is the same whoever the address belongs to, and whatever it gets already."""
    known = {"kinds": [Kind.LETTER], "language": _language(), "email": request.viewer.email}
    form = SubscribeForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        if not slowed_down(request, FORMS):
            is_heard = not slowed_down(request, TO_ONE_ADDRESS, of=form.cleaned_data["email"])
            ask_for_letters(**form.cleaned_data, is_heard=is_heard)
            return redirect("letters:asked")
        form.add_error(
            None, _("Too many forms were sent from your network. What you typed is still here: try again in an hour.")
        )
        response = render(request, "letters/subscribe.html", {"form": form}, status=429)
        response.headers["Retry-After"] = str(int(FORMS.window.total_seconds()))
        return response
    return render(request, "letters/subscribe.html", {"form": form})


@csrf_exempt
@never_stored
def begin(request: ViewerRequest) -> HttpResponse:
    """The address typed at the foot of a page, in the form that asks the rest. It does nothing, so a form that any
    page holds for everybody, without a token and a cookie, may lead here."""
    if request.method != "POST":
        return redirect("letters:subscribe")
    known = {"kinds": [Kind.LETTER], "language": _language(), "email": request.POST.get("email", "")[:254]}
    return render(request, "letters/subscribe.html", {"form": SubscribeForm(initial=known)})


@never_stored
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The same page for every address."""
    return render(request, "letters/asked.html")


@never_stored
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the message; only a POST confirms it, for mail scanners open links."""
    if slowed_down(request, WRONG_LINKS, count=False):
        return too_many_requests(request)
    found = find_asked(token)
    if found is None:
        slowed_down(request, WRONG_LINKS)
        return render(request, "letters/gone.html", status=404)
    if request.method == "POST":
        reader = confirm_asked(asked=found)
        messages.success(request, _("You are subscribed. Here you can change your choice at any time."))
        return redirect("letters:choices", reader.token)
    return render(request, "letters/confirm.html", {"asked": found})


@never_stored
@login_required
def mine(request: ViewerRequest) -> HttpResponse:
    """One's own letters, by one's account; an address that is not proved yet gets none."""
    if not request.viewer.email:
        return redirect("account_email")
    reader = Reader.objects.filter(email=request.viewer.email).first()
    return _choices(request, reader or Reader(email=request.viewer.email, language=_language()), Source.ACCOUNT)


@never_stored
def choices(request: ViewerRequest, token: str) -> HttpResponse:
    """The same by the link in a letter."""
    reader = _by_token(request, token)
    if isinstance(reader, HttpResponse):
        return reader
    return _choices(request, reader, Source.LINK)


def _choices(request: HttpRequest, reader: Reader, source: Source) -> HttpResponse:
    current = reader.subscriptions.current() if reader.pk else []
    initial = {"kinds": [row.kind for row in current], "language": reader.language}
    form = KindsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        only = reader if reader.pk else None
        choose_letters(email=reader.email, source=source, only=only, **form.cleaned_data)
        messages.success(request, _("Your choice is noted."))
        return redirect(request.path)
    context = {"form": form, "reader": reader, "current": current, "consent": consent_by_choice()}
    return render(request, "letters/choices.html", context)


@csrf_exempt
@never_stored
def stop(request: HttpRequest, token: str, letter_id: int) -> HttpResponse:
    """End the kind of this letter: by the button of the mail program, which sends a POST of its own, or of the page."""
    reader = _by_token(request, token)
    if isinstance(reader, HttpResponse):
        return reader
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None:
        raise Http404
    if request.method == "POST":
        stop_letter(reader=reader, kind=letter.kind, letter=letter)
    goes_on = letter.kind in reader.kinds()
    return render(request, "letters/stop.html", {"letter": letter, "reader": reader, "goes_on": goes_on})


def _by_token(request: HttpRequest, token: str) -> Reader | HttpResponse:
    """One answer to a wrong token and to an unknown one, and it counts."""
    if slowed_down(request, WRONG_LINKS, count=False):
        return too_many_requests(request)
    reader = Reader.objects.filter(token=token.replace("\0", "")).first()
    if reader is None:
        slowed_down(request, WRONG_LINKS)
        return render(request, "letters/gone.html", status=404)
    return reader


@require_safe
def archive(request: ViewerRequest) -> HttpResponse:
    """The letters that went out, the latest first."""
    shows_all(Letter)
    listing = Paging(request, Letter.objects.begun(), shown=list, per_page=PER_PAGE)
    response = render(request, "letters/archive.html", {"listing": listing, "answered_in": _everywhere()})
    return apply_cache_policy(response, request, FOR_EVERYONE)


@require_safe
def letter(request: ViewerRequest, letter_id: int) -> HttpResponse:
    """One of them, as its readers got it, with what is still published of its pieces."""
    shows(PAGES)
    shows_all(Letter)
    found = get_object_or_404(Letter.objects.begun(), pk=letter_id)
    context = {"letter": found, "pieces": pieces_of(found, _language()), "answered_in": _everywhere()}
    response = render(request, "letters/letter.html", context)
    return apply_cache_policy(response, request, FOR_EVERYONE)


def _everywhere() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _language() -> str:
    return (get_language() or "fr")[:2]
