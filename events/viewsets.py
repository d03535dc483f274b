"""The editor's views of events and of who is registered."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from events.models import Event, Registration, RegistrationState
from events.services import (
    Refusal,
    Refused,
    cancel_event,
    cancel_registration,
    change_event,
    confirm_from_waiting_list,
    mark_absent,
    resend,
)
from portal.core.viewsets import SharedRowEditView, SharedRowPolicy, SharedRowViewSet

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def inert(value: object) -> object:
    """Text that no spreadsheet takes for a formula; a phone number keeps its plus sign."""
    if not isinstance(value, str) or not value.startswith(FORMULA_STARTS):
        return value
    is_phone = value[0] == "+" and value[1:].replace(" ", "").replace(".", "").isdecimal()
    return value if is_phone else f"'{value}"


class EventIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return Event.objects.with_places_taken().with_page_title()


class EventEditView(SharedRowEditView):
    def save_instance(self) -> Event:
        event = self.form.save(commit=False)
        change_event(event=event)
        self.has_content_changes = self.form.has_changed()
        log(instance=event, action="wagtail.edit", content_changed=self.has_content_changes)
        self._warn_of_crowd(event)
        return event

    def _warn_of_crowd(self, event: Event) -> None:
        confirmed = event.registrations.confirmed().count()
        if confirmed > event.capacity:
            warning = ngettext(
                "%(count)s person is confirmed for fewer places; nobody loses their place.",
                "%(count)s people are confirmed for fewer places; nobody loses their place.",
                confirmed,
            )
            messages.warning(self.request, warning % {"count": confirmed})

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        registrations = f"{reverse('registration:index')}?event={self.object.pk}"
        buttons = [Button(_("Registrations"), url=registrations, icon_name="group", priority=10)]
        if self.object.cancelled_at is None:
            url = reverse("event:cancel", args=[self.object.pk])
            buttons.append(Button(_("Cancel the event"), url=url, icon_name="cross", priority=20))
        return buttons


class EventCancelView(InspectView):
    """Says whom it concerns, then cancels for good."""

    permission_required = "change"
    template_name = "events/manage_cancel.html"
    page_title = gettext_lazy("Cancel the event")

    def get_context_data(self, **kwargs) -> dict:
        return {**super().get_context_data(**kwargs), "count": self.object.registrations.active().count()}

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        cancel_event(event_id=self.object.pk)
        log(instance=self.object, action="wagtail.edit")
        messages.success(request, _("The event is cancelled; everyone registered is being told."))
        return redirect("event:edit", self.object.pk)


class EventViewSet(SharedRowViewSet):
    model = Event
    name = "event"
    icon = "date"
    menu_label = gettext_lazy("Events")
    index_view_class = EventIndexView
    edit_view_class = EventEditView
    list_display = [
        "__str__",
        "kind",
        "starts_at",
        Column(
            "places",
            label=gettext_lazy("Places taken"),
            accessor=lambda event: f"{event.places_taken} / {event.capacity}",
        ),
        Column("people_waiting", label=gettext_lazy("Waiting")),
    ]
    list_filter = ["kind"]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("venue"),
                FieldPanel("address"),
                FieldPanel("contact_email"),
            ],
            heading=gettext_lazy("When and where"),
            help_text=gettext_lazy("Everyone registered is told of a new date or place, and their calendars follow."),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("capacity"), FieldPanel("has_waiting_list"), FieldPanel("members_only")]),
                FieldRowPanel([FieldPanel("registration_opens_at"), FieldPanel("registration_closes_at")]),
            ],
            heading=gettext_lazy("Registration"),
            help_text=gettext_lazy("New places go to the waiting list first."),
        ),
    ]

    def get_urlpatterns(self) -> list:
        cancel = self.construct_view(EventCancelView, fields=["starts_at", "venue"])
        return [*super().get_urlpatterns(), path("cancel/<int:pk>/", cancel, name="cancel")]


class RegistrationFilterSet(WagtailFilterSet):
    event = django_filters.ModelChoiceFilter(
        queryset=Event.objects.with_page_title(), label=gettext_lazy("Event"), empty_label=gettext_lazy("All")
    )

    class Meta:
        model = Registration
        fields = ["event", "state", "was_absent"]


def _paris(moment: datetime) -> datetime:
    return timezone.make_naive(moment).replace(microsecond=0)


class RegistrationIndexView(IndexView):
    list_export = [
        "event",
        "state",
        "last_name",
        "first_name",
        "email",
        "organisation_name",
        "language",
        "created_at",
        "was_absent",
    ]
    custom_field_preprocess = {
        "event": {"csv": str, "xlsx": str},
        "state": {name: lambda state: str(RegistrationState(state).label) for name in ("csv", "xlsx")},
        "was_absent": {name: lambda absent: _("yes") if absent else _("no") for name in ("csv", "xlsx")},
        "created_at": {"csv": lambda moment: f"{_paris(moment):%Y-%m-%d %H:%M}", "xlsx": _paris},
    }

    def get_base_queryset(self) -> QuerySet:
        return Registration.objects.prefetch_related(Prefetch("event", queryset=Event.objects.with_page_title()))

    def preprocess_field_value(self, field: str, value: object, export_format: str) -> object:
        return inert(super().preprocess_field_value(field, value, export_format))

    def stream_csv(self, queryset: QuerySet):
        """With the mark by which Excel knows UTF-8."""
        yield b"\xef\xbb\xbf"
        yield from super().stream_csv(queryset)


class RegistrationView(InspectView):
    """One registration, and what an organiser may do with it."""

    permission_required = "change"
    template_name = "events/manage_registration.html"
    page_title = gettext_lazy("Registration")
    actions: dict[str, tuple[Callable[[int], object], Any]] = {
        "confirm": (
            lambda pk: confirm_from_waiting_list(registration_id=pk),
            gettext_lazy("Confirmed; a message says so."),
        ),
        "cancel": (
            lambda pk: cancel_registration(registration_id=pk, by_organiser=True),
            gettext_lazy("Cancelled; a message says so."),
        ),
        "resend": (lambda pk: resend(registration_id=pk), gettext_lazy("The message is sent again.")),
        "absent": (lambda pk: mark_absent(registration_id=pk, absent=True), gettext_lazy("Marked as absent.")),
        "present": (lambda pk: mark_absent(registration_id=pk, absent=False), gettext_lazy("Marked as present.")),
    }

    def get_edit_url(self) -> None:
        """This page is where it is edited."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        action, done = self.actions.get(request.POST.get("action", ""), (None, ""))
        if action:
            try:
                action(self.object.pk)
            except Refused as refused:
                messages.error(request, _REFUSED.get(refused.reason, refused.reason))
            else:
                log(instance=self.object, action="wagtail.edit")
                messages.success(request, done)
        return redirect("registration:edit", self.object.pk)


