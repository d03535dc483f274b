"""What this room knows of a viewer: the events they are registered for, by the address they proved."""

from collections.abc import Mapping
from dataclasses import replace

from events.models import Registration
from portal.access.viewer import Viewer, register_source

SESSION_EMAIL = "registered_address"


@register_source
def events_attended(viewer: Viewer, user, session: Mapping) -> Viewer:
    """An account proves its address; a code sent to a registered address proves that one, for the session."""
    addresses = {address for address in (viewer.email, session.get(SESSION_EMAIL)) if address}
    if not addresses:
        return viewer
    attended = Registration.objects.confirmed().filter(email__in=addresses, was_absent=False)
    return replace(viewer, attended_event_ids=frozenset(attended.values_list("event_id", flat=True)))
