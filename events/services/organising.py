"""What an organiser does with an event and with those who are registered."""

import uuid

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.emails import write_about_place
from events.models import Event, Question, Registration
from events.services.door import enter, take_back
from events.services.waiting_list import fill_places
from events.states import EventState, Refusal, Refused, RegistrationState
from events.tasks import announce, settle_later
from members.models import User
from portal.core.mail.writing import post


def change_event(*, event: Event, by: User | None) -> None:
    """Save edited facts within the caller's transaction: calendars follow, a raised capacity is filled from the list.

    Nobody loses a place when the capacity is lowered. Once somebody is registered, `change_capacity` alone changes it.
    """
    with transaction.atomic():
        stored = Event.objects.lock(event.pk)
        moved = stored.calendar_facts() != event.calendar_facts()
        event.cancelled_at = stored.cancelled_at
        if stored.registrations.exists():
            event.capacity = stored.capacity
        event.sequence = stored.sequence + 1 if moved else stored.sequence
        _bring_questions(stored, event)
        event.save()
        event.bring_programme(stored)
        log(instance=event, action="events.event.changed", user=by)
        now = timezone.now()
        if moved and event.state(now) not in (EventState.CANCELLED, EventState.PAST):
            announce(stored, event)
        fill_places(Event.objects.lock(event.pk), now, by=by)


def _bring_questions(before: Event, event: Event) -> None:
    """What is asked of one category alone follows it to its new name."""
    names = {category.pk: category.label_fr for category in event.categories.all()}
    renamed = {each.label_fr: names.get(each.pk, each.label_fr) for each in before.categories.all()}
    renamed = {old: new for old, new in renamed.items() if old != new}
    for question in Question.objects.filter(event=event.pk, only_for__in=renamed):
        Question.objects.filter(pk=question.pk).update(only_for=renamed[question.only_for])


def cancel_event(*, event_id: int, by: User | None) -> None:
    """Cancel for good and tell everyone who is registered, once."""
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        if event.cancelled_at:
            return
        event.cancelled_at = timezone.now()
        event.sequence += 1
        event.save(update_fields=["cancelled_at", "sequence"])
        log(instance=event, action="events.event.cancelled", user=by)
        announce(event, event)
        settle_later(event.registrations.exclude(invoice_line=None).order_by("pk"))


def resend(*, registration_id: int, by: User | None) -> None:
    """The message about a registration's place, again; raises Refused for one that is given up."""
    with transaction.atomic(durable=True):
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        if registration.state == RegistrationState.CANCELLED:
            raise Refused(Refusal.LEFT)
        log(instance=registration, action="events.registration.resent", user=by)
        post([write_about_place(registration)])


def mark_absent(*, registration_id: int, absent: bool, by: User | None) -> None:
    """Who did not come does not read what is shown to attendees first; who came, once the event has started, is noted
    as at the door. Nothing is done for who had no place."""
    with transaction.atomic(durable=True):
        held = Registration.objects.confirmed().select_for_update(of=("self",)).select_related("event")
        registration = held.filter(pk=registration_id).first()
        if registration is None:
            return
        registration.was_absent = absent
        registration.save(update_fields=["was_absent"])
        action = "events.registration.absent" if absent else "events.registration.present"
        log(instance=registration, action=action, user=by)
        if absent:
            take_back(registration.check_ins.all(), registration, note="", by=by)
        elif registration.event.has_started(now := timezone.now()):
            enter(registration, key=uuid.uuid4(), at=now, link=None, by=by)
