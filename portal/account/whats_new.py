"""What opened to a person since they last saw their own page."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial, reduce
from operator import or_

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageQuerySet

from articles.models import ArticlePage, NewsPage
from members.models import User
from portal.access.decision import readable_by, readable_rule
from portal.access.models import Release
from portal.access.prepared import PreparedRows
from portal.access.viewer import Viewer
from portal.account.equals import STEPS, made_for_equals
from portal.account.models import LastVisit
from portal.core.pages.listing import live_here
from studies.models import StudyPage

Kind = type[StudyPage | ArticlePage | NewsPage]
KINDS: dict[Kind, Promise] = {StudyPage: _("Studies"), ArticlePage: _("Articles"), NewsPage: _("News")}
SHOWN = 5


@dataclass(frozen=True)
class Fresh:
    """The latest of one kind of pages that are new, as much of each as a link needs, and whether there are others."""

    kind: Promise
    pages: list[Page]
    goes_on: bool


@PreparedRows
def _last_visit(user_id: int) -> QuerySet:
    return LastVisit.objects.filter(user=user_id)


def since_last_visit(*, user: User) -> date | None:
    """The last day before this one on which they were here, all day long in every browser; None the first time."""
    today = timezone.localdate()
    last = next(iter(_last_visit(user.pk)), None)
    if last is None:
        last, _made = LastVisit.objects.get_or_create(user=user, defaults={"day": today})
    if last.day != today:
        last.before, last.day = last.day, today
        last.save(update_fields=["before", "day"])
    return last.before


def newly_open(viewer: Viewer, since: date) -> list[Fresh]:
    """In the visitor's language, all of whose text they read now: published since, or not open to them that day."""
    found = made_for_equals(f"new {since}", viewer, partial(_found, viewer, since), tuple(KINDS))
    kinds = list(KINDS.values())
    return [
        Fresh(kinds[place], [Page(title=title, url_path=path) for title, path in pages], goes_on)
        for place, pages, goes_on in found
    ]


def _found(viewer: Viewer, since: date) -> list[tuple[int, list, bool]]:
    """Each kind by its place; asked of those pages alone that were published, or whose release took a step, since."""
    then, now = timezone.make_aware(datetime.combine(since, time.min)), timezone.now()
    steps = (Q(**{f"{step}__range": (then, now)}) for step in STEPS)
    releases = set(Release.objects.filter(reduce(or_, steps)).values_list("pk", flat=True))
    published = set(live_here(Page.objects.filter(first_published_at__gte=then)).values_list("pk", flat=True))
    moved = Q(pk__in=published) | Q(release__in=releases)
    found = [
        (place, list(_newly_open(_whose_day_came(kind, moved, since), viewer, then)[: SHOWN + 1]))
        for place, kind in enumerate(KINDS)
    ]
    return [(place, pages[:SHOWN], len(pages) > SHOWN) for place, pages in found if pages]


def _whose_day_came(kind: Kind, moved: Q, since: date) -> PageQuerySet:
    """Those that moved, and those put online ahead of a day that came since; `came` says which these are."""
    if kind is StudyPage:
        return StudyPage.objects.filter(moved).annotate(came=Value(False))
    came = Q(web_date__gt=since, web_date__lte=timezone.localdate())
    pages = kind.objects.filter(moved | came, web_date__lte=timezone.localdate())
    return pages.annotate(came=Case(When(came, then=Value(True)), default=False, output_field=BooleanField()))


def _newly_open(pages: PageQuerySet, viewer: Viewer, then: datetime) -> QuerySet:
    was_open = Case(
        When(readable_rule(pages.model, viewer, then), then=Value(True)), default=False, output_field=BooleanField()
    )
    readable = readable_by(live_here(pages.annotate(was_open=was_open)), viewer, timezone.now())
    fresh = readable.filter(Q(was_open=False) | Q(came=True) | Q(first_published_at__gte=then)).order_by(
        "-first_published_at", "-pk"
    )
    return fresh.values_list("title", "url_path")
