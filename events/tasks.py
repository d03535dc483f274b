from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from events.emails import (
    write_about_place,
    write_already_registered,
    write_event_cancelled,
    write_event_changed,
    write_feedback,
    write_letter,
    write_place_freed,
    write_reminder,
)
from events.invoicing import settle
from events.models import (
    Event,
    EventChange,
    EventLetter,
    EventReminder,
    FeedbackLink,
    PrintedProgramme,
    Printout,
    Registration,
)
from events.models.printing import PRINT_TAKES
from events.querysets import ERASED_AT, RegistrationQuerySet
from portal.core.mail.models import Message
from portal.core.mail.sending import FIRST
from portal.core.mail.writing import post

# Whoever corrects a date corrects the place next: one message tells both.
CHANGES_SETTLE = timedelta(minutes=1)

# Written apart, then saved together: so long nobody else saves anything on SQLite.
BATCH = 10


def announce(before: Event, event: Event) -> None:
    """Have those registered told what has become of the event, once nobody changes it any more.

    In the transaction that changes it. What they have not been told yet is told together, against what they know.
    """
    untold = EventChange.objects.filter(event=event, begun_at=None).first()
    known = (untold or before).calendar_facts()
    EventChange.objects.filter(event=event, begun_at=None).delete()
    if event.cancelled_at is None and known == event.calendar_facts():
        return
    change = EventChange.objects.create(event=event, sequence=event.sequence, **known)
    later = None if event.cancelled_at else timezone.now() + CHANGES_SETTLE
    tell_registrants.using(run_after=later).enqueue(change_id=change.pk)


@task()
def tell_registrants(change_id: int, after: int = 0) -> None:
    """Write to the next few of those registered, and leave the rest to a task of its own; a newer change ends this."""
    change = EventChange.objects.select_related("event").filter(pk=change_id).first()
    if change is None:
        return
    active = Registration.objects.active().filter(event=change.event, created_at__lte=change.created_at)
    active = active.exclude(email__endswith=ERASED_AT)
    if change.concerns_holders_alone():
        active = active.confirmed()
    batch = list(active.filter(pk__gt=after).order_by("pk")[:BATCH])
    messages = {registration.pk: _about(change, registration) for registration in batch}
    with transaction.atomic():
        if Event.objects.lock(change.event_id).sequence != change.sequence:
            return
        EventChange.objects.filter(pk=change_id, begun_at=None).update(begun_at=timezone.now())
        _post_to(active, messages)
        if len(batch) == BATCH:
            tell_registrants.enqueue(change_id=change_id, after=batch[-1].pk)


def _about(change: EventChange, registration: Registration) -> Message:
    registration.event = change.event
    if change.event.cancelled_at:
        known, now = change.calendar_facts(), change.event.calendar_facts()
        has_moved = {**known, "joining_url": now["joining_url"]} != now
        return write_event_cancelled(registration, before=change if has_moved else None)
    return write_event_changed(registration, before=change)


@task(priority=FIRST)
def tell_registered(registration_id: int, state: str) -> None:
    """Write to somebody what their form came to, unless they were told of another `state` since; without one, that
    they were registered already."""
    there = Registration.objects.active().known().filter(pk=registration_id, event__cancelled_at=None)
    if state:
        there = there.filter(state=state)
    registration = there.select_related("event").first()
    if registration is None:
        return
    message = write_about_place(registration) if state else write_already_registered(registration)
    moment = registration.created_at if state else registration.reminded_at
    message.key = f"events.registration {registration.pk} {state or 'again'} {moment:%s}"
    with transaction.atomic():
        Event.objects.lock(registration.event_id)
        _post_to(there, {registration.pk: message})


@task(priority=FIRST)
def tell_placed(event_id: int, registration_ids: list[int]) -> None:
    """Write to the next few of those who got a place from the waiting list, or the offer of one, and leave the rest to
    another task."""
    batch, rest = registration_ids[:BATCH], registration_ids[BATCH:]
    placed = Registration.objects.holding_places().filter(event=event_id, event__cancelled_at=None, pk__in=batch)
    messages = {registration.pk: write_place_freed(registration) for registration in placed.select_related("event")}
    with transaction.atomic():
        Event.objects.lock(event_id)
        _post_to(placed, messages)
        if rest:
            tell_placed.enqueue(event_id=event_id, registration_ids=rest)


def settle_later(registrations: Iterable[Registration]) -> None:
    """Have the invoices of these people's places issued, or credited, in the transaction that changed where they
    stand: apart from it, so that nobody waits for a number while an event is held."""
    by_event: dict[int, list[int]] = {}
    for registration in registrations:
        if registration.net_price or registration.invoice_line_id:
            by_event.setdefault(registration.event_id, []).append(registration.pk)
    for event_id, keys in by_event.items():
        settle_places.enqueue(event_id=event_id, registration_ids=keys)


