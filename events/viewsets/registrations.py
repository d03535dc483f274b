"""The editor's views of who is registered."""

from datetime import datetime

import django_filters
from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from events.invoicing import payments
from events.models import Event, Needs, Registration
from events.states import Refused, RegistrationState
from events.viewsets import dashboard, day, desk, feedback, figures, letters, needs, printing, sessions
from events.viewsets.concerns import undelivered, why_not
from events.viewsets.deeds import DEEDS, Deed
from events.viewsets.exporting import AskedColumns
from portal.billing.states import Refused as NotInvoiced
from portal.core.editing.shared_rows import SharedRowPolicy


class RegistrationFilterSet(WagtailFilterSet):
    event = django_filters.ModelChoiceFilter(
        queryset=Event.objects.with_page_title(), label=gettext_lazy("Event"), empty_label=gettext_lazy("All")
    )

    class Meta:
        model = Registration
        fields = ["event", "state", "was_absent"]


def _paris(moment: datetime) -> datetime:
    return timezone.make_naive(moment).replace(microsecond=0)


class RegistrationIndexView(AskedColumns, IndexView):
    list_export = [
        "event",
        "state",
        "category",
        "net_price",
        "vat_rate",
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
        "category": {name: lambda category: str(category or "") for name in ("csv", "xlsx")},
        "state": {name: lambda state: str(RegistrationState(state).label) for name in ("csv", "xlsx")},
        "was_absent": {name: lambda absent: _("yes") if absent else _("no") for name in ("csv", "xlsx")},
        "created_at": {"csv": lambda moment: f"{_paris(moment):%Y-%m-%d %H:%M}", "xlsx": _paris},
    }

    def get_base_queryset(self) -> QuerySet:
        event = Prefetch("event", queryset=Event.objects.with_page_title())
        return self.with_asked(Registration.objects.select_related("category").prefetch_related(event))


class RegistrationView(InspectView):
    """One registration, and what an organiser may do with it."""

    permission_required = "change"
    template_name = "events/admin/registration.html"
    page_title = gettext_lazy("Registration")

    def get_edit_url(self) -> None:
        """This page is where it is edited."""

    def get_context_data(self, **kwargs) -> dict:
        registration = Registration.objects.filter(pk=self.object.pk)
        told: dict = {
            "bookings": self.object.bookings.select_related("session"),
            "companions": self.object.companions.all(),
            "brought_by": Registration.objects.filter(companions__registration=self.object).first(),
            "has_sessions": self.object.event.sessions.bookable().exists(),
            "answers": self.object.answers.select_related("question"),
            "agreements": self.object.agreements.all(),
            "has_questions": self.object.event.questions.exists(),
            "needs": Needs.objects.filter(registration=self.object).first(),
        }
        told |= {
            "to_invoice": registration.to_invoice().exists(),
            "payment": payments([self.object]).get(self.object.pk),
        }
        undelivered_messages = undelivered(registration, self.request.user)
        return {**super().get_context_data(**kwargs), **told, "undelivered": undelivered_messages}

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        deed = DEEDS.get(request.POST.get("action", ""))
        if deed and not deed.is_for(self.object):
            said = _("Nothing is done: the state of this registration is “%(state)s”.")
            messages.warning(request, said % {"state": self.object.get_state_display()})
        elif deed:
            self._do(deed)
        return redirect("registration:edit", self.object.pk)

    def _do(self, deed: Deed) -> None:
        try:
            deed.do(self.object.pk, self.request.user)
        except Refused as refused:
            messages.error(self.request, why_not(refused.reason, self.object.event))
        except NotInvoiced as refused:
            messages.error(self.request, str(refused))
        else:
            messages.success(self.request, deed.done)


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
            "category",
            "net_price",
            "vat_rate",
            "email",
            "organisation_name",
            "language",
            "created_at",
            "cancelled_at",
            "decline_reason",
            "moved_to",
            "was_absent",
        ]
        return super().get_edit_view_kwargs(fields=fields, **kwargs)

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("event/<int:event_id>/", dashboard.dashboard, name="dashboard"),
            path("event/<int:event_id>/people/", desk.people, name="people"),
            path("event/<int:event_id>/add/", desk.add, name="by_hand"),
            path("event/<int:event_id>/capacity/", desk.capacity, name="capacity"),
            path("event/<int:event_id>/door/", day.door, name="door"),
            path("event/<int:event_id>/door/<int:link_id>/end/", day.end_door, name="end_door"),
            path("event/<int:event_id>/print/", printing.ask, name="print"),
            path("event/<int:event_id>/print/<int:printout_id>/", printing.printed, name="printed"),
            path("event/<int:event_id>/letters/", letters.letters, name="letters"),
            path("event/<int:event_id>/letters/<int:event_letter_id>/", letters.letter, name="letter"),
            path("event/<int:event_id>/figures/", figures.figures, name="figures"),
            path("event/<int:event_id>/feedback/", feedback.feedback, name="feedback"),
            path("event/<int:event_id>/attendance/", day.attendance, name="attendance"),
            path("event/<int:event_id>/needs/", needs.needs, name="needs"),
            path("event/<int:event_id>/needs/<slug:extension>/", needs.kitchen, name="kitchen"),
            path("event/<int:event_id>/sessions/", sessions.sessions, name="sessions"),
            path("sessions/<int:pk>/", sessions.choose, name="book"),
            path("answers/<int:pk>/", desk.answers, name="answers"),
            path("correct/<int:pk>/", desk.correct, name="correct"),
            path("category/<int:pk>/", desk.category, name="category"),
            path("billing/<int:pk>/", desk.billing, name="billing"),
            path("decline/<int:pk>/", desk.decline, name="decline"),
            path("move/<int:pk>/", desk.move, name="move"),
        ]
