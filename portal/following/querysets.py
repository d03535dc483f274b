"""What is new, the latest first: published pages in the current language, told by what anybody may read of them."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from articles.models import ArticlePage, IssuePage, NewsPage
from events.models import EventPage
from portal.core.cache.recording import shows_all
from portal.core.models import BasePage, Topic
from portal.core.pages.listing import live_here
from studies.models import StudyPage

MOST = 30
"""In one feed: programs ask for it again and again, and keep what they have read."""

TEXTS: tuple[type[BasePage], ...] = (ArticlePage, NewsPage, StudyPage)
EVERYTHING: tuple[type[BasePage], ...] = (*TEXTS, EventPage)


def latest(*models: type[BasePage]) -> list[BasePage]:
    return _latest(_listed(model) for model in models)


def latest_on(topic: Topic) -> list[BasePage]:
    with_topics = (model for model in EVERYTHING if hasattr(model, "topics"))
    return _latest(_listed(model).filter(topics=topic) for model in with_topics)


def printed_in(issue: IssuePage) -> list[BasePage]:
    return _latest([_listed(ArticlePage).printed_in(issue)])  # type: ignore[attr-defined]


def published_at(page: BasePage) -> datetime:
    """The moment of its publication here; of what is dated another day, as old texts are, that day."""
    day, online = page.card().get("date"), page.first_published_at
    if day is None or (online and day == timezone.localdate(online)):
        return online or timezone.now()
    return timezone.make_aware(datetime.combine(day, time.min))  # type: ignore[arg-type]


def summary_of(page: BasePage) -> str:
    """What a list says of it: public whatever its release says."""
    return page.standfirst or page.summary or page.introduction or page.search_description


def _listed(model: type[BasePage]) -> QuerySet:
    shows_all(model)
    cards = live_here(model.objects.all()).for_cards()  # type: ignore[attr-defined]
    return cards.prefetch_related("bylines__person") if hasattr(model, "bylines") else cards


def _latest(found: Iterable[QuerySet]) -> list[BasePage]:
    pages = [page for rows in found for page in _first(rows)]
    return sorted(pages, key=lambda page: (published_at(page), page.pk), reverse=True)[:MOST]


def _first(rows: QuerySet) -> QuerySet:
    by_date = getattr(rows, "latest_first", None)
    return (by_date() if by_date else rows.order_by("-first_published_at", "-pk"))[:MOST]


def topics_in_use() -> list[Topic]:
    """Those that something published in this language bears, by name."""
    used: set[int] = set()
    for model in EVERYTHING:
        if hasattr(model, "topics"):
            shows_all(model)
            live = {f"{model._meta.model_name}__in": live_here(model.objects.all()).order_by().values("pk")}
            used.update(model.topics.through.objects.filter(**live).values_list("topic", flat=True).distinct())
    return sorted(Topic.objects.filter(pk__in=used), key=lambda topic: topic.label.casefold())