_REFUSED = {
    Refusal.FULL: gettext_lazy("No place is free: raise the capacity or cancel a registration first."),
    Refusal.CANCELLED: gettext_lazy("The event is cancelled."),
}


class RegistrationViewSet(ModelViewSet):
    model = Registration
    name = "registration"
    icon = "group"
    menu_label = gettext_lazy("Registrations")
    index_view_class = RegistrationIndexView
    edit_view_class = RegistrationView
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields = ["was_absent"]
    list_display = [
        "__str__",
        "email",
        "organisation_name",
        Column("event", label=gettext_lazy("Event")),
        "state",
        BooleanColumn("was_absent", label=gettext_lazy("Absent")),
        "created_at",
    ]
    filterset_class = RegistrationFilterSet
    search_fields = ["last_name", "first_name", "email", "organisation_name"]
    list_per_page = 50
    export_filename = "registrations"

    @property
    def permission_policy(self) -> SharedRowPolicy:
        return SharedRowPolicy(self.model)

    def get_edit_view_kwargs(self, **kwargs) -> dict:
        fields = [
            "event",
            "state",
            "email",
            "organisation_name",
            "language",
            "created_at",
            "cancelled_at",
            "was_absent",
        ]
        return super().get_edit_view_kwargs(fields=fields, **kwargs)
