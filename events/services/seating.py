"""Who is at an event by hand: added, put back, moved to another event, corrected; and how many may be."""

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.emails import mail_registration_moved, write_about_place
from events.invoicing import left_of_place
from events.models import Buyer, Category, Event, Registration, new_code, new_token
from events.querysets import ERASED_AT
from events.services.booking import book_several
from events.services.waiting_list import fill_places, place_at
from events.states import Refusal, Refused, RegistrationState
from events.tasks import settle_later, tell_added
from members.models import User
from portal.core.mail.writing import post

CORRECTED = ("first_name", "last_name", "email", "organisation_name")


def add_by_hand(
    *,
    event_id: int,
    first_name: str,
    last_name: str,
    email: str,
    organisation_name: str = "",
    language: str = "fr",
    category: Category | None = None,
    by: User | None,
) -> Registration:
    """A free place, else a rank on the waiting list, whether or not registration is open; raises Refused."""
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        registration = Registration(
            event=event,
            first_name=first_name,
            last_name=last_name,
            email=email,
            organisation_name=organisation_name,
            language=language,
        )
        registration.put_in(category)
        return _seat(registration, by=by)


def add_several(*, event_id: int, people: Sequence[Mapping[str, Any]], reason: str, by: User | None) -> int:
    """A place for each of them, told to each, or for nobody: raises Refused. With a `reason` the number of places is
    raised by as many as are lacking. The `category` of each is a key, `sessions` are keys, `buyer` the facts of one or
    None: those of whom these are the same share an invoice. Raises ValidationError for sessions they can't have."""
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        if event.cancelled_at:
            raise Refused(Refusal.CANCELLED)
        needed = event.places_taken + len(people)
        if needed > event.capacity and not reason.strip():
            raise Refused(Refusal.FULL)
        if needed > event.capacity:
            data = {"from": event.capacity, "to": needed, "reason": reason.strip()}
            event.capacity = needed
            event.save(update_fields=["capacity"])
            log(instance=event, action="events.event.capacity", user=by, data=data)
        wanted = Counter(facts["category"] for facts in people)
        categories = {category.pk: category for category in event.categories_counted}
        if any(wanted[pk] > category.left(wanted[pk]) for pk, category in categories.items()):
            raise Refused(Refusal.CATEGORY_FULL)
        buyers: dict[frozenset, Buyer] = {}
        persons = [_person_of(event, facts, categories, buyers) for facts in people]
        sequences = _next_sequences(event, [person.email for person in persons])
        added = [_record(each, by=by, waits=False, sequence=sequences[each.email]) for each in persons]
        book_several(event, [(each, facts.get("sessions", ())) for each, facts in zip(added, people, strict=True)])
        log(instance=event, action="events.event.imported", user=by, data={"count": len(added)})
        tell_added.enqueue(event_id=event_id, registration_ids=[each.pk for each in added])
        invoiced = [each for each in added if each.buyer_id]
        settle_later(sorted(invoiced, key=attrgetter("buyer_id")))
    return len(added)


def _person_of(
    event: Event, facts: Mapping[str, Any], categories: Mapping[int, Category], buyers: dict[frozenset, Buyer]
) -> Registration:
    key = facts["category"]
    if key not in categories and (key or categories):
        raise Refused(Refusal.CATEGORY)
    registration = Registration(event=event, **{name: facts[name] for name in (*CORRECTED, "language")})
    registration.email = registration.email.strip().lower()
    registration.put_in(categories.get(key))
    if facts.get("buyer") and registration.net_price:
        registration.buyer = _buyer_of(facts, buyers)
    return registration


def _buyer_of(facts: Mapping[str, Any], buyers: dict[frozenset, Buyer]) -> Buyer:
    told = frozenset(facts["buyer"].items())
    if told not in buyers:
        buyer = Buyer(**facts["buyer"])
        buyer.billing_email = buyer.billing_email or facts["email"]
        buyer.save()
        buyers[told] = buyer
    return buyers[told]


