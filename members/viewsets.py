"""The editor's views of organisations, their seats, and accounts."""

from typing import Any

import django_filters
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.users.views import users
from wagtail.users.views.bulk_actions.user_bulk_action import UserBulkAction

from members.emails import mail_welcome
from members.fees import fees, invoice_period, own_fee
from members.forms import AccountCreationForm, AccountEditForm, IndividualMembershipForm, SeatForm
from members.models import Membership, Organisation, Plan, Seat, Size, Tier, User
from members.providers import provider, remove_provider
from members.screens import head_of
from members.services.accounts import log_standing, open_account, settle_account, standing
from members.services.organisations import resume_organisation, save_organisation, suspend_organisation
from members.services.seats import SeatRefused, give_seat
from members.services.seats import remove_seat as end_seat
from portal.access.viewer import MembershipState
from portal.core.editing.replacing import AsksBeforeReplacing, RowEditView
from portal.core.mail.models import Message


class AccountCreateView(users.CreateView):
    def save_instance(self) -> User:
        user: User = super().save_instance()
        settle_account(user=user, made=True, language=get_language()[:2], by=self.request.user)
        return user


class AccountEditView(AsksBeforeReplacing, users.EditView):
    def save_instance(self) -> User:
        before = standing([self.object])
        user: User = super().save_instance()
        log_standing(users=[user], before=before, by=self.request.user)
        settle_account(user=user, made=False, language=get_language()[:2], by=self.request.user)
        return user


def before_bulk_action(request: HttpRequest, action_type: str, objects: list, action: UserBulkAction) -> None:
    """Within the transaction of the action, as is what follows it."""
    if isinstance(action, UserBulkAction):
        action.standing_before = standing(objects)


def after_bulk_action(request: HttpRequest, action_type: str, objects: list, action: UserBulkAction) -> None:
    if isinstance(action, UserBulkAction):
        log_standing(users=objects, before=action.standing_before, by=request.user)


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
    MembershipState.ENDED: _("ended"),
}


def state_in_words(organisation: Organisation) -> str:
    return str(STATES[organisation.membership_state(timezone.localdate())])


def seats_button(organisation: Organisation) -> Button:
    return Button(_("Seats"), url=reverse("organisations:seats", args=[organisation.pk]), icon_name="group", priority=5)


def fees_button(organisation: Organisation) -> Button:
    address = reverse("organisations:fees", args=[organisation.pk])
    return Button(_("Invoices"), url=address, icon_name="doc-full", priority=6)


def own_fee_button(membership: Membership) -> Button:
    address = reverse("individual_memberships:fee", args=[membership.pk])
    return Button(_("Invoices"), url=address, icon_name="doc-full", priority=5)


def provider_button(organisation: Organisation) -> Button:
    address = reverse("organisations:provider", args=[organisation.pk])
    return Button(_("Own sign-in"), url=address, icon_name="key", priority=7)


class OrganisationFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("Membership"), choices=[(state.value, words) for state, words in STATES.items()], method="in_state"
    )
    tier = django_filters.ChoiceFilter(label=_("Support"), choices=[choice for choice in Tier.choices if choice[0]])
    size = django_filters.ChoiceFilter(label=_("Size"), choices=Size.choices)
    sector = django_filters.CharFilter(label=_("Sector"), lookup_expr="icontains")

    class Meta:
        model = Organisation
        fields = ()

    def in_state(self, rows: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        """A state follows from dates by rules that no database knows: it is asked of each."""
        today = timezone.localdate()
        return rows.filter(pk__in=[each.pk for each in rows if each.membership_state(today) == value])


class OrganisationIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("memberships")

    def get_list_more_buttons(self, instance: Organisation) -> list[Button]:
        return [*super().get_list_more_buttons(instance), seats_button(instance), fees_button(instance)]


class OrganisationCreateView(generic.CreateView):
    def save_instance(self) -> Organisation:
        organisation = self.form.instance
        return save_organisation(organisation=organisation, save=super().save_instance, by=self.request.user)


class OrganisationEditView(RowEditView):
    def save_instance(self) -> Organisation:
        organisation = self.form.instance
        return save_organisation(organisation=organisation, save=super().save_instance, by=self.request.user)

    @property
    def header_more_buttons(self) -> list[Button]:
        buttons = [*super().header_more_buttons, seats_button(self.object), fees_button(self.object)]
        if self.request.user.has_perm("members.change_identityprovider"):
            buttons.append(provider_button(self.object))
        return buttons


MEMBERSHIP_PANELS = [
    FieldPanel("plan"),
    FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
    FieldRowPanel([FieldPanel("accepted_on"), FieldPanel("paid_on")]),
    FieldPanel("payment_reference"),
    FieldRowPanel([FieldPanel("seats"), FieldPanel("fee"), FieldPanel("grace_days")]),
    FieldRowPanel([FieldPanel("suspended_on"), FieldPanel("ended_on")]),
]


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    menu_order = 310
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["name", Column("state", label=_("Membership"), accessor=state_in_words), "tier"]
    filterset_class = OrganisationFilterSet
    search_fields = ["name", "siret", "contact_name", "contact_email"]
    search_backend_name = None
    list_export = [
        "name",
        "siret",
        "website",
        "sector",
        "size",
        "tier",
        "supports_from",
        "supports_until",
        "contact_name",
        "contact_email",
        "billing_name",
        "billing_email",
        "suspended_at",
    ]
    export_filename = "organisations"
    index_view_class = OrganisationIndexView
    add_view_class = OrganisationCreateView
    edit_view_class = OrganisationEditView
    panels = [
        FieldPanel("name"),
        MultiFieldPanel(
            [
                FieldPanel("website"),
                FieldPanel("sector"),
                FieldPanel("size"),
                FieldPanel("siret"),
                FieldPanel("is_listed"),
            ],
            heading=_("Organisation"),
        ),
        MultiFieldPanel(
            [FieldPanel("tier"), FieldPanel("supports_from"), FieldPanel("supports_until"), FieldPanel("logo")],
            heading=_("Support"),
        ),
        MultiFieldPanel([FieldPanel("contact_name"), FieldPanel("contact_email")], heading=_("Contact")),
        MultiFieldPanel(
            [
                FieldPanel("billing_name"),
                FieldPanel("billing_email"),
                FieldPanel("billing_address"),
                FieldRowPanel(
                    [FieldPanel("billing_postcode"), FieldPanel("billing_city"), FieldPanel("billing_country")]
                ),
                FieldRowPanel([FieldPanel("billing_vat_number"), FieldPanel("billing_order_number")]),
            ],
            heading=_("Billing contact"),
        ),
        InlinePanel("memberships", heading=_("Memberships"), label=_("Membership"), panels=MEMBERSHIP_PANELS),
        InlinePanel("domains", heading=_("Domains of addresses"), label=_("Domain of addresses")),
        FieldPanel("notes"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/seats/", seats, name="seats"),
            path("<int:pk>/seats/<int:seat_pk>/remove/", remove_seat, name="remove_seat"),
            path("<int:pk>/invoices/", fees, name="fees"),
            path("<int:pk>/invoices/<int:membership_pk>/", invoice_period, name="invoice_period"),
            path("<int:pk>/sign-in/", provider, name="provider"),
            path("<int:pk>/sign-in/remove/", remove_provider, name="remove_provider"),
            path("<int:pk>/suspend/", suspend, name="suspend"),
            path("<int:pk>/resume/", resume, name="resume"),
        ]


class PlanViewSet(ModelViewSet):
    model = Plan
    edit_view_class = RowEditView
    icon = "list-ul"
    menu_label = _("Membership plans")
    menu_order = 311
    add_to_admin_menu = True
    copy_view_enabled = False
    form_fields = ["name_fr", "name_en", "seats", "fee", "grace_days", "is_individual", "is_offered"]
    list_display = [
        "name_fr",
        "seats",
        "fee",
        "grace_days",
        Column("offer", label=_("Offered"), accessor=lambda plan: gettext("yes") if plan.is_offered else gettext("no")),
    ]
    search_fields = ["name_fr", "name_en"]
    search_backend_name = None


class IndividualIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().exclude(user=None).select_related("user", "plan")


class IndividualCreateView(generic.CreateView):
    def save_instance(self) -> Membership:
        """In the transaction of the view: the account is made if need be, and its owner told how to sign in."""
        user = open_account(email=self.form.cleaned_data["email"], by=self.request.user)
        self.form.instance.user = user
        if user.last_login is None:
            mail_welcome(user, get_language()[:2])
        return super().save_instance()


class IndividualEditView(RowEditView):
    def get_object(self, queryset: QuerySet | None = None) -> Membership:
        membership: Membership = super().get_object(queryset)
        if membership.user_id is None:
            raise Http404
        return membership

    @property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, own_fee_button(self.object)]


def own_state_in_words(membership: Membership) -> str:
    return str(STATES[membership.state(timezone.localdate())])


class IndividualViewSet(ModelViewSet):
    """Memberships of persons; those of organisations are edited with them."""

    model = Membership
    icon = "user"
    menu_label = _("Individual memberships")
    menu_order = 312
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["user", Column("state", label=_("Membership"), accessor=own_state_in_words), "plan", "ends_on"]
    search_fields = ["user__email", "user__first_name", "user__last_name"]
    search_backend_name = None
    index_view_class = IndividualIndexView
    add_view_class = IndividualCreateView
    edit_view_class = IndividualEditView

    def get_form_class(self, for_update: bool = False) -> type:
        return IndividualMembershipForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/invoices/", own_fee, name="fee")]


changes_organisations = permission_required("members.change_organisation")


@changes_organisations
def seats(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has a seat, and the form that gives one."""
    organisation = get_object_or_404(Organisation, pk=pk)
    form = SeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            seat = give_seat(organisation=organisation, by=request.user, **form.cleaned_data)
        except SeatRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("%(person)s has a seat.") % {"person": seat.user})
            return redirect("organisations:seats", pk=pk)
    context = {**_seats_context(organisation, form), "undelivered": _undelivered(organisation, request.user)}
    return render(request, "members/admin/seats.html", context)


def _undelivered(organisation: Organisation, user: User | AnonymousUser) -> QuerySet:
    """The invitations of its people, among others, that did not arrive."""
    one = Organisation.objects.filter(pk=organisation.pk)
    return Message.objects.undelivered().about_any(one).of_concern_to(user)[:20]


def _seats_context(organisation: Organisation, form: SeatForm) -> dict[str, Any]:
    membership: Membership | None = organisation.current_membership(timezone.localdate())
    return {
        "organisation": organisation,
        "state": state_in_words(organisation),
        "seats": organisation.seats.current().select_related("user"),
        "invitations": organisation.invitations.pending(timezone.now()),
        "seats_in_all": membership.seats if membership else 0,
        "form": form,
        **head_of(organisation, gettext("Seats"), "group"),
    }


@changes_organisations
@require_POST
def remove_seat(request: HttpRequest, pk: int, seat_pk: int) -> HttpResponse:
    seat = get_object_or_404(Seat.objects.select_related("user"), pk=seat_pk, organisation=pk)
    end_seat(seat=seat, by=request.user)
    messages.success(request, gettext("%(person)s has no seat any more.") % {"person": seat.user})
    return redirect("organisations:seats", pk=pk)


@changes_organisations
@require_POST
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    suspend_organisation(organisation=organisation, by=request.user)
    messages.success(request, gettext("%(name)s is suspended.") % {"name": organisation})
    return redirect("organisations:seats", pk=pk)


@changes_organisations
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    resume_organisation(organisation=organisation, by=request.user)
    messages.success(request, gettext("%(name)s is no longer suspended.") % {"name": organisation})
    return redirect("organisations:seats", pk=pk)
