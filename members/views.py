from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.users.views import users

from members import services
from members.forms import AccountCreationForm, AccountEditForm, SeatForm
from members.models import Membership, Organisation, Seat, User
from portal.access.viewer import MembershipState


def staff_entrance(request: HttpRequest) -> HttpResponse:
    """The editor has no sign-in page of its own: visitors sign in as everyone does, and who is not staff stops here."""
    if not request.user.is_authenticated:
        query = request.GET.urlencode()
        return redirect(resolve_url("account_login") + (f"?{query}" if query else ""))
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return redirect("wagtailadmin_home")


class SettlesAccount:
    @transaction.atomic
    def save_instance(self) -> User:
        user: User = super().save_instance()  # type: ignore[misc]
        services.settle_account(user=user)
        return user


class AccountCreateView(SettlesAccount, users.CreateView):
    pass


class AccountEditView(SettlesAccount, users.EditView):
    pass


class AccountViewSet(users.UserViewSet):
    """Accounts as administrators see them; passwords are their owners' business alone."""

    add_view_class = AccountCreateView
    edit_view_class = AccountEditView

    def get_form_class(self, for_update: bool = False) -> type:
        return AccountEditForm if for_update else AccountCreationForm


STATES = {
    MembershipState.NONE: _("no membership"),
    MembershipState.PENDING: _("pending"),
    MembershipState.ACTIVE: _("member"),
    MembershipState.GRACE: _("in grace"),
    MembershipState.LAPSED: _("lapsed"),
    MembershipState.SUSPENDED: _("suspended"),
}


def state_in_words(organisation: Organisation) -> str:
    return str(STATES[organisation.membership_state(timezone.localdate())])


def seats_button(organisation: Organisation) -> Button:
    return Button(_("Seats"), url=reverse("organisations:seats", args=[organisation.pk]), icon_name="group", priority=5)


class OrganisationIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("memberships")

    def get_list_more_buttons(self, instance: Organisation) -> list[Button]:
        return [*super().get_list_more_buttons(instance), seats_button(instance)]


class OrganisationEditView(generic.EditView):
    @property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, seats_button(self.object)]


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    menu_order = 310
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["name", Column("state", label=_("Membership"), accessor=state_in_words), "tier"]
    list_filter = ["tier"]
    search_fields = ["name", "contact_name", "contact_email"]
    search_backend_name = None
    index_view_class = OrganisationIndexView
    edit_view_class = OrganisationEditView
    panels = [
        FieldPanel("name"),
        FieldPanel("website"),
        MultiFieldPanel([FieldPanel("tier"), FieldPanel("logo")], heading=_("Support")),
        MultiFieldPanel([FieldPanel("contact_name"), FieldPanel("contact_email")], heading=_("Contact")),
        InlinePanel("memberships", heading=_("Memberships"), label=_("Membership")),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/seats/", seats, name="seats"),
            path("<int:pk>/seats/<int:seat_pk>/remove/", remove_seat, name="remove_seat"),
            path("<int:pk>/suspend/", suspend, name="suspend"),
            path("<int:pk>/resume/", resume, name="resume"),
        ]


changes_organisations = permission_required("members.change_organisation")


@changes_organisations
def seats(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has a seat, and the form that gives one."""
    organisation = get_object_or_404(Organisation, pk=pk)
    form = SeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            seat = services.give_seat(organisation=organisation, **form.cleaned_data)
        except services.SeatRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("%(person)s has a seat.") % {"person": seat.user})
            return redirect("organisations:seats", pk=pk)
    return render(request, "members/seats.html", _seats_context(organisation, form))


def _seats_context(organisation: Organisation, form: SeatForm) -> dict[str, Any]:
    membership: Membership | None = organisation.current_membership(timezone.localdate())
    return {
        "organisation": organisation,
        "state": state_in_words(organisation),
        "seats": organisation.seats.current().select_related("user"),
        "seats_in_all": membership.seats if membership else 0,
        "form": form,
        "page_title": gettext("Seats"),
        "page_subtitle": organisation.name,
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("organisations:index"), "label": gettext("Organisations")},
            {"url": reverse("organisations:edit", args=[organisation.pk]), "label": organisation.name},
            {"url": "", "label": gettext("Seats")},
        ],
    }


@changes_organisations
@require_POST
def remove_seat(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    seat = get_object_or_404(Seat.objects.select_related("user"), pk=seat_pk, organisation=pk)
    services.remove_seat(seat=seat)
    messages.success(request, gettext("%(person)s has no seat any more.") % {"person": seat.user})
    return redirect("organisations:seats", pk=pk)


@changes_organisations
@require_POST
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    services.suspend_organisation(organisation=organisation)
    messages.success(request, gettext("%(name)s is suspended.") % {"name": organisation})
    return redirect("organisations:seats", pk=pk)


@changes_organisations
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    services.resume_organisation(organisation=organisation)
    messages.success(request, gettext("%(name)s is no longer suspended.") % {"name": organisation})
    return redirect("organisations:seats", pk=pk)
