"""Everybody who may come by: how each is let in, and in which phases of a release they read its gated part."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from events.models import Event, Registration
from events.sources import SESSION_EMAIL
from members.models import User
from members.services.invitations import accept_invitation, transfer_seat
from portal.access.archetypes import Archetype
from portal.access.models import PreviewGrant, Release
from portal.access.sources import SESSION_GRANTS
from tests.factories.members import (
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
    individual,
    member,
)


class Phase(StrEnum):
    """Where `now` stands in a release's timeline."""

    NEVER = "no step at all"
    BEFORE = "before every step"
    PREVIEW = "attendees read"
    MEMBERS = "members read"
    EVERYONE = "everyone reads"


def steps(phase: Phase, event: Event, now: datetime) -> dict:
    """The fields of a release that stands in `phase`."""
    if phase is Phase.NEVER:
        return {"preview_event": None, "preview_at": None, "members_at": None, "everyone_at": None}
    order = (Phase.PREVIEW, Phase.MEMBERS, Phase.EVERYONE)
    reached = order.index(phase) if phase in order else -1
    moments = [now + timedelta(days=day if number > reached else day - 10) for number, day in enumerate((1, 2, 3))]
    return dict(zip(("preview_at", "members_at", "everyone_at"), moments, strict=True)) | {"preview_event": event}


def set_phase(releases: Iterable[Release], phase: Phase, event: Event) -> None:
    for release in Release.objects.filter(pk__in=[release.pk for release in releases]):
        for name, value in steps(phase, event, timezone.now()).items():
            setattr(release, name, value)
        release.save()


@dataclass(frozen=True)
class World:
    """What the visitors stand in relation to: the releases under test, the events, two parts of the tree."""

    releases: tuple[Release, ...]
    preview_event: Event
    other_event: Event
    tree: Page
    elsewhere: Page


ALWAYS = frozenset(Phase)
PUBLIC = frozenset({Phase.EVERYONE})
AS_MEMBER = PUBLIC | {Phase.MEMBERS}
AS_ATTENDEE = AS_MEMBER | {Phase.PREVIEW}


@dataclass(frozen=True)
class Visitor:
    name: str
    enter: Callable[[World], Client]
    reading: frozenset[Phase] = field(default=PUBLIC)

    def reads(self, phase: Phase) -> bool:
        return phase in self.reading

    def __str__(self) -> str:
        return self.name


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def with_session(**values) -> Client:
    client = Client()
    session = client.session
    session.update(values)
    session.save()
    return client


def proof(key: str, *values: object) -> dict[str, dict]:
    """What the session holds once these were shown."""
    return {key: dict.fromkeys(map(str, values), timezone.now().timestamp())}


