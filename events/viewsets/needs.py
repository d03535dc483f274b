"""Allergies and access needs of those who come: what the kitchen gets, without a name, and whom to receive how."""

from collections import Counter

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.models import Diet, Needs
from events.viewsets.concerns import StaffRequest
from events.viewsets.desk import event_or_404, organisers_view, show


@require_safe
@organisers_view
def needs(request: StaffRequest, event_id: int) -> HttpResponse:
    event = event_or_404(event_id)
    told = Needs.objects.filter(registration__in=event.registrations.confirmed())
    rows = list(told.select_related("registration").order_by("registration__last_name", "registration__first_name"))
    counted = Counter(diet for row in rows for diet in row.diets)
    allergies = Counter(" ".join(row.allergies.split()).casefold() for row in rows if row.allergies)
    context = {
        "meals": [(Diet(diet).label, counted[diet]) for diet in Diet if counted[diet]],
        "without_any": event.registrations.confirmed().count() - sum(1 for row in rows if row.diets or row.allergies),
        "allergies": sorted(allergies.items()),
        "access": [(row.registration, row.access) for row in rows if row.access],
    }
    return show(request, "needs", event, _("Allergies and access needs"), context)
