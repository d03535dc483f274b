"""The lists of memberships and of seats in the editor, and what is done to many memberships at once."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.active_filters import ActiveFilter, BaseFilterAdapter, register_filter_adapter_class
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.permission_policies import ModelPermissionPolicy

from members.models import Membership, Plan, Seat, Tier
from members.services.periods import extend_memberships, mark_paid, renew_memberships, suspend_memberships
from members.viewsets import STATES, own_state_in_words
from portal.core.look.typography import typeset

PER_PAGE = 50


class YesOrNo(BaseFilterAdapter):
    """Above a list, what it is filtered by: Wagtail says True or False."""

    def get_active_filters(self) -> Iterator[ActiveFilter]:
        said = _("yes") if self.value else _("no")
        way_out = self.get_url_without_filter_param(self.name)
        yield ActiveFilter(self.bound_field.auto_id, self.filter.label, said, way_out)


register_filter_adapter_class(django_filters.BooleanFilter, YesOrNo)


class ListPolicy(ModelPermissionPolicy):
    """Rows are made and changed elsewhere: with their organisation, or their person."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)


class ListViewSet(ModelViewSet):
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = PER_PAGE

    @property
    def permission_policy(self) -> ListPolicy:
        return ListPolicy(self.model)

    def get_urlpatterns(self) -> list:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]


def holder(membership: Membership) -> str:
    return str(membership.organisation or membership.user)


def edit_holder(membership: Membership) -> str:
    """Where it is changed: with its organisation, or by itself."""
    if membership.organisation_id:
        return reverse("organisations:edit", args=[membership.organisation_id])
    return reverse("individual_memberships:edit", args=[membership.pk])


def day_column(name: str, label: Any) -> Column:
    """The day itself, which may be to come; Wagtail's own column tells how long ago it was."""

    def day(row: Membership | Seat) -> str:
        value = getattr(row, name)
        value = timezone.localtime(value) if isinstance(value, datetime) else value
        return date_format(value, "SHORT_DATE_FORMAT") if value else ""

    return Column(name, label=label, accessor=day, sort_key=name)


class PeriodFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("Membership"),
        choices=[(state.value, words) for state, words in STATES.items() if state.value != "none"],
        method="in_state",
    )
    plan = django_filters.ModelChoiceFilter(label=_("Plan"), queryset=Plan.objects.all())
    tier = django_filters.ChoiceFilter(
        label=_("Support"),
        field_name="organisation__tier",
        choices=[choice for choice in Tier.choices if choice[0]],
    )
    ends_on = django_filters.DateFromToRangeFilter(label=_("Ends"), widget=DateRangePickerWidget)
    unpaid = django_filters.BooleanFilter(
        label=_("To be paid"), field_name="paid_on", lookup_expr="isnull", widget=forms.NullBooleanSelect
    )

    class Meta:
        model = Membership
        fields = ()

    def in_state(self, rows: QuerySet[Membership], name: str, value: str) -> QuerySet[Membership]:
        """A state follows from dates by rules that no database knows: it is asked of each."""
        today = timezone.localdate()
        return rows.filter(pk__in=[each.pk for each in rows if each.state(today) == value])


class PeriodIndexView(generic.IndexView):
    template_name = "members/admin/periods.html"
    page_title = _("Memberships")

    def get_base_queryset(self) -> QuerySet[Membership]:
        return Membership.objects.select_related("organisation", "user", "plan")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="membership"),
            TitleColumn(
                "holder",
                label=_("Organisation or person"),
                accessor=holder,
                get_url=edit_holder,
                get_title_id=lambda membership: f"membership_{membership.pk}_title",
            ),
            Column("state", label=_("Membership"), accessor=own_state_in_words),
            Column("plan", label=_("Plan")),
            day_column("starts_on", _("from")),
            day_column("ends_on", _("to")),
            Column("seats", label=_("Seats")),
            Column("fee", label=_("fee, in euros")),
            day_column("paid_on", _("paid on")),
        ]


class PeriodViewSet(ListViewSet):
    """All memberships, an organisation's or a person's; they are made and edited with their holder."""

    model = Membership
    icon = "calendar"
    menu_label = _("Memberships")
    menu_order = 311
    form_fields = ("ends_on",)
    index_view_class = PeriodIndexView
    filterset_class = PeriodFilterSet
    search_fields = ("organisation__name", "organisation__siret", "user__email", "user__last_name", "payment_reference")
    list_export = (
        "organisation",
        "user",
        "plan",
        "starts_on",
        "ends_on",
        "accepted_on",
        "paid_on",
        "payment_reference",
        "seats",
        "fee",
        "suspended_on",
        "ended_on",
    )
    export_filename = "adhesions"


class SeatFilterSet(WagtailFilterSet):
    held = django_filters.ChoiceFilter(
        label=_("Seat"), choices=[("yes", _("held")), ("no", _("removed"))], method="is_held"
    )
    is_delegate = django_filters.BooleanFilter(label=_("delegate"), widget=forms.NullBooleanSelect)
    given_at = django_filters.DateFromToRangeFilter(label=_("given on"), widget=DateRangePickerWidget)

    class Meta:
        model = Seat
        fields = ()

    def is_held(self, rows: QuerySet[Seat], name: str, value: str) -> QuerySet[Seat]:
        return rows.filter(Q(removed_at=None) if value == "yes" else ~Q(removed_at=None))


