import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, When
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.users.models import UserProfile

from events.models import EventPage, Registration
from members.models import PRECEDENCE, Membership, Organisation, Seat, SeatRequest, User, current_of
from members.services.accounts import choose_language
from portal.access.decision import readable_rule
from portal.access.middleware import ViewerRequest
from portal.access.prepared import Prepared, PreparedRows
from portal.access.viewer import ANONYMOUS, MembershipState, Viewer
from portal.account.equals import made_for_equals
from portal.account.forms import LanguageForm
from portal.account.whats_new import newly_open, since_last_visit
from portal.core.cache.policy import never_stored
from portal.core.cache.store import store
from portal.core.look.typography import typeset_html
from portal.core.pages.listing import live_here, live_in_language
from portal.core.pages.paging import Paging
from portal.core.serving.documents import framed
from studies.models import StudyFile, StudyPage

PER_PAGE = 10


@dataclass(frozen=True)
class Standing:
    """What one seat, held or removed, or a person's own membership gives them today."""

    state: MembershipState
    membership: Membership | None
    seat: Seat | None = None

    @property
    def organisation(self) -> Organisation | None:
        return self.seat.organisation if self.seat else None

    @property
    def reads_until(self) -> date | None:
        return self.membership.reads_until if self.membership else None


@never_stored
@login_required
def home(request: ViewerRequest) -> HttpResponse:
    """A person's own page: what is new, membership, downloads, registrations, and the ways to password and address.

    A page that isn't there leads back to the first ones: one's own lists grow shorter, and differ between languages.
    """
    viewer = request.viewer
    asked = {name: request.GET[name] for name in ("downloads", "registrations") if name in request.GET}
    try:
        lists = {
            "downloads": _listed(request, "downloads", downloads(viewer), partial(with_files, request=request), asked),
            "registrations": _listed(request, "registrations", registrations(viewer.email), with_pages, asked),
        }
    except Http404:
        return redirect("account:home")
    user = cast("User", request.user)
    since, own = since_last_visit(user=user), standings(user.pk)
    context = {
        "language_form": _language_form(user.pk),
        "since": since,
        "whats_new": newly_open(viewer, since) if since else [],
        "standings": own,
        "requests": [] if any(standing.membership for standing in own) else _requests(user.pk),
        "open_to": _open_to(viewer.email.rpartition("@")[2].lower(), user.pk) if viewer.email else [],
        "now": timezone.now(),
        **lists,
    }
    return framed(request, "account/home.html", context)


@require_POST
@never_stored
@login_required
def language(request: ViewerRequest) -> HttpResponse:
    """Choose the language of one's messages, and go on in it."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return redirect("account:home")
    chosen = form.cleaned_data["language"]
    choose_language(user=cast("User", request.user), language=chosen)
    with override(chosen):
        messages.success(request, _("Your messages and your account are in English from now on."))
        return redirect("account:home")


@Prepared
def _language_of(user_id: int) -> QuerySet:
    return UserProfile.objects.filter(user=user_id).values_list("preferred_language")


def _language_form(user_id: int) -> SafeString:
    """Its fields, typeset, as all see them who chose the same."""
    here = (get_language() or "")[:2]
    chosen = next((language for (language,) in _language_of(user_id)), "") or here
    form = partial(LanguageForm, initial={"language": chosen})

    def make() -> bytes:
        return typeset_html(render_to_string("components/form.html", {"form": form()}), here).encode()

    kept = store().made_once(f"language {here} {chosen}", make)
    return mark_safe((kept or b"").decode())  # noqa: S308 - a template's


def _listed(
    request: ViewerRequest, name: str, rows: list, shown: Callable[[Any], list], asked: dict[str, str]
) -> Paging:
    """One of the lists of this page, that leaves the others where they are."""
    others = {other: number for other, number in asked.items() if other != name}
    return Paging(request, rows, shown=shown, per_page=PER_PAGE, parameter=name, kept=others, anchor=f"#{name}")


def standings(user_id: int) -> list[Standing]:
    """Seats held and one's own membership; where there is neither, the seat removed last, so that the page says why."""
    today = timezone.localdate()
    seats, memberships = _held_seats(user_id), _memberships(user_id)
    held = [
        _standing(seat, [each for each in memberships if each.organisation_id == seat.organisation_id], today)
        for seat in seats
    ]
    own = sorted(
        (each for each in memberships if each.user_id == user_id), key=lambda each: PRECEDENCE.index(each.state(today))
    )
    held += [Standing(membership.state(today), membership) for membership in own[:1]]
    removed = Seat.objects.filter(user=user_id).select_related("organisation").order_by("-removed_at")
    return held or [Standing(MembershipState.NO_SEAT, None, seat) for seat in removed[:1]]


