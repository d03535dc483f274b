from datetime import datetime
from typing import Any, Self

from django.db import connections, models
from django.db.models import Case, Q, Value, When

from portal.access.decision import readable_rule
from portal.access.viewer import ANONYMOUS, Viewer

TITLE, LEAD, BODY = 20.0, 5.0, 1.0

_POSTGRESQL_SCORE = f"-ts_rank('{{{{0, {BODY / TITLE}, {LEAD / TITLE}, 1}}}}', search_entry.{{column}}, %s::tsquery, 1)"
_SQLITE_SCORE = f"bm25(search_fts, {TITLE}, {LEAD}, {BODY})"


class Part(models.TextChoices):
    """Of a page with a gated part there are two entries, of which everybody finds one."""

    ONLY = "only", "all there is"
    PUBLIC = "public", "what is public of it"
    FULL = "full", "all of it"


class EntryQuerySet(models.QuerySet):
    """`words` and `any_word` are a query's in the database's own language: portal.search.query."""

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

    def named(self, words: str, any_word: str) -> Self:
        """Those with the words in their title, the best first by their `score`, which is the lower the better.

        On SQLite the plus keeps the words' own index the one that is walked.
        """
        entries: Any = self
        if connections[self.db].vendor == "postgresql":
            return entries._scored("named", words, any_word).extra(order_by=["score", "-id"])
        return entries.extra(
            tables=["search_fts"],
            select={"score": "search_fts.rank"},
            where=[
                "search_entry.id = +search_fts.rowid",
                "search_fts MATCH 'title_keys : (' || %s || ')'",
                "search_fts.rank MATCH %s",
            ],
            params=[words, _SQLITE_SCORE.replace("search_fts, ", "")],
            order_by=["search_fts.rank"],
        )

    def mentioning(self, words: str, any_word: str) -> Self:
        """Those with the words anywhere, the latest indexed first: a frequent word is not followed to its end."""
        entries: Any = self
        if connections[self.db].vendor == "postgresql":
            return entries._scored("document", words, any_word).extra(order_by=["-id"])
        return entries.extra(  # noqa: S610 - no part of it was typed
            tables=["search_fts"],
            select={"score": _SQLITE_SCORE},
            where=["search_entry.id = +search_fts.rowid", "search_fts MATCH %s"],
            params=[words],
            order_by=["-search_fts.rowid"],
        )

    def _scored(self, column: str, words: str, any_word: str) -> Self:
        entries: Any = self
        return entries.extra(  # noqa: S610 - no part of it was typed
            select={"score": _POSTGRESQL_SCORE.format(column=column)},
            select_params=[any_word],
            where=[f"search_entry.{column} @@ %s::tsquery"],
            params=[words],
        )

    def with_page(self) -> Self:
        """With what a list shows of each, and without its keys."""
        return self.select_related("page__locale", "release", "person").defer("title_keys", "lead_keys", "body_keys")
