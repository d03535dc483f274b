"""Somebody cancels for those whom they registered along with themselves.

What they ask for is written down at once, the same for an address that was registered before as for one that was not;
it is carried out within a minute, so that the time of the answer does not tell one from the other either.
"""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.models import Companion, Event, Registration
from events.services.registering import cancel_registration
from events.states import Refusal, Refused
from members.models import User


def cancel_companion(*, leader_id: int, companion_id: int, by: User | None) -> None:
    """Once, until the event starts; after that it raises Refused. Nothing is done for somebody else's companion."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=leader_id)
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        now = timezone.now()
        if event.has_started(now):
            raise Refused(Refusal.STARTED)
        companion = Companion.objects.filter(leader=leader_id, pk=companion_id, cancelled_at=None).first()
        if companion is None:
            return
        companion.cancelled_at = now
        companion.save(update_fields=["cancelled_at"])
        log(instance=companion.leader, action="events.registration.companion", user=by)


def cancel_asked_companions() -> None:
    """Carry out what was asked for, each once: who is put back by an organiser afterwards stays."""
    asked = Companion.objects.exclude(cancelled_at=None).exclude(registration=None).order_by("pk")
    for companion_id, registration_id in list(asked.values_list("pk", "registration_id")):
        cancel_registration(registration_id=registration_id, by=None, by_organiser=True)
        Companion.objects.filter(pk=companion_id).update(registration=None)
