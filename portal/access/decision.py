"""The one access decision, twice: for an item at hand, and as SQL for many. A property test holds them equal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol, TypeVar, cast

from django.db.models import Model, Q, QuerySet

from portal.access.models import Release
from portal.access.turning import turns
from portal.access.viewer import MembershipState, Viewer


class Reason(StrEnum):
    EVERYONE = "everyone"
    MEMBER = "member"
    ATTENDEE = "attendee"
    PREVIEW = "preview"
    EDITOR = "editor"

    SIGN_IN = "sign_in"
    NO_MEMBERSHIP = "no_membership"
    PENDING = "pending"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"
    NO_SEAT = "no_seat"
    NOT_YET = "not_yet"
    CLOSED = "closed"


@dataclass(frozen=True)
class Decision:
    """`opens_at` is when the item opens to this very viewer if nothing else changes; None: not by waiting."""

    granted: bool
    reason: Reason
    opens_at: datetime | None = None


class Audience(StrEnum):
    ATTENDEES = "attendees"
    MEMBERS = "members"
    EVERYONE = "everyone"


FOR_EVERYONE = Decision(True, Reason.EVERYONE)
REFUSED = Decision(False, Reason.CLOSED)


class Gated(Protocol):
    """What a release gates: a page by its own place in the tree, anything else by its release's page.

    `release_lookup` leads from the item to its release and `page_lookup` to that page; both are ORM paths,
    "" for the item itself. Without `gated_fields` nothing of the item waits for its release.
    """

    gated_fields: ClassVar[tuple[str, ...]]
    release_lookup: ClassVar[str]
    page_lookup: ClassVar[str]


_REFUSALS = {
    MembershipState.NONE: Reason.NO_MEMBERSHIP,
    MembershipState.PENDING: Reason.PENDING,
    MembershipState.LAPSED: Reason.LAPSED,
    MembershipState.ENDED: Reason.LAPSED,
    MembershipState.SUSPENDED: Reason.SUSPENDED,
    MembershipState.NO_SEAT: Reason.NO_SEAT,
}


def decide(item: Gated, viewer: Viewer, at: datetime) -> Decision:
    """Whether `viewer` reads the gated part of `item` at the moment `at`, and if not, why."""
    if not item.gated_fields:
        return FOR_EVERYONE
    release = _follow(item, item.release_lookup)
    page = _follow(item, item.page_lookup)
    if page is not None and viewer.may_edit(page.path, page.owner_id):
        return Decision(True, Reason.EDITOR)
    if release is None:
        return REFUSED
    return _decide_release(release, viewer, at)


def _decide_release(release: Release, viewer: Viewer, at: datetime) -> Decision:
    attends = release.preview_event_id is not None and release.preview_event_id in viewer.attended_event_ids
    if has_come(release.everyone_at, at):
        return FOR_EVERYONE
    if viewer.reads_as_member and has_come(release.members_at, at):
        return Decision(True, Reason.MEMBER)
    if attends and has_come(release.preview_at, at):
        return Decision(True, Reason.ATTENDEE)
    if release.pk in viewer.granted_release_ids:
        return Decision(True, Reason.PREVIEW)

    steps = [release.everyone_at]
    if viewer.reads_as_member:
        steps.append(release.members_at)
    if attends:
        steps.append(release.preview_at)
    opens_at = _first(steps)
    return Decision(False, _refusal(release, viewer, opens_at), opens_at)


def _refusal(release: Release, viewer: Viewer, opens_at: datetime | None) -> Reason:
    if viewer.reads_as_member or release.members_at is None:
        return Reason.NOT_YET if opens_at else Reason.CLOSED
    if viewer.user_id is None:
        return Reason.SIGN_IN
    return _REFUSALS[viewer.membership]


def has_come(step: datetime | None, at: datetime) -> bool:
    """Whether a step of a release is there at the moment `at`; an empty one never comes."""
    turns(at, step)
    return step is not None and step <= at


def opens_to(release: Release, audience: Audience) -> datetime | None:
    """When this audience first reads, a wider one's opening counting for the narrower; None: never."""
    own = {Audience.ATTENDEES: release.preview_at, Audience.MEMBERS: release.members_at}
    return _first([own.get(audience), release.everyone_at])


def open_to(item: Gated, at: datetime) -> frozenset[Audience]:
    """The audiences that read all of `item` at the moment `at`."""
    release = _follow(item, item.release_lookup)
    if not item.gated_fields:
        return frozenset(Audience)
    if release is None:
        return frozenset()
    return frozenset(audience for audience in Audience if has_come(opens_to(release, audience), at))


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _follow(item: Gated, lookup: str):
    for name in filter(None, lookup.split("__")):
        if item is None:
            return None
        item = getattr(item, name)
    return item


M = TypeVar("M", bound=Model)


def readable_by(queryset: QuerySet[M], viewer: Viewer, at: datetime) -> QuerySet[M]:
    """The items of `queryset` whose gated part `viewer` reads at the moment `at`: `decide` as one SQL expression."""
    return queryset.filter(readable_rule(queryset.model, viewer, at))


def readable_rule(model: type[Model], viewer: Viewer, at: datetime) -> Q:
    """The same as a condition: of an item without a step that it asks for it is unknown, not false."""
    gated = cast("type[Gated]", model)
    if not gated.gated_fields:
        return Q()
    to_release = f"{lookup}__" if (lookup := gated.release_lookup) else ""
    to_page = f"{lookup}__" if (lookup := gated.page_lookup) else ""

    rule = Q(**{f"{to_release}everyone_at__lte": at})
    if viewer.reads_as_member:
        rule |= Q(**{f"{to_release}members_at__lte": at})
    if viewer.attended_event_ids:
        rule |= Q(
            **{
                f"{to_release}preview_event__in": viewer.attended_event_ids,
                f"{to_release}preview_at__lte": at,
            }
        )
    if viewer.granted_release_ids:
        rule |= Q(**{f"{to_release}pk__in": viewer.granted_release_ids})
    for path in viewer.edit_paths:
        rule |= Q(**{f"{to_page}path__startswith": path})
    for path in viewer.own_paths if viewer.user_id is not None else ():
        rule |= Q(**{f"{to_page}path__startswith": path, f"{to_page}owner": viewer.user_id})
    return rule