def staff(page: Page, *codenames: str, user: User | None = None, library: bool = False) -> User:
    """Somebody whom Wagtail lets in, with these permissions on `page` and below; `library`: on every file too."""
    group = Group.objects.create(name=f"Groupe {Group.objects.count()}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in codenames:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    if library:
        root = Collection.get_first_root_node()
        for codename in ("choose_image", "change_image", "choose_document", "change_document"):
            permission = Permission.objects.get(codename=codename)
            GroupCollectionPermission.objects.create(group=group, collection=root, permission=permission)
    user = user or UserFactory(is_staff=True)
    user.groups.add(group)
    return user


def register(event: Event, email: str, state: str = "confirmed", **fields) -> Registration:
    fields = {"first_name": "Zoë", "last_name": "Œuvrard", **fields}
    return Registration.objects.create(event=event, email=email, state=state, **fields)


def anonymous(world: World) -> Client:
    return Client()


def without_membership(world: World) -> Client:
    return signed_in(UserFactory())


def pending(world: World) -> Client:
    return signed_in(member(pending=True))


def in_grace(world: World) -> Client:
    return signed_in(member(in_grace=True))


def lapsed_yesterday(world: World) -> Client:
    return signed_in(member(lapsed_yesterday=True))


def suspended_organisation(world: World) -> Client:
    organisation = OrganisationFactory(suspended_at=timezone.now())
    MembershipFactory(organisation=organisation)
    return signed_in(SeatFactory(organisation=organisation).user)


def seat_removed(world: World) -> Client:
    user = member()
    user.seats.update(removed_at=timezone.now())
    return signed_in(user)


def suspended_membership(world: World) -> Client:
    return signed_in(member(suspended_on=timezone.localdate()))


def ended_membership(world: World) -> Client:
    return signed_in(member(ended_on=timezone.localdate() - timedelta(days=1)))


def individual_member(world: World) -> Client:
    return signed_in(individual())


def individual_lapsed(world: World) -> Client:
    return signed_in(individual(lapsed_yesterday=True))


def seat_transferred(world: World) -> Client:
    user = member()
    seat = user.seats.get()
    delegate = SeatFactory(organisation=seat.organisation, is_delegate=True).user
    transfer_seat(seat=seat, email="collegue@exemple.fr", language="fr", by=delegate)
    return signed_in(user)


def invitation_accepted(world: World) -> Client:
    invitation = InvitationFactory(organisation=MembershipFactory().organisation)
    return signed_in(accept_invitation(invitation=invitation).user)


def active_member(world: World) -> Client:
    return signed_in(member())


def attendee_with_account(world: World) -> Client:
    user = UserFactory()
    register(world.preview_event, user.email)
    return signed_in(user)


def attendee_with_code(world: World) -> Client:
    registration = register(world.preview_event, f"invitee{Registration.objects.count()}@exemple.fr")
    return with_session(**proof(SESSION_EMAIL, registration.email))


def attendee_with_unproved_account(world: World) -> Client:
    user = UserFactory(proved=False)
    register(world.preview_event, user.email)
    return signed_in(user)


def attendee_marked_absent(world: World) -> Client:
    user = UserFactory()
    register(world.preview_event, user.email, was_absent=True)
    return signed_in(user)


def attendee_who_cancelled(world: World) -> Client:
    user = UserFactory()
    register(world.preview_event, user.email, state="cancelled")
    return signed_in(user)


def on_waiting_list(world: World) -> Client:
    user = UserFactory()
    register(world.preview_event, user.email, state="waiting")
    return signed_in(user)


def attendee_of_another_event(world: World) -> Client:
    user = UserFactory()
    register(world.other_event, user.email)
    return signed_in(user)


def _with_links(world: World, **fields) -> Client:
    grants = [PreviewGrant(release=release, note="Un journaliste", **fields) for release in world.releases]
    for grant in grants:
        grant.make_token()
        grant.save()
    return with_session(**proof(SESSION_GRANTS, *(grant.pk for grant in grants)))


def link_valid(world: World) -> Client:
    return _with_links(world, expires_at=timezone.now() + timedelta(days=1))


def link_expired(world: World) -> Client:
    return _with_links(world, expires_at=timezone.now() - timedelta(seconds=1))


def link_revoked(world: World) -> Client:
    now = timezone.now()
    return _with_links(world, expires_at=now + timedelta(days=1), revoked_at=now)


def editor(world: World) -> Client:
    return signed_in(staff(world.tree, "change_page"))


def staff_elsewhere(world: World) -> Client:
    return signed_in(staff(world.elsewhere, "add_page", "change_page", "publish_page"))


def staff_of_the_library(world: World) -> Client:
    return signed_in(staff(world.elsewhere, "change_page", library=True))


def author_of_other_pages(world: World) -> Client:
    return signed_in(staff(world.tree, "add_page"))


def administrator(world: World) -> Client:
    return signed_in(UserFactory(is_staff=True, is_superuser=True))


def _seen_as(archetype: Archetype) -> Client:
    client = signed_in(UserFactory(is_staff=True, is_superuser=True))
    client.post("/admin/seen-as/", {"as": archetype.value})
    return client


def seen_as_anonymous(world: World) -> Client:
    return _seen_as(Archetype.ANONYMOUS)


def seen_as_member(world: World) -> Client:
    return _seen_as(Archetype.MEMBER)


def seen_as_lapsed(world: World) -> Client:
    return _seen_as(Archetype.LAPSED)


VISITORS = (
    Visitor("anonymous", anonymous),
    Visitor("signed in without a membership", without_membership),
    Visitor("pending", pending),
    Visitor("in grace", in_grace, AS_MEMBER),
    Visitor("lapsed yesterday", lapsed_yesterday),
    Visitor("of a suspended organisation", suspended_organisation),
    Visitor("whose seat was removed", seat_removed),
    Visitor("member", active_member, AS_MEMBER),
    Visitor("attendee with an account", attendee_with_account, AS_ATTENDEE),
    Visitor("attendee with a code", attendee_with_code, AS_ATTENDEE),
    Visitor("attendee whose account proved no address", attendee_with_unproved_account),
    Visitor("attendee marked absent", attendee_marked_absent),
    Visitor("attendee who cancelled", attendee_who_cancelled),
    Visitor("on the waiting list", on_waiting_list),
    Visitor("attendee of another event", attendee_of_another_event),
    Visitor("with a valid link", link_valid, ALWAYS),
    Visitor("with an expired link", link_expired),
    Visitor("with a revoked link", link_revoked),
    Visitor("editor", editor, ALWAYS),
    Visitor("staff of another section", staff_elsewhere),
    Visitor("staff of the library", staff_of_the_library),
    Visitor("author of other pages", author_of_other_pages),
    Visitor("administrator", administrator, ALWAYS),
)

# How a membership is held and ended, beside the states above: each once in the suite, everywhere in the drill.
OF_MEMBERSHIPS = (
    Visitor("of a suspended membership", suspended_membership),
    Visitor("of a membership that was ended", ended_membership),
    Visitor("individual member", individual_member, AS_MEMBER),
    Visitor("individual member, lapsed", individual_lapsed),
    Visitor("whose seat was transferred", seat_transferred),
    Visitor("who accepted an invitation", invitation_accepted, AS_MEMBER),
    Visitor("administrator who sees the site as anonymous", seen_as_anonymous),
    Visitor("administrator who sees the site as a member", seen_as_member, AS_MEMBER),
    Visitor("administrator who sees the site as a lapsed member", seen_as_lapsed),
)
EVERYBODY = VISITORS + OF_MEMBERSHIPS
