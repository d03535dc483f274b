"""What one person reads and why, as the decision says it; and what it knows of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from events.models import Registration
from members.models import Membership, Seat, User
from members.viewsets import STATES
from portal.access.decision import Decision, Reason, decide, readable_by
from portal.access.models import Release
from portal.access.viewer import Viewer
from portal.core.models import BasePage

WHY = {
    Reason.EVERYONE: _("it is open to everyone"),
    Reason.MEMBER: _("as a member"),
    Reason.ATTENDEE: _("as one of those registered for the event where it is shown first"),
    Reason.PREVIEW: _("by a preview link"),
    Reason.EDITOR: _("may edit it"),
    Reason.SIGN_IN: _("is not signed in"),
    Reason.NO_MEMBERSHIP: _("has no membership"),
    Reason.PENDING: _("the membership is pending"),
    Reason.LAPSED: _("the membership is over"),
    Reason.SUSPENDED: _("the membership is suspended"),
    Reason.NO_SEAT: _("has no seat any more"),
    Reason.NOT_YET: _("it is not open yet"),
    Reason.CLOSED: _("it is closed"),
}


@dataclass(frozen=True)
class Read:
    page: BasePage
    decision: Decision

    @property
    def kind(self) -> str:
        return str(self.page._meta.verbose_name)

    @property
    def why(self) -> str:
        return str(WHY[self.decision.reason])


def gated_models() -> list[type[BasePage]]:
    models = (model for model in apps.get_models() if issubclass(model, BasePage))
    return [model for model in models if model.gated_fields]


def gated_pages(viewer: Viewer, at: datetime, *, words: str, kind: str, reads: str) -> QuerySet[Page]:
    """Those online, in every language, that hold something gated; `reads` of "yes" or "no" asks the decision."""
    models = [model for model in gated_models() if kind in ("", model._meta.model_name)]
    kinds = ContentType.objects.get_for_models(*models).values()
    pages = Page.objects.live().filter(content_type__in=list(kinds)).order_by("-first_published_at", "-pk")
    if words:
        pages = pages.filter(title__icontains=words)
    if reads:
        readable = Q(pk__in=())
        for model in models:
            readable |= Q(pk__in=readable_by(model._default_manager.all(), viewer, at).order_by().values("pk"))
        pages = pages.filter(readable) if reads == "yes" else pages.exclude(readable)
    return pages.specific(defer=True)


def decided(pages: Iterable[Any], viewer: Viewer, at: datetime) -> list[Read]:
    pages = list(pages)
    rows = [(page, type(page)) for page in pages]
    releases: dict[int, int] = {}
    for model in {model for _page, model in rows}:
        of_these = model._default_manager.filter(pk__in=[page.pk for page, its in rows if its is model])
        releases |= dict(of_these.order_by().values_list("pk", "release"))
    found = Release.objects.in_bulk(releases.values())
    for page in pages:
        page.release = found[releases[page.pk]]
    return [Read(page, decide(page, viewer, at)) for page in pages]


Period = tuple[Membership, Any]
"""A membership, and what it is today in words."""


@dataclass(frozen=True)
class HeldSeat:
    seat: Seat
    periods: list[Period]


def held_by(user: User) -> list[HeldSeat]:
    """The seats that somebody has or had, each with what its organisation's memberships are today."""
    rows = Seat.objects.filter(user=user).select_related("organisation").prefetch_related("organisation__memberships")
    ordered = rows.order_by(F("removed_at").asc(nulls_first=True), "-given_at")
    return [HeldSeat(seat, _periods(seat.organisation.memberships.all())) for seat in ordered]


def own_memberships(user: User) -> list[Period]:
    return _periods(Membership.objects.filter(user=user))


def _periods(memberships: Iterable[Membership]) -> list[Period]:
    today = timezone.localdate()
    return [(each, STATES[each.state(today)]) for each in memberships]


def opening_registrations(viewer: Viewer) -> QuerySet[Registration]:
    """Those, under an address that was proved, to events where something is shown first."""
    shown_first = Release.objects.exclude(preview_at=None).values("preview_event")
    attended = Registration.objects.attended().filter(email=viewer.email, event__in=viewer.attended_event_ids)
    return attended.filter(event__in=shown_first).select_related("event") if viewer.email else attended.none()
