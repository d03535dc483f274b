"""What is due when: what goes online or offline by itself, opens to more readers, takes place, appears, goes out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, get_page_models
from wagtail.permissions import page_permission_policy

from events.models import EventPage
from portal.access.models import Release
from portal.access.timeline import paris
from portal.letters.models import Letter
from studies.models import StudyPage

WEEKS = 5
SEES_LETTERS = "letters.view_letter"


@dataclass(frozen=True)
class Due:
    """`is_timed` tells whether its hour counts."""

    at: datetime
    what: str
    title: str
    url: str
    is_timed: bool = True

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)

    @property
    def hour(self) -> str:
        return paris(self.at).split(" ")[-1] if self.is_timed else ""


@dataclass(frozen=True)
class Week:
    first: date
    days: list[tuple[date, list[Due]]]

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks_from(first: date, user: Any) -> list[Week]:
    """WEEKS of them from the Monday `first` on, each with those of its days on which something is due that `user` may
    see, by the clock."""
    start, end = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (first, first + timedelta(weeks=WEEKS))
    )
    found = sorted(due_between(start, end, user), key=lambda due: (due.day, due.is_timed, due.at, due.title))
    by_day = {day: list(dues) for day, dues in groupby(found, key=lambda due: due.day)}
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS)]
    return [
        Week(each, [(day, by_day[day]) for day in sorted(by_day) if each <= day < each + timedelta(weeks=1)])
        for each in mondays
    ]


def due_between(start: datetime, end: datetime, user: Any) -> Iterator[Due]:
    """Of pages, those that `user` may change or publish; each in all its languages where these go their own ways."""
    pages = page_permission_policy.instances_user_has_any_permission_for(user, {"change", "publish"})
    pages = pages.order_by()
    yield from _published(start, end, pages)
    yield from _withdrawn(start, end, pages)
    yield from _opened(start, end, pages)
    yield from _held(start, end, pages)
    yield from _studies(start, end, pages)
    if user.has_perm(SEES_LETTERS):
        yield from _letters(start, end)


def _published(start: datetime, end: datetime, pages: QuerySet[Page]) -> Iterator[Due]:
    approved = Revision.page_revisions.filter(approved_go_live_at__gte=start, approved_go_live_at__lt=end).order_by()
    moments = {int(pk): moment for pk, moment in approved.values_list("object_id", "approved_go_live_at")}
    for page in pages.filter(pk__in=moments):
        yield _of(page, moments[page.pk], _("goes online"))


def _withdrawn(start: datetime, end: datetime, pages: QuerySet[Page]) -> Iterator[Due]:
    for page in pages.filter(live=True, expire_at__gte=start, expire_at__lt=end):
        yield _of(page, page.expire_at, _("goes offline"))


def _opened(start: datetime, end: datetime, pages: QuerySet[Page]) -> Iterator[Due]:
    """Of pages with a part that waits; what was open from the first is not due. A step that a wider one comes with or
    before is none."""
    steps = {
        "preview_at": _("opens to attendees"),
        "members_at": _("opens to members"),
        "everyone_at": _("opens to all"),
    }
    within = [Q(**{f"{name}__gte": start, f"{name}__lt": end}) for name in steps]
    gated = [model for model in get_page_models() if getattr(model, "gated_fields", ())]
    waiting = pages.filter(content_type__in=ContentType.objects.get_for_models(*gated).values())
    releases = Release.objects.filter(within[0] | within[1] | within[2], page__in=waiting.values("pk"))
    for release in releases.select_related("page"):
        moments = {name: getattr(release, name) for name in steps}
        page: Page = release.page  # type: ignore[assignment]
        for name, what in steps.items():
            moment = moments.pop(name)
            is_first = moment and not any(wider and wider <= moment for wider in moments.values())
            if is_first and start <= moment < end and moment > (page.first_published_at or timezone.now()):
                yield _of(page, moment, what)


def _held(start: datetime, end: datetime, pages: QuerySet[Page]) -> Iterator[Due]:
    """Each event once, by its page in the first of its languages."""
    held = EventPage.objects.filter(event__starts_at__gte=start, event__starts_at__lt=end, pk__in=pages.values("pk"))
    shown = held.defer("programme", "materials").annotate(moment=F("event__starts_at"))
    for page in _once(shown.order_by("locale_id", "pk"), "event_id"):
        yield _of(page, page.moment, _("takes place"))


def _studies(start: datetime, end: datetime, pages: QuerySet[Page]) -> Iterator[Due]:
    first, after = timezone.localdate(start), timezone.localdate(end)
    due = StudyPage.objects.filter(study__published_on__gte=first, study__published_on__lt=after)
    shown = due.filter(pk__in=pages.values("pk")).defer("key_figures", "findings", "results")
    for page in _once(shown.annotate(day=F("study__published_on")).order_by("locale_id", "pk"), "study_id"):
        at = timezone.make_aware(datetime.combine(page.day, time.min))
        yield _of(page, at, _("appears"), is_timed=False)


def _letters(start: datetime, end: datetime) -> Iterator[Due]:
    for letter in Letter.objects.filter(state="scheduled", send_at__gte=start, send_at__lt=end):
        yield Due(letter.send_at, _("goes out"), str(letter), reverse("letter:edit", args=[letter.pk]))


def _once(pages: Iterable[Any], key: str) -> Iterator[Any]:
    found: set[int] = set()
    for page in pages:
        if getattr(page, key) not in found:
            found.add(getattr(page, key))
            yield page


def _of(page: Page, at: datetime, what: str, *, is_timed: bool = True) -> Due:
    title = page.title if page.live else page.draft_title
    return Due(at, what, title, reverse("wagtailadmin_pages:edit", args=[page.pk]), is_timed)
