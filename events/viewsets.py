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
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from events.models import Event, Registration
from events.services.organising import cancel_event, change_event, mark_absent, resend
from events.services.registering import cancel_registration
from events.services.waiting_list import confirm_from_waiting_list
from events.states import Refusal, Refused, RegistrationState
from events.wording import explain
from members.models import User
from portal.core.editing.shared_rows import SharedRowEditView, SharedRowPolicy, SharedRowViewSet
from portal.core.mail.models import Message


class EventIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return Event.objects.with_counts().with_page_title()


def _undelivered(registrations: QuerySet, user: User) -> QuerySet:
    """What those registered did not get, for those who see to it."""
    return Message.objects.undelivered().about_any(registrations).of_concern_to(user)[:20]


class EventEditView(SharedRowEditView):
    template_name = "events/admin/event.html"

    def get_context_data(self, **kwargs) -> dict:
        registrations = self.object.registrations.all()
        return {**super().get_context_data(**kwargs), "undelivered": _undelivered(registrations, self.request.user)}

    def save_instance(self) -> Event:
        event = self.form.save(commit=False)
        change_event(event=event, by=self.request.user)
        self.has_content_changes = self.form.has_changed()
        self._warn_of_crowd(event)
        if "starts_at" in self.form.changed_data and event.has_started(timezone.now()):
            messages.warning(self.request, event.PAST_DATE)
        return event

    def _warn_of_crowd(self, event: Event) -> None:
        confirmed = event.registrations.holding_places().count()
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
    template_name = "events/admin/cancel.html"
    page_title = gettext_lazy("Cancel the event")

    def get_context_data(self, **kwargs) -> dict:
        return {**super().get_context_data(**kwargs), "count": self.object.registrations.active().count()}

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        cancel_event(event_id=self.object.pk, by=self.request.user)
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
                FieldRowPanel([FieldPanel("hours_fr"), FieldPanel("hours_en")]),
                FieldRowPanel([FieldPanel("announced_fr"), FieldPanel("announced_en")]),
                FieldPanel("venue"),
                FieldPanel("address"),
                FieldPanel("joining_url"),
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


class RegistrationView(InspectView):
    """One registration, and what an organiser may do with it."""

    permission_required = "change"
    template_name = "events/admin/registration.html"
    page_title = gettext_lazy("Registration")
    actions: dict[str, tuple[Callable[[int, User], object], Any]] = {
        "confirm": (
            lambda pk, by: confirm_from_waiting_list(registration_id=pk, by=by),
            gettext_lazy("Confirmed; a message says so."),
        ),
        "cancel": (
            lambda pk, by: cancel_registration(registration_id=pk, by=by, by_organiser=True),
            gettext_lazy("Cancelled; a message says so."),
        ),
        "resend": (
            lambda pk, by: resend(registration_id=pk, by=by),
            gettext_lazy("The message is sent again."),
        ),
        "absent": (
            lambda pk, by: mark_absent(registration_id=pk, absent=True, by=by),
            gettext_lazy("Marked as absent."),
        ),
        "present": (
            lambda pk, by: mark_absent(registration_id=pk, absent=False, by=by),
            gettext_lazy("Marked as present."),
        ),
    }

    def get_edit_url(self) -> None:
        """This page is where it is edited."""

    def get_context_data(self, **kwargs) -> dict:
        registration = Registration.objects.filter(pk=self.object.pk)
        return {**super().get_context_data(**kwargs), "undelivered": _undelivered(registration, self.request.user)}

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        action, done = self.actions.get(request.POST.get("action", ""), (None, ""))
        if action:
            try:
                action(self.object.pk, self.request.user)
            except Refused as refused:
                messages.error(request, self._why_not(refused.reason))
            else:
                messages.success(request, done)
        return redirect("registration:edit", self.object.pk)

    def _why_not(self, reason: Refusal) -> str:
        if reason is Refusal.FULL:
            return _("No place is free: raise the capacity or cancel a registration first.")
        return explain(reason, self.object.event)


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
        Column("absence", label=gettext_lazy("Absent"), accessor=lambda row: _("absent") if row.was_absent else ""),
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
