"""One event on one screen: its places, its waiting list, and the ways to all that is done for it."""

from collections.abc import Iterator

from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.models import Event
from events.states import Refusal, RegistrationState
from events.viewsets.concerns import StaffRequest, undelivered
from events.viewsets.desk import event_or_404, organisers_view, show
from events.wording import explain

Ways = list[tuple[str, str]]


@require_safe
@organisers_view
def dashboard(request: StaffRequest, event_id: int) -> HttpResponse:
    event = event_or_404(event_id)
    counted = dict(event.registrations.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "ways": _ways(event),
        "is_cancelled": explain(Refusal.CANCELLED, event) if event.cancelled_at else "",
        "states": [(RegistrationState(state).label, state, counted.get(state, 0)) for state in RegistrationState],
        "came": event.registrations.came().count(),
        "to_invoice": event.registrations.to_invoice().count(),
        "pending": counted.get(RegistrationState.PENDING, 0),
        "absent": event.registrations.filter(was_absent=True).count(),
        "waiting": event.registrations.waiting()[:20],
        "why_none_moves": _why_none_moves(event),
        "undelivered": undelivered(event.registrations.all(), request.user),
    }
    return show(request, "dashboard", event, str(event), context)


def _why_none_moves(event: Event) -> str:
    """Why nobody on the waiting list gets a place now; "" while nobody waits."""
    if not event.people_waiting:
        return ""
    if event.cancelled_at:
        return _("The event is cancelled: no place is given any more.")
    if event.starts_at is None:
        return _("The event has no date yet: places are given once it has one.")
    if event.has_started(timezone.now()):
        return _("The event has started: no place is given any more.")
    if event.free_places:
        return _("Places are free, but none in the categories of those who wait: give these more places.")
    return _("No place is free: each is taken, or offered to somebody. The next one goes to the first in line.")


def _ways(event: Event) -> Iterator[tuple[str, Ways]]:
    """To the screens of the event, by when they are needed."""

    def way(label: str, name: str) -> tuple[str, str]:
        return label, reverse(name, args=[event.pk])

    listed = reverse("registration:index") + f"?event={event.pk}&export="
    sessions = (
        [way(_("Who is in which session"), "registration:sessions")] if event.sessions.bookable().exists() else []
    )
    needs = [way(_("Allergies and access needs"), "registration:needs")] if event.asks_needs else []
    yield (
        _("The people"),
        [
            way(_("Registrations"), "registration:people"),
            way(_("Write to registrants"), "registration:letters"),
            way(_("Add someone"), "registration:by_hand"),
            way(_("Import from a sheet"), "roster_admin:attendees"),
            way(_("Change the number of places"), "registration:capacity"),
            *sessions,
            *needs,
            (_("Export (XLSX)"), f"{listed}xlsx"),
            (_("Export (CSV)"), f"{listed}csv"),
        ],
    )
    yield (
        _("The event"),
        [
            way(_("Facts of the event"), "event:edit"),
            way(_("Programme"), "event:programme"),
            way(_("What the form asks"), "event:asked"),
            *_ways_to_page(event),
        ],
    )
    yield (
        _("That day, and afterwards"),
        [
            way(_("Badges, lists, certificates"), "registration:print"),
            way(_("At the door"), "registration:door"),
            way(_("Attendance"), "registration:attendance"),
            way(_("What they thought of it"), "registration:feedback"),
            way(_("Registrations over time"), "registration:figures"),
        ],
    )


def _ways_to_page(event: Event) -> Ways:
    language = get_language() or ""
    live = event.live_page(language)
    page = live or event.page()
    ways = [(_("See the page"), live.url)] if live else []
    return [*ways, (_("Edit the page"), reverse("wagtailadmin_pages:edit", args=[page.pk]))] if page else []
