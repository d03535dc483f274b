from datetime import date, datetime
from typing import Any, Self

from django.db import connections, models
from django.db.models import Case, Q, Value, When

from portal.access.decision import readable_rule
from portal.access.viewer import ANONYMOUS, Viewer
from portal.search.query import Query

TITLE, LEAD, BODY = 20.0, 5.0, 1.0
YEARS_TO_HALF = 10

_FADING = "/ (1 + {greatest}(0, %s - COALESCE(search_entry.day, %s)) / %s)"
_POSTGRESQL_SCORE = "-ts_rank('{{0, {body}, {lead}, {title}}}', search_entry.document, %s::tsquery, 1)"


class Part(models.TextChoices):
    """Of a page with a gated part there are two entries, of which everybody finds one."""

    ONLY = "only", "all there is"
    PUBLIC = "public", "what is public of it"
    FULL = "full", "all of it"


class EntryQuerySet(models.QuerySet):
    def shown_to(self, viewer: Viewer, at: datetime) -> Self:
        """Of each page the full entry where `viewer` reads it at the moment `at`, else the public one."""
        granted = Case(When(readable_rule(self.model, viewer, at), then=Value(True)), default=Value(False))
        parts = Q(part=Part.ONLY) | Q(part=Part.FULL, granted=True) | Q(part=Part.PUBLIC, granted=False)
        return self.alias(granted=granted).filter(parts)

    def public(self) -> Self:
        """What everybody may read whatever the releases say."""
        return self.exclude(part=Part.FULL)

    def with_free(self, at: datetime) -> Self:
        """`is_free`: whether everybody reads all of it."""
        free = Q(part=Part.ONLY) | readable_rule(self.model, ANONYMOUS, at)
        return self.annotate(is_free=Case(When(free, then=Value(True)), default=Value(False)))

    def matching(self, query: Query, today: date) -> Self:
        """With a `score`, the best match having the lowest: good enough to choose which ones are ranked."""
        entries: Any = self
        fading = [today.toordinal(), today.toordinal(), YEARS_TO_HALF * 365.25]
        if connections[self.db].vendor == "postgresql":
            weights = {"title": 1, "lead": LEAD / TITLE, "body": BODY / TITLE}
            score = _POSTGRESQL_SCORE.format(**weights) + _FADING.format(greatest="GREATEST")
            return entries.extra(  # noqa: S610 - no part of it was typed
                select={"score": score},
                select_params=[query.for_postgresql(any_will_do=True), *fading],
                where=["search_entry.document @@ %s::tsquery"],
                params=[query.for_postgresql()],
            )
        return entries.extra(  # noqa: S610 - no part of it was typed
            tables=["search_fts"],
            select={"score": "bm25(search_fts, %s, %s, %s) " + _FADING.format(greatest="MAX")},
            select_params=[TITLE, LEAD, BODY, *fading],
            where=["search_fts.rowid = search_entry.id", "search_fts MATCH %s"],
            params=[query.for_sqlite()],
        )

    def best_first(self) -> Self:
        entries: Any = self
        return entries.extra(order_by=["score", "-id"])

    def with_page(self) -> Self:
        """With what a list shows of each, and without its keys."""
        return self.select_related("page__locale", "release", "person").defer("title_keys", "lead_keys", "body_keys")
