"""Asking those who attended what they think of it, and keeping what they say apart from who they are."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from events.models import Event, FeedbackLink, FeedbackSheet, Registration, settled
from events.models.feedback import OPEN
from events.querysets import RegistrationQuerySet
from events.states import Refusal, Refused
from events.tasks import ask_feedback
from members.models import User


def to_ask(event: Event) -> RegistrationQuerySet:
    """Who attended, as far as is known, and was not asked yet."""
    rows: RegistrationQuerySet = Registration.objects.attended().known()
    return rows.filter(event=event, feedback_link=None)


def why_not_now(event: Event, at: datetime) -> str:
    """To its organiser, why nobody can be asked at the moment `at`; empty: they can."""
    if event.cancelled_at or event.ends_at is None or at < event.ends_at:
        return _("People are asked once the event is over.")
    if at >= event.ends_at + OPEN:
        return _("It is too late to ask: people answer within %(days)s days of the event.") % {"days": OPEN.days}
    return "" if event.feedback_questions.exists() else _("Write the questions first.")


def ask_for_feedback(*, event_id: int, by: User | None) -> int:
    """Send everyone who attended a link of their own, once; answers how many are asked now. Raises ValidationError
    where nobody can be."""
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        if reason := why_not_now(event, timezone.now()):
            raise ValidationError(reason)
        links = FeedbackLink.objects.bulk_create(FeedbackLink(registration=row) for row in to_ask(event))
        if links:
            log(instance=event, action="events.event.feedback", user=by, data={"count": len(links)})
            ask_feedback.enqueue(event_id=event_id)
        return len(links)


def answer_feedback(*, link_id: int, answers: Mapping[int, str]) -> bool:
    """Keep what one person says, once; False, and nothing is kept, the second time. Raises Refused once it is over and
    ValidationError for what this event does not ask, and for what is missing."""
    with transaction.atomic(durable=True):
        link = (
            FeedbackLink.objects.select_for_update(of=("self",)).select_related("registration__event").get(pk=link_id)
        )
        if link.answered:
            return False
        if not link.is_open(timezone.now()):
            raise Refused(Refusal.CLOSED)
        event = link.registration.event
        kept, wrong = settled(event.feedback_questions.all(), answers)
        if wrong:
            raise ValidationError(list(wrong.values()))
        FeedbackSheet.objects.create(event=event, answers={str(pk): text for pk, text in kept.items()})
        link.answered = True
        link.save(update_fields=["answered"])
    return True


def change_questions(*, event: Event, by: User | None) -> None:
    """Save the questions as edited, within the caller's transaction."""
    with transaction.atomic():
        Event.objects.lock(event.pk)
        event.save(update_fields=["feedback_questions"])  # type: ignore[misc]
        log(instance=event, action="events.event.feedback_asked", user=by)
