"""The day of an event: the links by which its doors are kept, and who came."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.forms import DoorLinkForm
from events.models import DoorLink
from events.services.door import end_door_link, make_door_link, mark_the_rest
from events.viewsets.concerns import StaffRequest
from events.viewsets.desk import event_or_404, organisers_view, show


@organisers_view
def door(request: StaffRequest, event_id: int) -> HttpResponse:
    """A link is told once, on the page that follows its making."""
    event = event_or_404(event_id)
    with timezone.override(event.zone):
        form = DoorLinkForm(request.POST or None, event=event)
        if request.method == "POST" and form.is_valid():
            _link, token = make_door_link(event=event, by=request.user, **form.cleaned_data)
            address = settings.BASE_URL + reverse("events:door", args=[token])
            messages.success(request, _("Copy this link now, it is not shown again: %(link)s") % {"link": address})
            return redirect("registration:door", event.pk)
        context = {"form": form, "links": event.door_links.order_by("-created_at")}
        return show(request, "door", event, _("At the door"), context)


@require_POST
@organisers_view
def end_door(request: StaffRequest, event_id: int, link_id: int) -> HttpResponse:
    link = get_object_or_404(DoorLink, pk=link_id, event=event_id)
    end_door_link(link_id=link.pk, by=request.user)
    messages.success(request, _("The link for %(note)s no longer opens anything.") % {"note": link.note})
    return redirect("registration:door", event_id)


@organisers_view
def attendance(request: StaffRequest, event_id: int) -> HttpResponse:
    """Who came, who did not, and one deed for all of whom nobody said it yet."""
    event = event_or_404(event_id)
    if request.method == "POST":
        _mark(request, event_id)
        return redirect("registration:attendance", event_id)
    confirmed = event.registrations.confirmed()
    context = {
        "came": event.registrations.came().count(),
        "absent": confirmed.filter(was_absent=True).count(),
        "rest": event.registrations.not_seen().count(),
        "has_started": event.has_started(timezone.now()),
    }
    return show(request, "attendance", event, _("Attendance"), context)


def _mark(request: StaffRequest, event_id: int) -> None:
    absent, told = request.POST.get("rest") == "absent", request.POST.get("expected", "")
    expected = int(told) if told.isascii() and told.isdigit() and len(told) < 10 else -1
    if mark_the_rest(event_id=event_id, absent=absent, expected=expected, by=request.user):
        messages.success(request, _("Marked."))
    else:
        messages.warning(request, _("The numbers have changed meanwhile: look at them again, then choose."))
