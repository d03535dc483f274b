"""The editor's views of applications: who asks for a membership, and the association's answer."""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Field, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from members.forms import AcceptanceForm, RefusalForm
from members.models import Application, ApplicationState
from members.services.applications import ApplicationRefused, accept_application, refuse_application
from members.services.duplicates import known_like, others_like
from members.services.seats import SeatRefused
from portal.core.editing.shared_rows import SharedRowPolicy
from portal.core.mail.models import Message


class ApplicationFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        choices=ApplicationState.choices, method="in_state", label=_("State"), empty_label=_("All")
    )

    class Meta:
        model = Application
        fields = ["state", "plan"]

    def in_state(self, applications: QuerySet, name: str, state: str) -> QuerySet:
        return applications & Application.objects.in_state(state)


class ApplicationIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return Application.objects.select_related("plan")


class ApplicationView(InspectView):
    """What was asked for, what it may double, and the two answers."""

    permission_required = "change"
    template_name = "members/admin/application.html"
    page_title = _("Application")

    def get_edit_url(self) -> None:
        """This page is where it is answered."""

    def get_field_label(self, field_name: str, field: Field | None) -> str:
        own = {"state": _("State"), "applicant": _("Who applies")}
        return str(own.get(field_name) or super().get_field_label(field_name, field))

    def get_state_display_value(self) -> str:
        return str(self.object.state.label)

    def get_fields_context(self) -> list[dict[str, Any]]:
        return [field for field in super().get_fields_context() if field["value"] not in (None, "")]

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        known = known_like(self.object)
        rows = Application.objects.filter(pk=self.object.pk)
        context = {
            "known": known,
            "others": others_like(self.object),
            "acceptance": AcceptanceForm(application=self.object, known=known),
            "refusal": RefusalForm(),
            "undelivered": Message.objects.undelivered().about_any(rows).of_concern_to(self.request.user)[:20],
        }
        return {**super().get_context_data(**kwargs), **context, **kwargs}

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        is_refused = request.POST.get("deed") == "refuse"
        form = (
            RefusalForm(request.POST) if is_refused else AcceptanceForm(request.POST, application=self.object, known=[])
        )
        try:
            if form.is_valid():
                self._answer(form)
                return redirect("application:edit", self.object.pk)
        except (ApplicationRefused, SeatRefused) as refused:
            messages.error(request, str(refused))
        return self.render_to_response(self.get_context_data(**{"refusal" if is_refused else "acceptance": form}))

    def _answer(self, form: forms.Form | forms.ModelForm) -> None:
        user = self.request.user
        if isinstance(form, AcceptanceForm):
            accept_application(application=self.object, membership=form.instance, by=user)
            messages.success(self.request, gettext("The application is accepted; a message says so."))
        else:
            refuse_application(application=self.object, reason=form.cleaned_data["reason"], by=user)
            messages.success(self.request, gettext("The application is refused; a message says why."))


class ApplicationViewSet(ModelViewSet):
    model = Application
    name = "application"
    icon = "mail"
    menu_label = _("Applications")
    menu_order = 309
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = ApplicationIndexView
    edit_view_class = ApplicationView
    form_fields = ["message"]
    list_display = [
        "__str__",
        Column("applicant", label=_("Who applies")),
        Column("state", label=_("State"), accessor=lambda row: row.state.label),
        "plan",
        "received_at",
    ]
    filterset_class = ApplicationFilterSet
    search_fields = ["organisation_name", "last_name", "first_name", "email", "siret"]
    search_backend_name = None
    list_per_page = 50

    @property
    def permission_policy(self) -> SharedRowPolicy:
        return SharedRowPolicy(self.model)

    def get_edit_view_kwargs(self, **kwargs) -> dict:
        fields = [
            "state",
            "plan",
            "organisation_name",
            "website",
            "sector",
            "size",
            "siret",
            "applicant",
            "email",
            "role",
            "delegate_name",
            "delegate_email",
            "billing_name",
            "billing_email",
            "billing_address",
            "billing_postcode",
            "billing_city",
            "billing_country",
            "message",
            "consent",
            "language",
            "received_at",
            "confirmed_at",
            "accepted_at",
            "refused_at",
            "withdrawn_at",
            "refusal",
            "membership",
        ]
        return super().get_edit_view_kwargs(fields=fields, **kwargs)
