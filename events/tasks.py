from django.db import transaction
from django_tasks import task

from events.emails import mail_event_cancelled, mail_event_changed
from events.models import Registration


@task()
def tell_registrants(event_id: int) -> None:
    """Write to everyone registered that the event changed or is cancelled: to all of them, or, if it fails, to none."""
    with transaction.atomic():
        for registration in Registration.objects.active().filter(event_id=event_id).select_related("event"):
            if registration.event.cancelled_at:
                mail_event_cancelled(registration)
            else:
                mail_event_changed(registration)
