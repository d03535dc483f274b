"""Who goes to which session of an event."""

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.forms import OwnSessionsForm
from events.models import Booking, Registration
from events.services.booking import change_sessions
from events.states import BookingState
from events.viewsets.concerns import StaffRequest
from events.viewsets.desk import event_or_404, form_page, organisers_view, show


@require_safe
@organisers_view
def sessions(request: StaffRequest, event_id: int) -> HttpResponse:
    event = event_or_404(event_id)
    bookings = Booking.objects.select_related("registration").order_by("pk")
    rows = []
    for session in event.sessions.bookable().in_order().prefetch_related(Prefetch("bookings", queryset=bookings)):
        people = {state: [] for state in BookingState}  # type: dict[str, list[Registration]]
        for booking in session.bookings.all():
            people[booking.state].append(booking.registration)
        rows.append((session, people[BookingState.BOOKED], people[BookingState.WAITING]))
    return show(request, "sessions", event, _("Sessions"), {"sessions": rows})


@organisers_view
def choose(request: StaffRequest, pk: int) -> HttpResponse:
    registration = get_object_or_404(Registration.objects.active(), pk=pk)
    event = event_or_404(registration.event_id)
    chosen = registration.bookings.values_list("session_id", flat=True)
    form = OwnSessionsForm(request.POST or None, event=event, chosen=list(chosen))

    def save() -> str:
        keys = [int(key) for key in form.cleaned_data["sessions"]]
        change_sessions(registration_id=pk, session_ids=keys, by=request.user)
        return _("The sessions are saved. Tell the person: no message is sent.")

    return form_page(
        request, event, form, _("Choose sessions"), save, reverse("registration:edit", args=[pk]), registration
    )
