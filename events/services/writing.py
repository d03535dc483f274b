"""Letters of an organiser to people of an event, and the reminders that go out by themselves."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from events.emails import write_letter
from events.models import Event, EventLetter, EventReminder, Registration
from events.tasks import remind, send_letter
from members.models import User
from portal.core.mail.writing import post

logger = logging.getLogger(__name__)


def save_letter(*, letter: EventLetter, by: User | None) -> EventLetter:
    """Keep a draft; one that was sent is never changed."""
    with transaction.atomic(durable=True):
        Event.objects.lock(letter.event_id)
        if letter.pk and EventLetter.objects.exclude(sent_at=None).filter(pk=letter.pk).exists():
            return letter
        letter.by = by
        letter.full_clean()
        letter.save()
    return letter


def send_test(*, letter: EventLetter, by: User) -> None:
    """To the organiser alone, in each of its languages, as registrants get it, but for the link that is each one's."""
    pretended = Registration(event=letter.event, first_name=by.first_name, last_name=by.last_name, email=by.email)
    languages = ("fr", "en") if letter.language_for("en") == "en" else ("fr",)
    messages = []
    for language in languages:
        pretended.language = language
        with override(language):
            message = write_letter(letter, pretended)
            message.about, message.key = None, ""
            message.subject = _("Test: %(subject)s") % {"subject": message.subject}
        messages.append(message)
    with transaction.atomic(durable=True):
        log(instance=letter.event, action="events.event.letter_test", user=by, data={"subject": letter.subject_fr})
        post(messages)


def send_to_all(*, letter_id: int, expected: int, by: User | None) -> bool:
    """Send it once to those whom it is for now, however often it is asked; False, and nothing is done, where they are
    not as many as was told."""
    event_id = EventLetter.objects.values_list("event_id", flat=True).get(pk=letter_id)
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        letter = EventLetter.objects.get(pk=letter_id)
        if letter.sent_at:
            return True
        recipients = sorted(letter.recipients().order_by().values_list("pk", flat=True))
        if len(recipients) != expected or not recipients:
            return False
        letter.recipient_ids, letter.sent_at = recipients, timezone.now()
        letter.save(update_fields=["recipient_ids", "sent_at"])
        data = {"subject": letter.subject_fr, "count": len(recipients)}
        log(instance=event, action="events.event.letter", user=by, data=data)
        send_letter.enqueue(letter_id=letter.pk)
    return True


def remind_of_events() -> None:
    """Begin the reminders that are due: at the hour at which the event will start."""
    now = timezone.now()
    soon = Event.objects.filter(cancelled_at=None, starts_at__gt=now, starts_at__lt=now + timedelta(days=100))
    begun = set(EventReminder.objects.filter(event__in=soon).values_list("event_id", "days", "starts_at"))
    for event in soon.exclude(reminder_days=""):
        days = due_reminder(event, now)
        if days and (event.pk, days, event.starts_at) not in begun:
            try:
                _begin(event.pk, days)
            except Exception:  # one event's trouble holds back no other's people
                logger.exception("The reminder of event %s could not be begun.", event.pk)


def due_reminder(event: Event, now: datetime) -> int | None:
    """How many days before the start the reminder is of which it is time: the latest of those that are past."""
    if event.starts_at is None:
        return None
    return min(
        (days for days in event.reminders_before() if event.starts_at - timedelta(days=days) <= now), default=None
    )


def _begin(event_id: int, days: int) -> None:
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        if event.starts_at is None or days != due_reminder(event, timezone.now()):
            return
        reminder, is_new = EventReminder.objects.get_or_create(event=event, days=days, starts_at=event.starts_at)
        if is_new:
            remind.enqueue(reminder_id=reminder.pk)