class SeatIndexView(generic.IndexView):
    page_title = _("Seats")

    def get_base_queryset(self) -> QuerySet[Seat]:
        return Seat.objects.select_related("organisation", "user").order_by("organisation__name", "user__last_name")


def seats_of_organisation(seat: Seat) -> str:
    return reverse("organisations:seats", args=[seat.organisation_id])


class SeatViewSet(ListViewSet):
    """Who has or had a seat, in all organisations; they are given and removed with their organisation."""

    model = Seat
    icon = "group"
    menu_label = _("Seats")
    menu_order = 312
    form_fields = ("is_delegate",)
    index_view_class = SeatIndexView
    filterset_class = SeatFilterSet
    search_fields = ("user__email", "user__first_name", "user__last_name", "organisation__name")
    list_display = (
        TitleColumn("user", label=_("Person"), get_url=seats_of_organisation),
        Column("email", label=_("E-mail address"), accessor="user.email", sort_key="user__email"),
        Column("organisation", label=_("Organisation"), sort_key="organisation__name"),
        Column("is_delegate", label=_("Delegate"), accessor=lambda seat: _("yes") if seat.is_delegate else ""),
        day_column("given_at", _("given on")),
        day_column("removed_at", _("removed on")),
    )
    list_export = (
        "organisation",
        "user.first_name",
        "user.last_name",
        "user.email",
        "is_delegate",
        "given_at",
        "removed_at",
    )
    export_filename = "places"


class PeriodAction(BulkAction):
    """Done to the memberships that were ticked, by `deed`, with what its form asks for."""

    models = (Membership,)
    template_name = "members/admin/period_action.html"
    deed: Callable[..., int]

    def check_perm(self, obj: Membership) -> bool:
        return self.request.user.has_perm("members.change_membership")

    @classmethod
    def get_queryset(cls, model: type, object_ids: list) -> list[Membership]:
        return list(Membership.objects.filter(pk__in=object_ids).select_related("organisation", "user", "plan"))

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> QuerySet:
        """Those that the list shows: Wagtail would take all there are, whatever it is filtered by."""
        shown = PeriodViewSet("memberships").index_view
        listing = shown.view_class(**shown.view_initkwargs)
        listing.setup(self.request)
        return listing.get_queryset().values_list("pk", flat=True)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        title = typeset(str(self.aria_label), get_language()[:2])
        return super().get_context_data(**kwargs, title=title)

    def get_execution_context(self) -> dict[str, Any]:
        return {"deed": type(self).deed, "by": self.request.user, **self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(cls, objects: list, *, deed: Callable[..., int], **facts) -> tuple[int, int]:
        return deed(memberships=objects, **facts), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        left = len(self.actionable_objects) - num_parent_objects
        done = ngettext("%(count)d membership done", "%(count)d memberships done", num_parent_objects)
        rest = ngettext("%(left)d left as it was", "%(left)d left as they were", left) if left else ""
        return f"{', '.join(filter(None, (done, rest)))}." % {"count": num_parent_objects, "left": left}


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, help_text=help_text, widget=AdminDateInput)


class RenewalForm(forms.Form):
    starts_on = _day(_("from"), required=False, help_text=_("Left empty: the day after each one’s last."))
    ends_on = _day(_("to"), help_text=_("The last day included."))
    fee = forms.DecimalField(
        label=_("fee, in euros"),
        min_value=0,
        max_digits=9,
        decimal_places=2,
        required=False,
        help_text=_("Left empty: as for the period before."),
    )

    def clean(self) -> None:
        start, end = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The membership ends before it starts."))


class PaymentForm(forms.Form):
    paid_on = _day(_("paid on"))
    reference = forms.CharField(label=_("payment reference"), max_length=80, required=False)


class SuspensionForm(forms.Form):
    suspended_on = _day(_("suspended on"), help_text=_("From this day on it opens nothing."))


class ExtensionForm(forms.Form):
    ends_on = _day(_("to"), help_text=_("The last day included."))


class RenewAction(PeriodAction):
    display_name = _("Renew")
    action_type = "renew"
    aria_label = _("Renew the memberships: a new period for each")
    action_priority = 10
    form_class = RenewalForm
    deed = staticmethod(renew_memberships)


class PayAction(PeriodAction):
    display_name = _("Mark as paid")
    action_type = "pay"
    aria_label = _("Mark the memberships as paid")
    action_priority = 20
    form_class = PaymentForm
    deed = staticmethod(mark_paid)


class ExtendAction(PeriodAction):
    display_name = _("Extend")
    action_type = "extend"
    aria_label = _("Have the memberships end later")
    action_priority = 30
    form_class = ExtensionForm
    deed = staticmethod(extend_memberships)


class SuspendAction(PeriodAction):
    display_name = _("Suspend")
    action_type = "suspend"
    aria_label = _("Suspend the memberships")
    action_priority = 40
    form_class = SuspensionForm
    deed = staticmethod(suspend_memberships)


ACTIONS = (RenewAction, PayAction, ExtendAction, SuspendAction)
