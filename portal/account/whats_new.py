"""What opened to a person since they last saw their own page."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import BooleanField, Case, Q, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import ArticlePage, NewsPage
from members.models import User
from portal.access.decision import readable_by, readable_rule
from portal.access.viewer import Viewer
from portal.account.models import LastVisit
from portal.core.pages.base import BasePage
from portal.core.pages.listing import live_here
from studies.models import StudyPage

KINDS: dict[type[StudyPage | ArticlePage | NewsPage], Promise] = {
    StudyPage: _("Studies"),
    ArticlePage: _("Articles"),
    NewsPage: _("News"),
}
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
    """In the visitor's language, all of whose text they read now: published since, or not open to them that day."""
    then = timezone.make_aware(datetime.combine(since, time.min))
    found = [_newly_open(model, kind, viewer, then) for model, kind in KINDS.items()]
    return [fresh for fresh in found if fresh.pages]


def _newly_open(
    model: type[StudyPage | ArticlePage | NewsPage], kind: Promise, viewer: Viewer, then: datetime
) -> Fresh:
    was_open = Case(
        When(readable_rule(model, viewer, then), then=Value(True)), default=False, output_field=BooleanField()
    )
    readable = readable_by(live_here(model._default_manager.annotate(was_open=was_open)), viewer, timezone.now())
    fresh = readable.filter(Q(was_open=False) | Q(first_published_at__gte=then)).order_by("-first_published_at", "-pk")
    pages = list(fresh.only("title", "url_path", "first_published_at")[: SHOWN + 1])
    return Fresh(kind, pages[:SHOWN], len(pages) > SHOWN)
