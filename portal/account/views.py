from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from wagtail.models import Locale

from events.models import EventPage, Registration
from members.models import Membership, Organisation, Seat
from portal.access.decision import readable_by
from portal.access.middleware import ViewerRequest
from portal.access.viewer import MembershipState, Viewer
from portal.core.caching import never_stored
from studies.models import StudyFile, StudyPage


@dataclass(frozen=True)
class Standing:
    """What one seat, held or removed, gives its person today."""

    seat: Seat
    state: MembershipState
    membership: Membership | None
    colleagues: list[Seat]

    @property
    def organisation(self) -> Organisation:
        return self.seat.organisation

    @property
    def reads_until(self) -> date | None:
        return self.membership.ends_on + timedelta(days=self.membership.grace_days) if self.membership else None


@never_stored
@login_required
def home(request: ViewerRequest) -> HttpResponse:
    """A person's own page: membership, downloads, registrations, and the ways to their password and address."""
    context = {
        "standings": standings(request.user.pk),
        "downloads": downloads(request.viewer),
        "registrations": registrations(request.viewer.email),
    }
    return render(request, "account/home.html", context)


def standings(user_id: int | None) -> list[Standing]:
    """Seats held; where there is none, the one removed last, so that the page says why."""
    rows = (
        Seat.objects.filter(user=user_id).select_related("organisation").prefetch_related("organisation__memberships")
    )
    held = rows.current()
    return [_standing(seat) for seat in held or rows.order_by("-removed_at")[:1]]


def _standing(seat: Seat) -> Standing:
    today = timezone.localdate()
    organisation = seat.organisation
    if seat.removed_at is not None:
        return Standing(seat, MembershipState.NO_SEAT, None, [])
    membership = organisation.current_membership(today) or organisation.memberships.first()
    colleagues = list(organisation.seats.current().select_related("user")) if seat.is_delegate else []
    return Standing(seat, organisation.membership_state(today), membership, colleagues)


def downloads(viewer: Viewer) -> list[tuple[StudyPage, list[StudyFile]]]:
    """By study in the visitor's language, the files they may have now."""
    pages = StudyPage.objects.live().filter(locale=Locale.get_active())
    readable = set(readable_by(pages, viewer, timezone.now()).values_list("pk", flat=True))
    listed = (
        pages.defer("key_figures", "findings", "results")
        .select_related("study")
        .prefetch_related("study__files__document")
        .order_by("-study__published_on", "-path")
    )
    found = [
        (page, [file for file in page.study.files.all() if file.is_public or page.pk in readable]) for page in listed
    ]
    return [(page, files) for page, files in found if files]


def registrations(email: str) -> list[tuple[Registration, EventPage | None]]:
    """What is registered under a proved address and still stands, the next event first, each with its page."""
    if not email:
        return []
    rows = Registration.objects.active().filter(email=email).select_related("event").order_by("-event__starts_at")
    pages = {
        page.event_id: page
        for page in EventPage.objects.live()
        .filter(event__in=[row.event_id for row in rows], locale=Locale.get_active())
        .select_related("event")
        .defer("programme", "materials")
    }
    return [(row, pages.get(row.event_id)) for row in rows]
