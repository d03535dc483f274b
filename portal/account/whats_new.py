"""What opened to a person since they last saw their own page."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import reduce
from operator import or_

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageQuerySet

from articles.models import ArticlePage, NewsPage
from members.models import User
from portal.access.decision import readable_by, readable_rule
from portal.access.models import Release
from portal.access.viewer import Viewer
from portal.account.models import LastVisit
from portal.core.pages.base import BasePage
from portal.core.pages.listing import live_here
from studies.models import StudyPage

Kind = type[StudyPage | ArticlePage | NewsPage]
KINDS: dict[Kind, Promise] = {StudyPage: _("Studies"), ArticlePage: _("Articles"), NewsPage: _("News")}
SHOWN = 5
SESSION_SINCE = "new_since"


@dataclass(frozen=True)
class Fresh:
    """The latest of one kind of pages that are new, and whether there are others."""

    kind: Promise
    pages: list[BasePage]
    goes_on: bool


def since_last_visit(*, user: User, session: MutableMapping) -> date | None:
    """The last day before this one on which they were here, all day long in this browser; None the first time."""
    today = timezone.localdate()
    day, since = session.get(SESSION_SINCE, ("", ""))
    if day != today.isoformat():
        last = LastVisit.objects.filter(user=user).first()
        since = last.day.isoformat() if last else ""
        LastVisit.objects.update_or_create(user=user, defaults={"day": today})
        session[SESSION_SINCE] = [today.isoformat(), since]
    return date.fromisoformat(since) if since else None


def newly_open(viewer: Viewer, since: date) -> list[Fresh]:
    """In the visitor's language, all of whose text they read now: published since, or not open to them that day.

    The decision is asked of those alone that were published, or whose release took a step, since then.
    """
    then, now = timezone.make_aware(datetime.combine(since, time.min)), timezone.now()
    steps = (Q(**{f"{step}__range": (then, now)}) for step in ("preview_at", "members_at", "everyone_at"))
    releases = set(Release.objects.filter(reduce(or_, steps)).values_list("pk", flat=True))
    published = set(live_here(Page.objects.filter(first_published_at__gte=then)).values_list("pk", flat=True))
    if not releases and not published:
        return []
    moved = Q(pk__in=published) | Q(release__in=releases)
    found = [_newly_open(model.objects.filter(moved), kind, viewer, then) for model, kind in KINDS.items()]
    return [fresh for fresh in found if fresh.pages]


def _newly_open(pages: PageQuerySet, kind: Promise, viewer: Viewer, then: datetime) -> Fresh:
    was_open = Case(
        When(readable_rule(pages.model, viewer, then), then=Value(True)), default=False, output_field=BooleanField()
    )
    readable = readable_by(live_here(pages.annotate(was_open=was_open)), viewer, timezone.now())
    fresh = readable.filter(Q(was_open=False) | Q(first_published_at__gte=then)).order_by("-first_published_at", "-pk")
    shown = list(fresh.only("title", "url_path", "first_published_at")[: SHOWN + 1])
    return Fresh(kind, shown[:SHOWN], len(shown) > SHOWN)
