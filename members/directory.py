"""The directory: people who agreed to it, for members alone. Nothing of it is kept, searched or listed elsewhere."""

from datetime import UTC, datetime
from typing import ClassVar

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.models import DirectoryEntry, Membership, Organisation, Seat
from portal.access.decision import decide
from portal.access.middleware import ViewerRequest
from portal.access.models import Release
from portal.core.cache.policy import never_stored
from portal.core.pages.addresses import address_from
from portal.core.pages.paging import Paging

PER_PAGE = 30
LONGEST_QUERY = 80


class Directory:
    """What is gated, for `decide` and the wall: open to members always, and never to everyone."""

    gated_fields: ClassVar[tuple[str, ...]] = ("people",)
    release_lookup: ClassVar[str] = "release"
    page_lookup: ClassVar[str] = "page"
    release = Release(members_at=datetime(2000, 1, 1, tzinfo=UTC))
    page = None


@never_stored
@require_safe
def directory(request: ViewerRequest) -> HttpResponse:
    decision = decide(Directory(), request.viewer, timezone.now())
    context = {"directory": Directory(), "decision": decision}
    if decision.granted and not request.seen_as:  # who is no member, after all
        query = request.GET.get("q", "").replace("\x00", "")[:LONGEST_QUERY].strip()
        kept = {"q": query} if query else {}
        listing = Paging(request, found(query), shown=with_organisations, per_page=PER_PAGE, kept=kept)
        context |= {"listing": listing, "query": query}
    return render(request, "members/directory.html", context)


def found(query: str) -> QuerySet[DirectoryEntry]:
    """People who read as members today, by their name or that of the organisation they show."""
    memberships = Membership.objects.opening(timezone.localdate())
    organisations = Organisation.objects.filter(suspended_at=None)
    names = dict(organisations.filter(pk__in=_organisations(memberships)).values_list("pk", "name"))
    own = [membership.user_id for membership in memberships if membership.user_id]
    entries = DirectoryEntry.objects.of_people(_seated(names) | Q(user__in=own))
    if not query:
        return entries
    plain = address_from(query, 240)
    if not plain:
        return entries.none()
    alike = [pk for pk, name in names.items() if plain in address_from(name, 240)]
    return entries.filter(Q(plain_name__contains=plain) | Q(shows_organisation=True) & _seated(alike))


def _organisations(memberships: list[Membership]) -> set[int]:
    return {membership.organisation_id for membership in memberships if membership.organisation_id}


def _seated(organisations) -> Q:
    seats = Seat.objects.current().filter(organisation__in=list(organisations))
    return Q(user__in=seats.values("user"))


def with_organisations(entries: QuerySet[DirectoryEntry]) -> list[DirectoryEntry]:
    """Each with the organisations whose seat they hold and that are members today: `user.held_seats`."""
    rows = list(entries.select_related("user"))
    theirs = Membership.objects.filter(organisation__seats__user__in=[row.user_id for row in rows])
    members = _organisations(theirs.opening(timezone.localdate()))
    seats = Seat.objects.current().filter(organisation__in=members, organisation__suspended_at=None)
    prefetch_related_objects(rows, Prefetch("user__seats", seats.select_related("organisation"), to_attr="held_seats"))
    return rows
