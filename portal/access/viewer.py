"""Who is asking: plain values, gathered anew for each request and never stored."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser


class MembershipState(StrEnum):
    NONE = "none"
    PENDING = "pending"
    ACTIVE = "active"
    GRACE = "grace"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"
    ENDED = "ended"
    NO_SEAT = "no_seat"


READING_STATES = frozenset({MembershipState.ACTIVE, MembershipState.GRACE})


@dataclass(frozen=True)
class Viewer:
    """What the access decision knows of a visitor.

    `email` is set only when its owner proved it, by an account or by a code. `edit_paths` are tree paths
    below which the visitor may edit every page, `own_paths` those where only pages they own.
    """

    user_id: int | None = None
    email: str = ""
    membership: MembershipState = MembershipState.NONE
    organisation_ids: frozenset[int] = frozenset()
    attended_event_ids: frozenset[int] = frozenset()
    granted_release_ids: frozenset[int] = frozenset()
    edit_paths: tuple[str, ...] = ()
    own_paths: tuple[str, ...] = ()

    @property
    def reads_as_member(self) -> bool:
        return self.membership in READING_STATES

    @property
    def has_own_rights(self) -> bool:
        """Whether they read more than anybody, or any member, does."""
        return bool(self.attended_event_ids or self.granted_release_ids or self.edit_paths or self.own_paths)

    def reduced_to(self, *, event_ids: Set[int | None], release_ids: Set[int]) -> "Viewer":
        """Nobody in particular, who reads as this viewer does: as a member or not, and thanks to those alone."""
        return Viewer(
            membership=MembershipState.ACTIVE if self.reads_as_member else MembershipState.NONE,
            attended_event_ids=frozenset(pk for pk in self.attended_event_ids if pk in event_ids),
            granted_release_ids=frozenset(pk for pk in self.granted_release_ids if pk in release_ids),
        )

    def may_edit(self, path: str, owner_id: int | None) -> bool:
        if path.startswith(self.edit_paths):
            return True
        return owner_id is not None and owner_id == self.user_id and path.startswith(self.own_paths)


ANONYMOUS = Viewer()

Source = Callable[["Viewer", AbstractBaseUser | AnonymousUser, Mapping], "Viewer"]

_sources: list[Source] = []


def register_source(source: Source) -> Source:
    """Let a room say what it knows: `source(viewer so far, user, session)` answers an enriched viewer.

    Sources run in the order of INSTALLED_APPS, so that events may rely on the e-mail address members proved.
    """
    _sources.append(source)
    return source


def viewer_for(user: AbstractBaseUser | AnonymousUser, session: Mapping | None = None) -> Viewer:
    """The viewer as the database knows them now. An inactive user is nobody."""
    session = {} if session is None else session
    signed_in = user.is_authenticated and user.is_active
    viewer = Viewer(user_id=user.pk) if signed_in else ANONYMOUS
    if not signed_in and not session.keys():
        return viewer
    for source in _sources:
        viewer = source(viewer, user, session)
    return viewer