@PreparedRows
def _open_to(domain: str, user_id: int) -> QuerySet:
    return Organisation.objects.open_to(f"@{domain}", user_id)


@PreparedRows
def _requests(user_id: int) -> QuerySet:
    return SeatRequest.objects.open().filter(user=user_id).select_related("organisation")


@PreparedRows
def _held_seats(user_id: int) -> QuerySet:
    return Seat.objects.current().filter(user=user_id).select_related("organisation")


@PreparedRows
def _memberships(user_id: int) -> QuerySet:
    """One's own, and those of the organisations in which one holds a seat."""
    organisations = Seat.objects.current().filter(user=user_id).values("organisation")
    return Membership.objects.filter(Q(user=user_id) | Q(organisation__in=organisations))


def _standing(seat: Seat, memberships: list[Membership], today: date) -> Standing:
    membership = current_of(memberships, today) or next(iter(memberships), None)
    return Standing(seat.organisation.state_of(memberships, today), membership, seat)


def downloads(viewer: Viewer) -> list[list]:
    """The pages in the visitor's language, by their numbers, of the studies that have a file that they may have now;
    with whether they read the results, so that they may have all of them, and whether everybody does."""
    return made_for_equals("downloads", viewer, partial(_downloads, viewer), (StudyPage, StudyFile))


def _downloads(viewer: Viewer) -> list[tuple[int, bool, bool]]:
    files, now = StudyFile.objects.filter(study=OuterRef("study")), timezone.now()
    reads, all_read = (
        Case(When(readable_rule(StudyPage, each, now), then=True), default=False) for each in (viewer, ANONYMOUS)
    )
    pages = live_here(StudyPage.objects.filter(Exists(files))).annotate(reads=reads, all_read=all_read)
    theirs = pages.filter(Q(reads=True) | Exists(files.filter(is_public=True))).latest_first()
    found: dict[int, tuple[int, bool, bool]] = {}
    for study, *told in theirs.values_list("study", "pk", "reads", "all_read"):
        found.setdefault(study, (told[0], told[1], told[2]))
    return list(found.values())


def with_files(found: list[list], request: ViewerRequest) -> list[str]:
    """These `downloads`, each with its files, typeset, as all see them who may have the same."""
    key = f"downloads {get_language()} {request.scheme} {request.get_host()} {found}"
    kept = store().made_once(key, lambda: json.dumps(_studies_with_files(request, found)).encode())
    return [mark_safe(study) for study in json.loads(kept or b"[]")]  # noqa: S308 - a template's


def _studies_with_files(request: ViewerRequest, found: list[list]) -> list[str]:
    reads = {page: has_all for page, has_all, _all_read in found}
    open_to_all = {page for page, _has_all, all_read in found if all_read}
    files = Prefetch("study__files", queryset=StudyFile.objects.select_related("document"))
    pages = StudyPage.objects.filter(pk__in=reads).defer("key_figures", "findings", "results").latest_first()
    shown = [
        {
            "page": page,
            "files": [file for file in page.study.files.all() if reads[page.pk] or file.is_public],
            "for_all": page.pk in open_to_all,
        }
        for page in pages.select_related("study__series").prefetch_related(files)
    ]
    language = (get_language() or "")[:2]
    return [typeset_html(render_to_string("account/study.html", context, request), language) for context in shown]


@PreparedRows
def _registered(email: str) -> QuerySet:
    rows = Registration.objects.active().filter(email=email)
    return rows.select_related("event", "category").order_by("-event__starts_at", "-pk")


def registrations(email: str) -> list[Registration]:
    """What is registered under a proved address and still stands, the next event first."""
    return _registered(email) if email else []


@PreparedRows
def _event_pages(language: str, *events: int) -> QuerySet:
    of_these = EventPage.objects.order_by().filter(event__in=events)
    return live_in_language(of_these, language).only("title", "url_path", "event")


def with_pages(rows: list[Registration]) -> list[tuple[Registration, EventPage | None]]:
    """Each registration with the page of its event in the visitor's language."""
    language = (get_language() or "")[:2]
    pages = {page.event_id: page for page in _event_pages(language, *(row.event_id for row in rows))} if rows else {}
    return [(row, pages.get(row.event_id)) for row in rows]
