"""The one search: what of the index a visitor finds, in an order, by kind, topic, year and access."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from portal.access.prepared import Given, Prepared, PreparedRows
from portal.access.viewer import Viewer
from portal.search.models import DATED, Entry, TitleWord
from portal.search.query import Query, Term
from portal.search.querysets import MOST
from portal.search.ranking import Row, ranked
from portal.search.words import fold, near, words_of

SHORTEST_SLIP = 4
SUGGESTED = 8
FILTERS = ("kind", "topic", "year", "free")


class Match(NamedTuple):
    """What was found, by its number, with its values for each of the filters, by their names."""

    pk: int
    kind: tuple[str, ...]
    topic: tuple[str, ...]
    year: tuple[str, ...]
    free: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """`query` is what was looked for in the end: `corrected` where a slip was put right, or its `any_will_do`."""

    query: Query
    matches: list[Match] = field(default_factory=list)
    corrected: str = ""

    @property
    def is_cut(self) -> bool:
        return len(self.matches) >= MOST

    def chosen(self, asked: Mapping[str, str], *, but: str = "") -> list[Match]:
        """The matches of what was asked for by the filters, one of them left out."""
        chosen = self.matches
        for name, value in asked.items():
            if name != but:
                values = attrgetter(name)
                chosen = [match for match in chosen if value in values(match)]
        return chosen

    def counts(self, name: str, asked: Mapping[str, str]) -> Counter[str]:
        """How many there would be with each value of a filter, the others being as they are."""
        return Counter(chain.from_iterable(map(attrgetter(name), self.chosen(asked, but=name))))


def find(query: Query, language: str, viewer: Viewer, at: datetime) -> Found:
    """All the words; where no entry has them, with slips put right; else any of them."""
    if not query.terms:
        return Found(query)
    found = Found(query, _matches(query, language, viewer, at))
    if not found.matches and (corrected := corrected_query(query, language)):
        written = " ".join(corrected.words)
        found = Found(corrected, _matches(corrected, language, viewer, at), written)
    if not found.matches and len(query.terms) > 1:
        loose = query.loosened()
        found = Found(loose, _matches(loose, language, viewer, at))
    return found


def _matches(query: Query, language: str, viewer: Viewer, at: datetime) -> list[Match]:
    """Of what bears the words in its title the best, and of what has them anywhere the latest.

    Where the latest are all there are, those with a title are among them.
    """
    asked = language, *query.told(connections[DEFAULT_DB_ALIAS].vendor), at
    found = _rows("mentioning", viewer, asked)
    if len(found) >= MOST:
        found = _rows("named", viewer, asked) | found
    rows = ranked(found.values(), query, localdate(at))[:MOST]
    topics: dict[int, list[str]] = defaultdict(list)
    if rows:
        for entry, slug in _topics(*(row.pk for row in rows)):
            topics[entry].append(slug)
    return [_match(row, topics.get(row.pk, ())) for row in rows]


@Prepared
def _topics(*entries: int) -> QuerySet:
    return Entry.topics.through.objects.filter(entry__in=entries).values_list("entry_id", "topic__slug")


def _match(row: Row, topics: Iterable[str]) -> Match:
    year = (str(row.year),) if row.year else ()
    return Match(row.pk, (row.kind,), tuple(topics), year, ("1",) if row.is_free else ())


def _rows(how: str, viewer: Viewer, asked: Sequence[Given]) -> dict[int, Row]:
    """Whoever has no right of their own is answered by the query that was built for all who are like them."""
    if viewer.has_own_rights:
        rows: Iterable[Iterable] = _asking(how, viewer)(*asked)
    else:
        rows = _prepared(how, viewer.reduced_to(event_ids=frozenset(), release_ids=frozenset()))(*asked)
    return {row.pk: row for row in map(Row._make, rows)}


@cache
def _prepared(how: str, viewer: Viewer) -> Prepared:
    return Prepared(_asking(how, viewer))


def _asking(how: str, viewer: Viewer) -> Callable[..., QuerySet]:
    def entries(language: str, words: str, any_word: str, at: datetime) -> QuerySet:
        shown = Entry.objects.filter(language=language).shown_to(viewer, at)
        found: Any = getattr(shown, how)(words, any_word).with_free(at)
        return found.values_list(*Row._fields)[:MOST]

    return entries


def corrected_query(query: Query, language: str) -> Query | None:
    """With each longer word that is in no public title put as the one of them that is a slip away, if there is any.

    It asks public titles alone: what only some may read corrects nothing, nor keeps anything from being corrected.
    """
    terms, changed = [], False
    for term in query.terms:
        better = _known(term.words[0], language) if len(term.words) == 1 else None
        changed = changed or better is not None
        terms.append(Term((better,), language) if better else term)
    return replace(query, terms=tuple(terms)) if changed else None


def _known(typed: str, language: str) -> str | None:
    """The most frequent in titles of any language that is in one of this: PostgreSQL would read every entry to count
    those of this one alone."""
    word = fold(typed)
    if len(word) < SHORTEST_SLIP or _in_titles(language, word):
        return None
    others = _frequent(" ".join(near(word)))
    return next((written for known, written, _times in others if _in_titles(language, known, written)), None)


@Prepared
def _in_titles(language: str, word: str, *written: str) -> QuerySet:
    titles = TitleWord.objects.filter(Exists(Entry.objects.filter(pk=OuterRef("entry"), language=language)), word=word)
    return (titles.filter(written__in=written) if written else titles).values_list("pk")[:1]


@Prepared
def _frequent(words: str) -> QuerySet:
    counted = TitleWord.objects.any_of(words).values_list("word", "written").annotate(times=Count("pk"))
    return counted.order_by("-times", "written")


def suggested(typed: str, language: str) -> list[Entry]:
    """The latest public titles that have each word, or a word that begins like it."""
    words = list(dict.fromkeys(filter(None, map(fold, words_of(typed)))))[:5]
    if not words or len(words[-1]) < 2:
        return []
    entries = Entry.objects.filter(language=language).public()
    for word in words:
        like = TitleWord.objects.filter(word__range=(word, f"{word}zzzz"), word__startswith=word)
        entries = entries.filter(pk__in=like.values("entry"))
    return list(entries.with_page().order_by("-day", "-pk")[:SUGGESTED])


def latest(language: str, at: datetime) -> list[Entry]:
    """What is new, for who found nothing."""
    dated = Entry.objects.filter(language=language, day__lte=localdate(at).toordinal()).public()
    return list(dated.filter(kind__in=DATED).with_page().order_by("-day", "-pk")[:5])


def entries_of(matches: list[Match]) -> list[Entry]:
    """In the same order, with what a list shows of each; not what was withdrawn meanwhile."""
    keys = [match.pk for match in matches]
    found = {entry.pk: entry for entry in _entries(*keys)} if keys else {}
    entries = [found[key] for key in keys if key in found]
    return [entry for entry in entries if entry.page is None or entry.page.live]


@PreparedRows
def _entries(*keys: int) -> QuerySet:
    return Entry.objects.with_page().filter(pk__in=keys).order_by()
