"""What this room knows of a viewer: the events they are registered for, by the address they proved."""

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from events.models import Registration
from portal.access.prepared import Prepared
from portal.access.proofs import proved, register_proof
from portal.access.viewer import Viewer, register_source

SESSION_EMAIL = "registered_address"

register_proof(SESSION_EMAIL, lambda email: _("the code sent to %(email)s") % {"email": email})


@Prepared
def _attended(*addresses: str) -> QuerySet:
    return Registration.objects.attended().filter(email__in=addresses).order_by().values_list("event_id")


@register_source
def events_attended(viewer: Viewer, user, session: Mapping) -> Viewer:
    """An account proves its address; a code sent to a registered address proves that one, for a day."""
    addresses = {address for address in (viewer.email, *proved(session, SESSION_EMAIL)) if address}
    if not addresses:
        return viewer
    return replace(viewer, attended_event_ids=frozenset(event_id for (event_id,) in _attended(*addresses)))
