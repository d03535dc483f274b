"""Every change of a right, from the journal: who may read or do what, since when, by whose hand."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import django_filters
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry
from wagtail.permission_policies import ModelPermissionPolicy

from members.models import Invitation, Membership, Organisation, User

AT_ONCE = 500
RIGHTS = (
    "members.account.made",
    "members.account.address",
    "members.account.closed",
    "members.account.reopened",
    "members.account.roles",
    "account.erased",
    "members.memberships.changed",
    "members.application.accepted",
    "members.application.refused",
    "members.organisation.suspended",
    "members.organisation.resumed",
    "members.seat.given",
    "members.seat.removed",
    "members.seat.delegate",
    "members.invitation.sent",
    "members.invitation.withdrawn",
    "members.request.made",
    "members.request.declined",
    "desk.seen_as",
    "desk.seen_as_ended",
)
"""Actions that are changes of rights whatever they are about."""
ROWS = ("wagtail.create", "wagtail.edit", "wagtail.delete")
OF_RIGHTS = (Membership, Group)
"""Models whose rows are rights: any change of one is."""


def may_see_rights(user: Any) -> bool:
    """Whoever keeps the organisations and knows the accounts."""
    return user.has_perms(("members.view_organisation", "members.view_user"))


class RightsPolicy(ModelPermissionPolicy):
    """Nobody writes here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and may_see_rights(user)


def changes_of_rights() -> QuerySet[ModelLogEntry]:
    kinds = ContentType.objects.get_for_models(*OF_RIGHTS, Organisation, User)
    of_rights = Q(content_type__in=[kinds[model] for model in OF_RIGHTS], action__in=ROWS)
    gone = Q(content_type__in=[kinds[Organisation], kinds[User]], action="wagtail.delete")
    return ModelLogEntry.objects.filter(Q(action__in=RIGHTS) | of_rights | gone).select_related("user")


def with_people(entries: Iterable[ModelLogEntry]) -> Iterator[ModelLogEntry]:
    """Each entry with the person it tells of, looked up together."""
    entries = iter(entries)
    while some := list(islice(entries, AT_ONCE)):
        users = User.objects.in_bulk({entry.data["user"] for entry in some if "user" in entry.data})
        offered = Invitation.objects.in_bulk({entry.data["invitation"] for entry in some if "invitation" in entry.data})
        for entry in some:
            person = users.get(entry.data.get("user"))
            invitation = offered.get(entry.data.get("invitation"))
            entry.told_of = person or (invitation and invitation.email)
            yield entry


class RightsFilterSet(WagtailFilterSet):
    label = django_filters.CharFilter(label=gettext_lazy("Organisation or account"), lookup_expr="icontains")
    action = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("What changed"),
        choices=lambda: [choice for choice in registry.get_choices() if choice[0] in (*RIGHTS, *ROWS)],
    )
    timestamp = django_filters.DateFromToRangeFilter(label=gettext_lazy("Date"), widget=DateRangePickerWidget)
    by = django_filters.CharFilter(label=gettext_lazy("By whom"), field_name="user__email", lookup_expr="icontains")

    class Meta:
        model = ModelLogEntry
        fields = ()


def _words(entry: ModelLogEntry) -> str:
    return str(entry.message)


class RightsView(ReportView):
    page_title = gettext_lazy("Changes of rights")
    header_icon = "key"
    verbose_name_plural = gettext_lazy("changes")
    index_url_name = "desk_rights:index"
    index_results_url_name = "desk_rights:index_results"
    model = ModelLogEntry
    permission_policy = RightsPolicy(ModelLogEntry)
    permission_required = "view"
    filterset_class = RightsFilterSet
    default_ordering = ("-timestamp", "-pk")
    columns = (
        DateColumn("timestamp", label=gettext_lazy("Date")),
        Column("label", label=gettext_lazy("Organisation or account")),
        Column("message", label=gettext_lazy("What changed"), accessor=_words),
        Column("user_display_name", label=gettext_lazy("By whom")),
    )
    list_export = ("timestamp", "label", "message", "user_display_name")
    export_headings = {
        "timestamp": gettext_lazy("Date"),
        "label": gettext_lazy("Organisation or account"),
        "message": gettext_lazy("What changed"),
        "user_display_name": gettext_lazy("By whom"),
    }

    def get_base_queryset(self) -> QuerySet[ModelLogEntry]:
        return changes_of_rights()

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple:
        paginator, page, entries, is_paginated = super().paginate_queryset(queryset, page_size)
        page.object_list = list(with_people(entries))
        return paginator, page, page.object_list, is_paginated

    def as_spreadsheet(self, queryset: Iterable[ModelLogEntry], spreadsheet_format: str) -> HttpResponse:
        return super().as_spreadsheet(with_people(queryset), spreadsheet_format)

    def get_filename(self) -> str:
        return _("changes-of-rights")
