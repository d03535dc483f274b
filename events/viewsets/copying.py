"""The editor's way to hold an event again."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.copy_page import CopyPagePermissionError
from wagtail.admin.widgets import AdminDateInput

from events.models import Event
from events.services.copying import copy_event
from events.viewsets.concerns import StaffRequest

FURTHEST = timedelta(days=3660)


class CopyForm(forms.Form):
    day = forms.DateField(
        label=gettext_lazy("Day on which the new event starts"),
        widget=AdminDateInput,
        help_text=gettext_lazy(
            "Hours stay the same. Sessions, their people and partners are copied, the dates of registration follow; "
            "registrations, the joining link and materials are not copied."
        ),
    )

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        today = timezone.localdate()
        if day < today:
            raise ValidationError(_("This day is past. Choose one that is still to come."))
        if day > today + FURTHEST:
            raise ValidationError(_("This day is too far away."))
        return day


def copy(request: StaffRequest, event_id: int) -> HttpResponse:
    if not request.user.has_perm("events.change_event"):
        raise PermissionDenied
    event = get_object_or_404(Event.objects.with_page_title().exclude(starts_at=None), pk=event_id)
    form = CopyForm(request.POST or None)
    if form.is_valid():
        try:
            page = copy_event(event_id=event.pk, day=form.cleaned_data["day"], by=request.user)
        except CopyPagePermissionError as refused:
            raise PermissionDenied from refused
        else:
            messages.success(request, _("This is the draft of the new event: look it over, then publish it."))
            return redirect("wagtailadmin_pages:edit", page.pk)
    title = _("Hold this event again")
    context = {
        "form": form,
        "title": str(event),
        "header_title": title,
        "header_icon": "copy",
        "there": reverse("event:edit", args=[event.pk]),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("event:index"), "label": _("Events")},
            {"url": reverse("event:edit", args=[event.pk]), "label": str(event)},
            {"url": "", "label": title},
        ],
    }
    return render(request, "events/admin/form.html", context)
