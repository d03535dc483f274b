"""An organiser answers who asked to take part in a category that needs approval."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.emails import mail_request_declined, write_about_place
from events.models import Event, Registration
from events.services.waiting_list import place_at
from events.states import Refusal, Refused, RegistrationState
from events.tasks import settle_later
from members.models import User
from portal.core.mail.writing import post


def accept_request(*, registration_id: int, by: User | None) -> Registration:
    """A free place, else a rank on the waiting list, by the day of their request; they are told which. Raises Refused
    where there is neither. Accepted twice is once."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        registration = Registration.objects.select_related("event", "category").get(pk=registration_id)
        if registration.state != RegistrationState.PENDING:
            return registration
        registration.state = place_at(event, registration.category_id, waits=True)
        registration.save(update_fields=["state"])
        log(instance=registration, action="events.registration.accepted", user=by)
        post([write_about_place(registration)])
        settle_later([registration])
    return registration


def decline_request(*, registration_id: int, reason: str, by: User | None) -> Registration:
    """For good, with a word to the person; raises ValidationError without one, Refused where it is answered already."""
    if not reason.strip():
        raise ValidationError({"reason": "required"})
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        Event.objects.lock(event_id)
        registration = Registration.objects.select_related("event", "category").get(pk=registration_id)
        if registration.state != RegistrationState.PENDING:
            raise Refused(Refusal.ANSWERED)
        registration.state, registration.cancelled_at = RegistrationState.CANCELLED, timezone.now()
        registration.decline_reason = reason.strip()
        registration.save(update_fields=["state", "cancelled_at", "decline_reason"])
        log(instance=registration, action="events.registration.declined", user=by)
        mail_request_declined(registration)
    return registration
