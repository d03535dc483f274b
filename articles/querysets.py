from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, DateField, Exists, F, OuterRef, Prefetch, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, ExtractYear
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from portal.core.pages.listing import live_in

LATEST = 100
_YEARS = """
    WITH RECURSIVE known (day) AS (
        SELECT web_date FROM ({first}) AS latest UNION ALL SELECT ({then}) FROM known WHERE day IS NOT NULL
    ) SELECT day FROM known WHERE day IS NOT NULL
"""
_NEW_YEAR = {"sqlite": "date(known.day, 'start of year')", "postgresql": "date_trunc('year', known.day)::date"}


class _Year(ExtractYear):
    """Told by SQLite itself, of thousands of dates: Django has it ask Python for each."""

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, tuple]:
        date, params = compiler.compile(self.lhs)
        return f"CAST(substr({date}, 1, 4) AS integer)", tuple(params)


class IssuePageQuerySet(PageQuerySet):
    def for_cards(self) -> "IssuePageQuerySet":
        """With the cover, whatever the number of issues."""
        return self.select_related("cover").prefetch_related("cover__renditions")

    def latest_first(self) -> "IssuePageQuerySet":
        return self.order_by("-number", "-pk")

    def years(self) -> list[int]:
        """Those in which some appeared, the latest first."""
        years = self.exclude(month=None).order_by().values_list(_Year("month"), flat=True)
        return sorted(years.distinct(), reverse=True)

    def next_to(self, number: int) -> "list[Page | None]":
        """The one before that number, and the one after it."""
        return [
            self.filter(number__lt=number).order_by("-number", "-pk").first(),
            self.filter(number__gt=number).order_by("number", "pk").first(),
        ]


class DossierPageQuerySet(PageQuerySet):
    def for_cards(self) -> "DossierPageQuerySet":
        return self.select_related("release", "cover").prefetch_related("cover__renditions")

    def latest_first(self) -> "DossierPageQuerySet":
        return self.order_by("-first_published_at", "-pk")


class WrittenPageQuerySet(PageQuerySet):
    def for_cards(self) -> "WrittenPageQuerySet":
        """With what a list shows of each, and without its text."""
        return self.select_related("release", "cover").prefetch_related("cover__renditions").defer("opening", "body")

    def latest_first(self) -> "WrittenPageQuerySet":
        """Those whose day has come: what is dated ahead leads nothing before it."""
        return self.by_date().filter(web_date__lte=timezone.localdate())

    def by_date(self) -> "WrittenPageQuerySet":
        return self.order_by("-web_date", "-pk")

    def years(self) -> list[int]:
        """Those of their dates, the latest first, up to today.

        By the index of their order, from the last date of a year to the last one before: to read every date takes the
        longer the more there are. Asked of `latest_first()`, SQLite would begin at today for each year.
        """
        new_year = RawSQL(_NEW_YEAR[connections[self.db].vendor], (), output_field=DateField())  # noqa: S611 - our own
        latest, before = self.latest_first(), self.by_date().filter(web_date__lt=new_year)
        first, then = (some.values("web_date")[:1].query.sql_with_params() for some in (latest, before))
        with connections[self.db].cursor() as cursor:
            cursor.execute(_YEARS.format(first=first[0], then=then[0]), (*first[1], *then[1]))
            return [int(str(day)[:4]) for (day,) in cursor.fetchall()]


class NewsPageQuerySet(WrittenPageQuerySet):
    def pinned(self) -> "NewsPageQuerySet":
        """Those that stand first until the end of their day."""
        pinned = self.model._base_manager.filter(pinned_until__gte=timezone.localdate())
        return self.latest_first().filter(pk__in=pinned.values("pk"))

    def leading(self, most: int) -> list[Page]:
        """The pinned ones, then the latest."""
        first = list(self.pinned()[:most])
        return [*first, *self.latest_first().exclude(pk__in=[page.pk for page in first])[: most - len(first)]]


class ArticlePageQuerySet(WrittenPageQuerySet):
    def for_contents(self) -> "ArticlePageQuerySet":
        """With what the contents of an issue show of each."""
        return self.select_related("release", "rubric").defer("opening", "body")

    def for_cards(self) -> "ArticlePageQuerySet":
        bylines = self.model._meta.get_field("bylines").related_model.objects.select_related("person")
        return super().for_cards().prefetch_related(Prefetch("bylines", queryset=bylines))

    def about(self, topics: Sequence[int], locale_id: int) -> "ArticlePageQuerySet":
        """The latest on any of these topics, those dated ahead too, with how many of them each is on in `common`.

        By the index of their order: what has a topic in common with nearly all is not counted to the end.
        """
        shared = self.model.topics.through.objects.filter(articlepage=OuterRef("pk"), topic__in=topics).order_by()
        common = Subquery(shared.values("articlepage").annotate(times=Count("pk")).values("times"))
        latest = live_in(self.filter(Exists(shared)), locale_id).by_date()
        return latest.annotate(common=common)[:LATEST]

    def printed_in(self, issue: Page) -> "ArticlePageQuerySet":
        """In the editor's order, then in that of the pages on paper: what was printed in it, wherever it stands in the
        tree, and what stands below it."""
        return self.printed_there(issue.pk, issue.locale_id, *issue._get_children_path_interval(issue.path))

    def printed_there(self, issue: int, locale_id: int, first_path: str, last_path: str) -> "ArticlePageQuerySet":
        """The same by the issue's facts, online in its language."""
        return self.placed_there(issue, first_path, last_path).live().filter(locale=locale_id)

    def placed_there(self, issue: int, first_path: str, last_path: str) -> "ArticlePageQuerySet":
        """Drafts too, in every language."""
        keys = Page.objects.filter(pk=issue).order_by().values("translation_key")
        issues = Page.objects.filter(translation_key__in=keys).order_by().values("pk")
        printed = self.model._base_manager.filter(printed_issue__in=issues).values("pk")
        below = Page.objects.filter(path__range=(first_path, last_path)).order_by().values("pk")
        credited = (
            self.filter(pk__in=printed.union(below))
            .alias(issue=Coalesce("printed_issue", issue))
            .filter(issue__in=issues)
        )
        first, then = (F(name).asc(nulls_last=True) for name in ("place", "printed_page"))
        return credited.order_by(first, then, "path")


DossierPageManager = PageManager.from_queryset(DossierPageQuerySet)
IssuePageManager = PageManager.from_queryset(IssuePageQuerySet)
NewsPageManager = PageManager.from_queryset(NewsPageQuerySet)
WrittenPageManager = PageManager.from_queryset(WrittenPageQuerySet)
ArticlePageManager = PageManager.from_queryset(ArticlePageQuerySet)
