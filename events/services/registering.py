"""A person registers and cancels: one at a time for each event."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from events.emails import mail_registration_cancelled, write_about_place
from events.models import Buyer, Category, Companion, Event, Registration, standing, take_stock
from events.services.admitting import admit, refusal
from events.services.asking import Told, record_told
from events.services.waiting_list import fill_places
from events.states import Refusal, Refused, RegistrationState
from events.tasks import settle_later, tell_registered
from members.models import User
from portal.access.viewer import ANONYMOUS, Viewer
from portal.core.mail.models import Message
from portal.core.mail.writing import post

REMINDER_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Person:
    """Somebody registered along with another: what only they can answer is asked of them by their own link."""

    first_name: str
    last_name: str
    email: str


@dataclass(frozen=True)
class Recorded:
    """`shown` is what the visitor is told: the same whether or not the address was known."""

    registration: Registration
    shown: RegistrationState


def register_attendee(
    *,
    event_id: int,
    viewer: Viewer,
    by: User | None,
    first_name: str,
    last_name: str,
    email: str,
    organisation_name: str = "",
    form_key: uuid.UUID,
    language: str,
    told: Told | None = None,
    companions: Sequence[Person] = (),
    category_id: int | None = None,
    buyer: Buyer | None = None,
) -> Recorded:
    """Give a place, or a rank on the waiting list, to an address; raises Refused, or ValidationError for bad input.
    The price is that of the category, which must be one that this viewer may take; a place that costs is invoiced to
    the unsaved `buyer`.

    The same form sent again answers what it answered first; another form with a known address changes
    nothing and answers as if the address were new. Companions get what the first person gets, or nobody gets anything:
    where places are fewer than people, known ones included, it raises Refused.
    """
    people = [Person(first_name, last_name, email), *companions]
    people = [Person(each.first_name.strip(), each.last_name.strip(), each.email.strip().lower()) for each in people]
    keys = {each.email: uuid.uuid5(form_key, f"{event_id} {each.email}") for each in people}
    if len(keys) < len(people):
        raise ValidationError({"email": _("This address stands here twice: each person needs an own one.")})
    facts = {"organisation_name": organisation_name.strip(), "language": language}
    made = [_unsaved(each, form_key=keys[each.email], **facts) for each in people]
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        found = [standing(event_id, each.email, each.form_key) for each in made]
        if sent_before := _sent_before(made, found):
            return Recorded(sent_before, RegistrationState(sent_before.state))
        now = timezone.now()
        take_stock(event)
        category, outcome = _admitted(event, viewer, category_id, len(people), now)
        if category and category.net_price and buyer is None:
            raise Refused(Refusal.CATEGORY)
        for registration in made:
            registration.event, registration.state, registration.created_at = event, outcome, now
            registration.put_in(category)
            registration.buyer = buyer if registration.net_price else None
        leader = _record(made[0], found[0], told or Told(), by, now)
        for registration, before in zip(made[1:], found[1:], strict=True):
            registration.registered_by = str(made[0])
            _bring(registration, before, leader, by, now)
        settle_later(made)
        return Recorded(leader, outcome)


def _admitted(
    event: Event, viewer: Viewer, category_id: int | None, people: int, now: datetime
) -> tuple[Category | None, RegistrationState]:
    """As what so many register at once, and what that comes to; raises Refused."""
    category, outcome = admit(event, viewer, category_id, now)
    if people == 1:
        return category, outcome
    if refusal(event, ANONYMOUS, now) or (category and category.members_only):
        raise Refused(Refusal.ALONE)
    left = event.free_places if category is None else min(event.free_places, category.left(event.free_places))
    if outcome == RegistrationState.CONFIRMED and left < people:
        raise Refused(Refusal.TOO_MANY)
    return category, outcome


def _unsaved(person: Person, **facts: Any) -> Registration:
    """What is told of a person, judged before the event is held."""
    registration = Registration(first_name=person.first_name, last_name=person.last_name, email=person.email, **facts)
    registration.clean_fields(exclude={"event", "state"})
    return registration


def _sent_before(made: Sequence[Registration], found: Sequence[Sequence[Registration]]) -> Registration | None:
    """What the same form made when it was sent first."""
    keys = {each.form_key for each in made}
    return min((row for rows in found for row in rows if row.form_key in keys), key=lambda row: row.pk, default=None)


def _bring(
    registration: Registration, before: Sequence[Registration], leader: Registration, by: User | None, now: datetime
) -> None:
    """Along with another, who is shown the same whether or not the address stands already."""
    facts = {name: getattr(registration, name) for name in ("first_name", "last_name", "state")}
    email = registration.email
    recorded = _record(registration, before, None, by, now)
    companion = Companion.objects.filter(leader=leader, email=email).first() or Companion(leader=leader, email=email)
    for name, value in {**facts, "created_at": now, "cancelled_at": None}.items():
        setattr(companion, name, value)
    if recorded is registration:
        companion.registration = registration
    companion.save()


def _record(
    registration: Registration, before: Sequence[Registration], told: Told | None, by: User | None, now: datetime
) -> Registration:
    """This one, or that of the same address that stands already among those made `before`.

    The same work for both, for the answer's time would tell one from the other: the row of a known address is taken
    back. The message is written by the worker, so that nobody waits for that while the event is held;
    but one that names who brings this person is written at once, for the name is kept nowhere else.
    """
    known = next((each for each in before if each.state != RegistrationState.CANCELLED), None)
    registration.sequence = max((each.sequence + 1 for each in before), default=0)
    is_due = known is None or known.reminded_at is None or now - known.reminded_at >= REMINDER_EVERY
    with transaction.atomic():
        if known:
            registration.email = f"{uuid.uuid4()}@nowhere.invalid"
        if registration.buyer:
            registration.buyer.save()
        registration.save(force_insert=True)
        if told is not None:
            record_told(registration, told, now)
        _log_made(registration, by, now)
        naming = write_about_place(registration) if registration.registered_by else None
        if not is_due:
            _tell(registration, known, naming, now)
        transaction.set_rollback(known is not None)
    if is_due:
        _tell(registration, known, naming, now)
    return known or registration


def _log_made(registration: Registration, by: User | None, now: datetime) -> None:
    """As `log` would, without asking the database for what is known of the entry: the event is held."""
    entry = ModelLogEntry(
        content_type=ContentType.objects.get_for_model(Registration),
        object_id=str(registration.pk),
        label=str(registration),
        action="events.registration.made",
        data={},
        timestamp=now,
        user=by,
    )
    ModelLogEntry.objects.bulk_create([entry])


def _tell(registration: Registration, known: Registration | None, naming: Message | None, now: datetime) -> None:
    """By the worker, what this one came to, or whose address is known that they are registered."""
    Registration.objects.filter(pk=(known or registration).pk).update(reminded_at=known and now)
    if naming and not known:
        post([naming])
    else:
        tell_registered.enqueue(registration_id=(known or registration).pk, state="" if known else registration.state)


def cancel_registration(*, registration_id: int, by: User | None, by_organiser: bool = False) -> Registration:
    """Cancel once, however often it is asked, and give the freed place to the next in line.

    Registrants may do so until the event starts; after that it raises Refused.
    """
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        if registration.state == RegistrationState.CANCELLED:
            return registration
        now = timezone.now()
        if not by_organiser and event.has_started(now):
            raise Refused(Refusal.STARTED)
        had_place = registration.state == RegistrationState.CONFIRMED
        registration.state = RegistrationState.CANCELLED
        registration.cancelled_at = now
        registration.sequence += 1
        registration.save(update_fields=["state", "cancelled_at", "sequence"])
        log(instance=registration, action="events.registration.cancelled", user=by)
        mail_registration_cancelled(registration, had_place=had_place)
        fill_places(event, now, by=by)
        settle_later([] if event.has_started(now) else [registration])
    return registration
