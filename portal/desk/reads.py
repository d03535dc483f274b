"""How often the pages that somebody edits are read: the most read of a time, and one of them day by day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page, get_page_models
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import page_permission_policy

from portal.core.models import BasePage
from portal.core.reads.models import PageReads

DAYS = 30
PERIODS = {"7": 7, "30": DAYS, "90": 90, "365": 365}
_PERIOD_CHOICES = (
    ("7", gettext_lazy("The last 7 days")),
    ("30", gettext_lazy("The last 30 days")),
    ("90", gettext_lazy("The last 90 days")),
    ("365", gettext_lazy("The last 365 days")),
)


@dataclass(frozen=True)
class Day:
    """One bar: `top` and `members_top` are heights, in hundredths of the highest day's."""

    day: date
    reads: int
    by_members: int
    top: float
    members_top: float


def since(days: int) -> date:
    """The first of so many days of which today is the last."""
    return timezone.localdate() - timedelta(days=days - 1)


def read_pages(user: Any, days: int) -> QuerySet[Page]:
    """The pages that `user` edits, each that was read with its `reads` and those `by_members`."""
    edited = page_permission_policy.instances_user_has_permission_for(user, "change")
    rows = PageReads.objects.filter(page=OuterRef("pk"), day__gte=since(days)).order_by().values("page")

    def total(name: str) -> Coalesce:
        return Coalesce(Subquery(rows.annotate(total=Sum(name)).values("total")), 0)

    counted = edited.annotate(reads=total("reads"), by_members=total("by_members"))
    return counted.filter(reads__gt=0).select_related("locale")


def total_of(page: Page, days: int = DAYS) -> dict[str, int]:
    rows = PageReads.objects.filter(page=page.pk, day__gte=since(days))
    return rows.aggregate(reads=Coalesce(Sum("reads"), 0), by_members=Coalesce(Sum("by_members"), 0))


def day_by_day(page: Page, days: int) -> list[Day]:
    """Each day, those on which nobody read among them, the earliest first."""
    first = since(days)
    rows = {row.day: row for row in PageReads.objects.filter(page=page.pk, day__gte=first)}
    highest = max((row.reads for row in rows.values()), default=0) or 1
    found = []
    for day in (first + timedelta(days=number) for number in range(days)):
        reads, by_members = (rows[day].reads, rows[day].by_members) if day in rows else (0, 0)
        found.append(Day(day, reads, by_members, 100 * reads / highest, 100 * by_members / highest))
    return found


class ReadsPolicy(ModelPermissionPolicy):
    """Whoever edits pages sees how often they are read; nobody writes it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and page_permission_policy.user_has_permission(user, "change")


def _kinds(request: HttpRequest) -> QuerySet[ContentType]:
    models = [model for model in get_page_models() if issubclass(model, BasePage)]
    kinds = ContentType.objects.get_for_models(*models).values()
    return ContentType.objects.filter(pk__in=[kind.pk for kind in kinds])


class ReadsFilterSet(WagtailFilterSet):
    title = django_filters.CharFilter(label=gettext_lazy("Title"), lookup_expr="icontains")
    content_type = django_filters.ModelChoiceFilter(label=gettext_lazy("Kind of page"), queryset=_kinds)
    days = django_filters.ChoiceFilter(
        label=gettext_lazy("Read during"), choices=_PERIOD_CHOICES, method="as_it_is", empty_label=None
    )

    class Meta:
        model = Page
        fields = ()

    def as_it_is(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """The period is told to the query itself: it sums within it."""
        return queryset


class ReadsView(ReportView):
    page_title = gettext_lazy("What is read")
    header_icon = "view"
    verbose_name_plural = gettext_lazy("pages")
    index_url_name = "desk_reads:index"
    index_results_url_name = "desk_reads:index_results"
    model = Page
    permission_policy = ReadsPolicy(PageReads)
    permission_required = "view"
    filterset_class = ReadsFilterSet
    default_ordering = ("-reads", "pk")
    columns = (
        TitleColumn(
            "title",
            label=gettext_lazy("Page"),
            accessor="get_admin_display_title",
            get_url=lambda page: reverse("desk_reads:page", args=[page.pk]),
        ),
        Column("content_type", label=gettext_lazy("Kind of page"), accessor="cached_content_type.name"),
        Column("locale", label=gettext_lazy("Language"), accessor="locale"),
        Column("reads", label=gettext_lazy("Reads"), sort_key="reads"),
        Column("by_members", label=gettext_lazy("Of which by members"), sort_key="by_members"),
    )
    list_export = ("title", "cached_content_type.name", "locale", "reads", "by_members")
    export_headings = {
        "title": gettext_lazy("Page"),
        "cached_content_type.name": gettext_lazy("Kind of page"),
        "locale": gettext_lazy("Language"),
        "reads": gettext_lazy("Reads"),
        "by_members": gettext_lazy("Of which by members"),
    }

    def get_base_queryset(self) -> QuerySet[Page]:
        return read_pages(self.request.user, PERIODS.get(self.request.GET.get("days", ""), DAYS))

    def get_filename(self) -> str:
        return _("reads")


@require_safe
def reads_of_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """One page, day by day, for whoever edits it."""
    edited: QuerySet[Page] = page_permission_policy.instances_user_has_permission_for(request.user, "change")
    page = get_object_or_404(edited, pk=page_id)
    asked = request.GET.get("days", "")
    days = day_by_day(page, PERIODS.get(asked, DAYS))
    title = _("Reads of “%(page)s”") % {"page": page.get_admin_display_title()}
    context = {
        "page": page,
        "days": days,
        "reads": sum(each.reads for each in days),
        "by_members": sum(each.by_members for each in days),
        "highest": max(each.reads for each in days),
        "periods": _PERIOD_CHOICES,
        "asked": asked if asked in PERIODS else str(DAYS),
        "header_title": title,
        "header_icon": "view",
        "breadcrumbs_items": [
            {"url": reverse("desk_reads:index"), "label": _("What is read")},
            {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.get_admin_display_title()},
            {"url": "", "label": _("Reads")},
        ],
    }
    return render(request, "desk/admin/reads.html", context)