@task()
def settle_places(event_id: int, registration_ids: list[int]) -> None:
    """A few at a time. Who could not be invoiced is shown to organisers."""
    batch, rest = registration_ids[:BATCH], registration_ids[BATCH:]
    with transaction.atomic():
        settle(event_id, batch)
        if rest:
            settle_places.enqueue(event_id=event_id, registration_ids=rest)


@task()
def tell_added(event_id: int, registration_ids: list[int]) -> None:
    """Write to the next few whom an organiser added together, and leave the rest to another task. Of an event that is
    cancelled meanwhile, the cancellation alone is told."""
    batch, rest = registration_ids[:BATCH], registration_ids[BATCH:]
    added = Registration.objects.active().known().filter(event=event_id, event__cancelled_at=None, pk__in=batch)
    messages = {}
    for registration in added.select_related("event"):
        messages[registration.pk] = write_about_place(registration)
        messages[registration.pk].key = f"events.registration {registration.pk} added"
    with transaction.atomic():
        Event.objects.lock(event_id)
        _post_to(added, messages)
        if rest:
            tell_added.enqueue(event_id=event_id, registration_ids=rest)


@task()
def send_letter(letter_id: int, after: int = 0) -> None:
    """Write to the next few whom a letter is for, and leave the rest to another task."""
    letter = EventLetter.objects.select_related("event").filter(pk=letter_id).exclude(sent_at=None).first()
    if letter is None:
        return
    everybody = letter.recipients()
    batch = list(everybody.filter(pk__gt=after).order_by("pk")[:BATCH])
    messages = {row.pk: write_letter(letter, _of(letter.event, row)) for row in batch}
    with transaction.atomic():
        Event.objects.lock(letter.event_id)
        _post_to(everybody, messages)
        if len(batch) == BATCH:
            send_letter.enqueue(letter_id=letter_id, after=batch[-1].pk)


@task()
def remind(reminder_id: int, after: int = 0) -> None:
    """Write to the next few who had a place when the reminder was due, while the event still starts at that moment."""
    reminder = EventReminder.objects.select_related("event").filter(pk=reminder_id).first()
    if reminder is None:
        return
    holders = Registration.objects.confirmed().known().filter(event=reminder.event_id, created_at__lt=reminder.due_at)
    batch = list(holders.filter(pk__gt=after).order_by("pk")[:BATCH])
    messages = {row.pk: write_reminder(_of(reminder.event, row), reminder) for row in batch}
    with transaction.atomic():
        event = Event.objects.lock(reminder.event_id)
        if event.starts_at != reminder.starts_at or event.cancelled_at or not event.is_ahead(timezone.now()):
            return
        _post_to(holders, messages)
        if len(batch) == BATCH:
            remind.enqueue(reminder_id=reminder_id, after=batch[-1].pk)


@task()
def ask_feedback(event_id: int, after: int = 0) -> None:
    """Write to the next few who attended and have not answered yet, and leave the rest to another task."""
    links = FeedbackLink.objects.filter(registration__event=event_id, answered=False)
    batch = list(
        links.filter(registration__gt=after).select_related("registration__event").order_by("registration")[:BATCH]
    )
    messages = {link.registration_id: write_feedback(link) for link in batch}
    with transaction.atomic():
        Event.objects.lock(event_id)
        _post_to(Registration.objects.attended().known().filter(event=event_id), messages)
        if len(batch) == BATCH:
            ask_feedback.enqueue(event_id=event_id, after=batch[-1].registration_id)


def _of(event: Event, registration: Registration) -> Registration:
    registration.event = event
    return registration


def _post_to(registrations: RegistrationQuerySet, messages: dict[int, Message]) -> None:
    """What was written apart, to those whom it still concerns now that the event is held."""
    still = registrations.filter(pk__in=messages).order_by("pk").values_list("pk", flat=True)
    post(messages[pk] for pk in still)


@task()
def print_programmes(event_id: int) -> None:
    """In each language in which somebody has asked for it; what can't be printed, as without Pango, is empty."""
    printed = PrintedProgramme.objects.filter(event=event_id)
    try:
        from events.printouts import print_programme  # noqa: PLC0415 - weasyprint

        for asked in printed.select_related("event").defer("content"):
            print_programme(asked.event, asked.language)
    except Exception:
        printed.filter(made_at=None).update(content=b"", fingerprint="", made_at=timezone.now())
        raise


@task()
def make_printout(printout_id: int) -> None:
    """Make the PDF, once: it takes half a second, a large one many, and a library that is heavy to load. What can't be
    made, as without Pango, is lost at once."""
    asked = Printout.objects.filter(pk=printout_id, made_at=None)
    try:
        from events.printouts import pdf  # noqa: PLC0415 - weasyprint

        for printout in asked.select_related("event"):
            asked.update(content=pdf(printout), made_at=timezone.now())
    except Exception:
        asked.update(asked_at=timezone.now() - PRINT_TAKES)
        raise
