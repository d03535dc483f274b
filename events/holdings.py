"""What this room holds of people."""

import uuid
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from events.models import AttendeeCode, CheckIn, DoorLink, Event, EventChange, Registration, new_code, new_token
from events.querysets import ERASED_AT
from events.services.waiting_list import fill_places
from events.states import RegistrationState
from portal.core.personal_data.erasing import ERASED, forget_rows
from portal.core.personal_data.registry import Subject, about_nobody, delete, forgets, overwrite, register


def leave_events(rows: QuerySet, subject: Subject) -> None:
    """Give back the places at events to come, and leave of each registration a number without a name."""
    for event_id in sorted(set(rows.values_list("event_id", flat=True))):
        event = Event.objects.lock(event_id)
        now = timezone.now()
        theirs = rows.filter(event=event)
        if not event.has_started(now):
            Registration.objects.active().filter(pk__in=theirs.values("pk")).update(
                state=RegistrationState.CANCELLED, cancelled_at=now
            )
        without_names(theirs)
        fill_places(event, now, by=None)


def without_names(rows: QuerySet) -> None:
    for key in rows.values_list("pk", flat=True):
        Registration.objects.filter(pk=key).update(
            email=f"{key}{ERASED_AT}",
            first_name="",
            last_name=ERASED,
            organisation_name="",
            token=new_token(),
            code=new_code(),
            form_key=uuid.uuid4(),
        )


register(
    Registration,
    under="registrations",
    find=lambda subject: Registration.objects.filter(subject.by_address("email")),
    export=(
        "event",
        "state",
        "email",
        "first_name",
        "last_name",
        "organisation_name",
        "language",
        "was_absent",
        "created_at",
        "cancelled_at",
    ),
    erase=leave_events,
    theirs=True,
)
register(
    CheckIn,
    under="registrations",
    find=lambda subject: CheckIn.objects.filter(
        registration__in=Registration.objects.filter(subject.by_address("email"))
    ),
    export=("registration", "at", "undone_at"),
    erase=delete,
)
register(DoorLink, under="history", find="created_by", export=("event", "note", "created_at", "expires_at"))
register(
    AttendeeCode,
    under="codes",
    find=lambda subject: AttendeeCode.objects.filter(subject.by_address("email")),
    export=("expires_at",),
    erase=delete,
)
register(
    Event,
    under="publications",
    find=lambda subject: Event.objects.filter(subject.by_address("contact_email")),
    export=("kind", "starts_at", "contact_email"),
    erase=overwrite(contact_email=""),
)
about_nobody("The venue’s address.", EventChange)


@forgets("registrations")
def forget_registrations(before: datetime) -> int:
    """Of events without a date, those made so long ago."""
    named = Registration.objects.exclude(email__endswith=ERASED_AT)
    over = Q(event__ends_at__lt=before) | Q(event__ends_at=None, created_at__lt=before)
    return forget_rows(named.filter(over), without_names)


@forgets("codes")
def forget_codes(before: datetime) -> int:
    """A code carries the moment at which it ends."""
    return AttendeeCode.objects.filter(expires_at__lte=timezone.now()).delete()[0]
