"""The ways on from a wall that lead through membership: sign in, write to one's organisation, join."""

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import Organisation, Seat
from portal.access.decision import Reason
from portal.access.viewer import Viewer
from portal.access.wall import Wall, Way, register_ways_on, sign_in_url
from portal.core.look.chrome import chrome_for


@register_ways_on(10)
def sign_in(wall: Wall) -> Iterator[Way]:
    viewer = wall.request.viewer
    if viewer.user_id is None and not viewer.reads_as_member:
        yield Way(
            heading=_("You are a member"),
            text=_("Sign in with your work address; a password is not needed."),
            url=sign_in_url(wall.request),
            label=_("Sign in"),
            is_first=True,
        )


@register_ways_on(20)
def write_to_the_organisation(wall: Wall) -> Iterator[Way]:
    if wall.decision.reason not in (Reason.LAPSED, Reason.SUSPENDED, Reason.NO_SEAT):
        return
    organisation = organisation_to_write_to(wall.request.viewer)
    if organisation is None:
        return
    if organisation.contact_name:
        text = _("%(contact)s looks after your organisation’s membership and its seats.") % {
            "contact": organisation.contact_name
        }
    else:
        text = _("Your organisation’s contact looks after its membership and its seats.")
    yield Way(
        heading=_("Write to %(name)s") % {"name": organisation.name},
        text=text,
        url=f"mailto:{organisation.contact_email}",
        label=organisation.contact_email,
        is_first=True,
    )


@register_ways_on(30)
def ask_for_a_seat(wall: Wall) -> Iterator[Way]:
    viewer = wall.request.viewer
    if wall.decision.reason not in (Reason.NO_MEMBERSHIP, Reason.NO_SEAT) or not viewer.email:
        return
    organisation = Organisation.objects.open_to(viewer.email, viewer.user_id).first()
    if organisation is not None:
        yield Way(
            heading=_("Ask %(name)s for a seat") % {"name": organisation.name},
            text=_("Your address is one of this organisation’s: its delegate can give you a seat."),
            url=reverse("account:home"),
            label=_("Ask in my account"),
            is_first=True,
        )


@register_ways_on(40)
def join(wall: Wall) -> Iterator[Way]:
    link = chrome_for(wall.request).join
    reason = wall.decision.reason
    if link is None or reason in (Reason.PENDING, Reason.SUSPENDED, Reason.CLOSED):
        return
    yield Way(
        heading=_("Renew the membership") if reason is Reason.LAPSED else _("Not a member yet"),
        text=_("Membership opens the magazine, the studies and the members’ events to your whole team."),
        url=link.url,
        label=_("How to join"),
    )


def organisation_to_write_to(viewer: Viewer) -> Organisation | None:
    """The viewer's organisation, else the one they last had a seat in; only if it says whom to write to."""
    seats = Seat.objects.filter(user=viewer.user_id).exclude(organisation__contact_email="")
    seat = seats.select_related("organisation").order_by(F("removed_at").desc(nulls_first=True)).first()
    return seat.organisation if seat else None
