"""The ways on from a wall that lead through the event a text is first shown at."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.standing import TAKING_PART, registration_state
from events.templatetags.events_tags import first_shown_at
from portal.access.wall import Wall, Way, back_here, register_ways_on
from portal.core.look.chrome import chrome_for


@register_ways_on(30)
def through_the_event(wall: Wall) -> Iterator[Way]:
    preview = first_shown_at(wall.page.release)
    if preview is None:
        return
    words = {"title": preview.title}
    if registration_state(preview.event, wall.request.viewer, timezone.now()).action in TAKING_PART:
        yield Way(
            heading=_("See it before everyone else"),
            text=_("It is shown first at “%(title)s”: those who take part read it before the others.") % words,
            url=chrome_for(wall.request).url(preview),
            label=_("See the event"),
        )
    yield Way(
        heading=_("You are registered for the event"),
        text=_("Those who take part in “%(title)s” ask for a code at the address they registered with.") % words,
        url=back_here(reverse("events:attendee_code"), wall.request),
        label=_("Receive a code"),
    )
