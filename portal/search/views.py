from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import signatures_of
from events.timetable import talks_of
from portal.access.decision import FOR_EVERYONE
from portal.access.middleware import ViewerRequest
from portal.core.cache.changes import PAGES
from portal.core.cache.policy import apply_cache_policy, never_stored
from portal.core.cache.recording import shows
from portal.core.look.chrome import chrome_for
from portal.core.models import Person, Topic
from portal.core.pages.paging import Paging
from portal.core.serving.documents import framed
from portal.search.addresses import address_of
from portal.search.filters import asked_of, filters
from portal.search.finding import entries_of, find, latest, suggested
from portal.search.models import DATED, Entry, Kind, Part
from portal.search.query import cleaned, parse
from portal.search.querysets import EntryQuerySet
from portal.search.snippets import marked, snippet

PER_PAGE = 10
NO_KEYS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Result:
    """One line of a list; all of `entry` is what its reader may read."""

    entry: Entry
    url: str
    title: SafeString
    snippet: SafeString

    @property
    def is_open(self) -> bool:
        return self.entry.part == Part.ONLY

    @property
    def date(self) -> date | None:
        return date.fromordinal(self.entry.day) if self.entry.day else None


@require_safe
@never_stored
def results(request: ViewerRequest) -> HttpResponse:
    """What was typed is in the address: a search can be kept, sent and gone back to."""
    language, now = _language(), timezone.now()
    query = parse(request.GET.get("q", ""), language)
    found = find(query, language, request.viewer, now)
    asked = asked_of(request.GET)
    chosen, keys = found.chosen(asked), found.query.keys()
    listing = Paging(
        request,
        chosen,
        shown=lambda matches: [_result(request, entry, keys) for entry in entries_of(matches)],
        per_page=PER_PAGE,
        kept={"q": query.text, **asked},
        anchor="#results",
    )
    context = {
        "query": query,
        "found": found,
        "listing": listing,
        "total": len(chosen),
        "filters": filters(found, query.text, asked),
        "asked": asked,
    }
    if not found.matches:
        links = [(entry, address_of(entry, request)) for entry in latest(language, now)]
        context |= {"latest": links, "contact": chrome_for(request).section("home.ContactPage")}
    return framed(request, "search/results.html", context, is_searching=True)


@require_safe
@never_stored
def suggestions(request: HttpRequest) -> HttpResponse:
    """A part of a page, for the script that shows it under the field."""
    entries = suggested(cleaned(request.GET.get("q", "")), _language())
    links = [(entry, address_of(entry, request)) for entry in entries]
    return render(request, "search/suggestions.html", {"links": links})


@require_safe
def topic(request: ViewerRequest, slug: str) -> HttpResponse:
    """What is published on a topic, in the visitor's language."""
    row = get_object_or_404(Topic, slug=slug)
    return _entries(request, Entry.objects.filter(topics=row), heading=row.label, kind=_("Topic"), topic=row)


@require_safe
def author(request: ViewerRequest, slug: str) -> HttpResponse:
    """What somebody wrote or spoke at; who is named on no published page has none either."""
    person = get_object_or_404(Person.objects.select_related("portrait"), slug=slug)
    return _entries(
        request,
        Entry.objects.filter(people=person),
        heading=person.name,
        kind=capfirst(_("person")),
        person=person,
        talks=talks_of(person, _language()),
        signatures=signatures_of(person.pk, _language()),
    )


def _entries(request: ViewerRequest, entries: EntryQuerySet, **context: object) -> HttpResponse:
    shows(PAGES)
    public = (
        entries.public().exclude(kind=Kind.PERSON).exclude(kind__in=DATED, day__gt=timezone.localdate().toordinal())
    )
    answered_in = set(public.order_by().values_list("language", flat=True).distinct())
    if _language() not in answered_in:
        raise Http404
    rows = public.filter(language=_language()).order_by("-day", "-pk")
    listing = Paging(
        request,
        rows.with_page(),
        shown=lambda found: [_result(request, entry, NO_KEYS) for entry in found],
        per_page=PER_PAGE,
    )
    response = render(request, "search/entries.html", {**context, "listing": listing, "answered_in": answered_in})
    return apply_cache_policy(response, request, FOR_EVERYONE)


def _result(request: HttpRequest, entry: Entry, keys: set[str] | frozenset[str]) -> Result:
    title = marked(entry.title, keys, entry.language)
    return Result(entry, address_of(entry, request), title, snippet(entry.text, keys, entry.language))


def _language() -> str:
    return (get_language() or "fr")[:2]