def reinstate(*, registration_id: int, by: User | None) -> Registration:
    """Undo a cancellation: a free place, else the rank they had on the waiting list; raises Refused."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        if registration.state != RegistrationState.CANCELLED:
            return registration
        if registration.email.endswith(ERASED_AT):
            raise Refused(Refusal.ERASED)
        _refuse_twice(event, registration.email)
        registration.state = place_at(event, registration.category_id, waits=True)
        registration.cancelled_at, registration.decline_reason, registration.moved_to = None, "", None
        if not left_of_place(registration):
            registration.invoice_line = None
        registration.sequence = event.registrations.next_sequence(registration.email)
        changed = ["state", "cancelled_at", "decline_reason", "moved_to", "invoice_line", "sequence"]
        registration.save(update_fields=changed)
        log(instance=registration, action="events.registration.reinstated", user=by)
        post([write_about_place(registration)])
        settle_later([registration])
        return registration


def move_registration(
    *, registration_id: int, to_event_id: int, category: Category | None = None, by: User | None
) -> Registration:
    """Leave one event for a free place at another, at once; raises Refused, and then nothing has changed. Where the
    other event has categories, it is the one given, else the one of the same name."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        held = {pk: Event.objects.lock(pk) for pk in sorted({event_id, to_event_id})}
        left = Registration.objects.select_related("event").get(pk=registration_id)
        if event_id == to_event_id or left.state == RegistrationState.CANCELLED:
            return left
        fields = {name: getattr(left, name) for name in (*CORRECTED, "language")}
        moving = Registration(event=held[to_event_id], buyer=left.buyer, **fields)
        moving.put_in(_category_there(left, held[to_event_id], category))
        moved = _seat(moving, by=by, waits=False)
        had_place = Registration.objects.confirmed().filter(pk=left.pk).exists()
        now = timezone.now()
        left.state, left.cancelled_at, left.sequence = RegistrationState.CANCELLED, now, left.sequence + 1
        left.moved_to = moved.event
        left.save(update_fields=["state", "cancelled_at", "moved_to", "sequence"])
        log(instance=left, action="events.registration.moved", user=by, data={"to": to_event_id})
        mail_registration_moved(left, to=moved, had_place=had_place)
        fill_places(held[event_id], now, by=by)
        settle_later([] if held[event_id].has_started(now) else [left])
        return moved


def correct_registration(
    *, registration_id: int, first_name: str, last_name: str, email: str, organisation_name: str, by: User | None
) -> Registration:
    """Who they are. A new address gets the message about the place; the link and the badge of the old one end."""
    email = email.strip().lower()
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        if registration.email.endswith(ERASED_AT):
            raise Refused(Refusal.ERASED)
        is_active = registration.state != RegistrationState.CANCELLED
        has_moved = email != registration.email
        if is_active and has_moved:
            _refuse_twice(event, email)
        registration.first_name, registration.last_name = first_name.strip(), last_name.strip()
        registration.email, registration.organisation_name = email, organisation_name.strip()
        if has_moved:
            registration.token, registration.code = new_token(), new_code()
        registration.clean_fields()
        registration.save(update_fields=[*CORRECTED, "token", "code"])
        log(instance=registration, action="events.registration.corrected", user=by)
        if is_active and has_moved:
            post([write_about_place(registration)])
        return registration


def change_capacity(*, event_id: int, capacity: int, reason: str, by: User | None) -> Event:
    """New places go to those who wait; who has a place keeps it. The reason stands in the event's history."""
    if not reason.strip():
        raise ValidationError({"reason": "required"})
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        data = {"from": event.capacity, "to": capacity, "reason": reason.strip()}
        event.capacity = capacity
        event.save(update_fields=["capacity"])
        log(instance=event, action="events.event.capacity", user=by, data=data)
        fill_places(Event.objects.lock(event_id), timezone.now(), by=by)
        return event


def _seat(registration: Registration, *, by: User | None, waits: bool = True) -> Registration:
    """A new row at an event that is held, told and on record."""
    registration.email = registration.email.strip().lower()
    sequence = _next_sequences(registration.event, [registration.email])[registration.email]
    _record(registration, by=by, waits=waits, sequence=sequence)
    post([write_about_place(registration)])
    settle_later([registration])
    return registration


def _record(registration: Registration, *, by: User | None, waits: bool, sequence: int) -> Registration:
    registration.state = place_at(registration.event, registration.category_id, waits=waits)
    registration.sequence = sequence
    registration.clean_fields(exclude={"event"})
    registration.save(force_insert=True)
    log(instance=registration, action="events.registration.made", user=by)
    return registration


def _category_there(left: Registration, event: Event, chosen: Category | None) -> Category | None:
    """None where the other event has none at all."""
    there = event.categories_counted
    name = left.category.label_fr.casefold() if left.category else ""
    fitting = (each for each in there if (each == chosen if chosen else each.label_fr.casefold() == name))
    found = next(fitting, None)
    if there and found is None:
        raise Refused(Refusal.CATEGORY_ELSEWHERE)
    return found


def _next_sequences(event: Event, emails: Sequence[str]) -> dict[str, int]:
    """By address, that of the entry in their calendar; raises Refused for one that is registered, or is there twice."""
    sequences = dict.fromkeys(emails, 0)
    known = list(event.registrations.filter(email__in=sequences).values_list("email", "state", "sequence"))
    if len(sequences) < len(emails) or any(state != RegistrationState.CANCELLED for _email, state, _last in known):
        raise Refused(Refusal.REGISTERED)
    for email, _state, last in known:
        sequences[email] = max(sequences[email], last + 1)
    return sequences


def _refuse_twice(event: Event, email: str) -> None:
    if event.registrations.active().filter(email=email).exists():
        raise Refused(Refusal.REGISTERED)
