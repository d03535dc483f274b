from datetime import datetime
from typing import Any, Self

from django.db import connections, models
from django.db.models import Case, Expression, Func, Q, Value, When
from django.db.models.expressions import Col

from portal.access.decision import readable_rule
from portal.access.viewer import ANONYMOUS, Viewer

MOST = 120
"""Of more matches only the best ones are listed and counted."""
TITLE, LEAD, BODY = 20.0, 5.0, 1.0

_SQLITE_SCORE = f"bm25(search_fts, {TITLE}, {LEAD}, {BODY})"


class _Column(Expression):
    """One that PostgreSQL keeps by itself, and no field is for."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=models.TextField())
        self.name = name

    def resolve_expression(self, query: Any = None, *args: Any, **options: Any) -> Any:
        field = models.TextField()
        field.set_attributes_from_name(self.name)
        return Col(query.get_initial_alias(), field)


def _having(column: str, words: str) -> Func:
    said = "(%(expressions)s::tsquery)"
    return Func(_Column(column), Value(words), template=said, arg_joiner=" @@ ", output_field=models.BooleanField())


def _score(column: str, words: str) -> Func:
    weights = f"'{{0, {BODY / TITLE}, {LEAD / TITLE}, 1}}'"
    said = f"-ts_rank({weights}, %(expressions)s::tsquery, 1)"
    return Func(_Column(column), Value(words), template=said, output_field=models.FloatField())


class Part(models.TextChoices):
    """Of a page with a gated part there are two entries, of which everybody finds one."""

    ONLY = "only", "all there is"
    PUBLIC = "public", "what is public of it"
    FULL = "full", "all of it"


class TitleWordQuerySet(models.QuerySet):
    def any_of(self, words: str) -> Self:
        """Those of `words`, folded ones between spaces: hundreds of them are one parameter."""
        where = "word IN (SELECT value FROM json_each('[\"' || replace(%s, ' ', '\",\"') || '\"]'))"
        if connections[self.db].vendor == "postgresql":
            where = "word = ANY(string_to_array(%s, ' '))"
        rows: Any = self
        return rows.extra(where=[where], params=[words])  # noqa: S610 - no part of it was typed


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
            return (
                entries.filter(_having("named", words))
                .annotate(score=_score("named", any_word))
                .order_by("score", "-pk")
            )
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
        """Those with the words anywhere, the latest indexed first: a frequent word is not followed to its end.

        PostgreSQL would weigh each of them before it leaves any out, so it finds the latest first.
        """
        entries: Any = self
        if connections[self.db].vendor == "postgresql":
            latest = entries.filter(_having("document", words)).order_by("-pk").values("pk")[:MOST]
            scored = entries.model.objects.filter(pk__in=latest).annotate(score=_score("document", any_word))
            return scored.order_by("-pk")
        return entries.extra(  # noqa: S610 - no part of it was typed
            tables=["search_fts"],
            select={"score": _SQLITE_SCORE},
            where=["search_entry.id = +search_fts.rowid", "search_fts MATCH %s"],
            params=[words],
            order_by=["-search_fts.rowid"],
        )

    def with_page(self) -> Self:
        """With what a list shows of each, and without its keys."""
        return self.select_related("page__locale", "release", "person").defer("title_keys", "lead_keys", "body_keys")
