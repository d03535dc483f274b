"""What a person tells by the form beside who they are: answers, consents, needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.models import (
    Agreement,
    Answer,
    Consent,
    Event,
    Needs,
    Question,
    Registration,
    asked_of,
    consents_of,
    questions_of,
    settled,
)
from events.models.questions import CHANGED
from events.services.booking import book
from events.states import Refusal, Refused, RegistrationState
from members.models import User


@dataclass(frozen=True)
class Told:
    """`answers` by the questions' keys, choices one a line; `consents` the keys of those agreed to; `needs` by the
    fields of `Needs`; `sessions` the keys of those chosen."""

    answers: Mapping[int, str] = field(default_factory=dict)
    consents: frozenset[int] = frozenset()
    needs: Mapping[str, Any] = field(default_factory=dict)
    sessions: frozenset[int] = frozenset()


def record_told(registration: Registration, told: Told, now: datetime, *, again: bool = False) -> None:
    """Of a registration at an event that is held; told `again`, what was told before and is not any more falls.

    Raises ValidationError for what this event does not ask, and for what is missing.
    """
    event = registration.event
    answers, consents = _checked(registration, told)
    there = _let_fall(registration, told, now) if again else frozenset()
    rows = [Answer(registration=registration, question_id=pk, text=text) for pk, text in answers.items()]
    Answer.objects.bulk_create(rows)
    given = [Agreement.to(consent, registration, now) for consent in consents if consent.pk not in there]
    Agreement.objects.bulk_create(given)
    if event.asks_needs and any(told.needs.values()):
        Needs.objects.create(registration=registration, **told.needs)
    if again or told.sessions:
        book(registration, told.sessions)


def questions_to(registration: Registration) -> list[Question]:
    """What its event asks of who comes as this one does."""
    questions = questions_of(registration.event_id)
    category = registration.category if any(question.only_for for question in questions) else None
    return asked_of(questions, {category.label_fr} if category else ())


def _checked(registration: Registration, told: Told) -> tuple[dict[int, str], list[Consent]]:
    event = registration.event
    answers, wrong = settled(questions_to(registration) if event.asks_something else [], told.answers)
    if wrong:
        raise ValidationError(list(wrong.values()))
    consents = {consent.pk: consent for consent in (consents_of(event.pk) if event.asks_something else [])}
    required = {pk for pk, consent in consents.items() if consent.required}
    if not required <= told.consents <= consents.keys():
        raise ValidationError(CHANGED)
    return answers, [consents[pk] for pk in sorted(told.consents)]


def _let_fall(registration: Registration, told: Told, now: datetime) -> frozenset[int]:
    """Answers which consents stand."""
    registration.answers.all().delete()
    Needs.objects.filter(registration=registration).delete()
    registration.agreements.standing().exclude(consent__in=told.consents).update(withdrawn_at=now)
    return frozenset(registration.agreements.standing().values_list("consent_id", flat=True))


def change_told(*, registration_id: int, told: Told, by: User | None) -> None:
    """Change what one told, until the event starts; after that it raises Refused. None of it is logged."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        now = timezone.now()
        if event.cancelled_at or registration.state == RegistrationState.CANCELLED:
            raise Refused(Refusal.CANCELLED if event.cancelled_at else Refusal.LEFT)
        if event.has_started(now):
            raise Refused(Refusal.STARTED)
        registration.event = event
        record_told(registration, told, now, again=True)
        log(instance=registration, action="events.registration.told", user=by)


def correct_answers(*, registration_id: int, answers: Mapping[int, str], by: User | None) -> None:
    """An organiser's correction of what somebody answered, whether or not the event has started; consents and needs are
    nobody else's to give."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        Event.objects.lock(event_id)
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        if registration.state == RegistrationState.CANCELLED:
            raise Refused(Refusal.LEFT)
        kept, wrong = settled(questions_to(registration), answers)
        if wrong:
            raise ValidationError(list(wrong.values()))
        registration.answers.all().delete()
        Answer.objects.bulk_create(Answer(registration=registration, question_id=pk, text=kept[pk]) for pk in kept)
        log(instance=registration, action="events.registration.told", user=by)


def change_form(*, event: Event, by: User | None) -> None:
    """Save what an event asks, as edited, within the caller's transaction. Nobody's answer is touched."""
    with transaction.atomic():
        Event.objects.lock(event.pk)
        event.save(update_fields=["asks_needs", "questions", "consents"])  # type: ignore[misc]
        log(instance=event, action="events.event.asked", user=by)
