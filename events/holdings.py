"""What this room holds of people."""

import uuid
from datetime import datetime

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from events.models import (
    Agreement,
    Answer,
    AttendeeCode,
    Booking,
    Buyer,
    CheckIn,
    Companion,
    DoorLink,
    Event,
    EventChange,
    EventLetter,
    FeedbackLink,
    FeedbackSheet,
    Needs,
    Printout,
    Registration,
    new_code,
    new_token,
)
from events.querysets import ERASED_AT
from events.services.waiting_list import fill_places
from events.states import RegistrationState
from events.tasks import settle_later
from portal.core.personal_data.erasing import ERASED, forget_rows
from portal.core.personal_data.registry import Subject, about_nobody, delete, forgets, overwrite, register

TOLD: tuple[type[Model], ...] = (Answer, Agreement, Needs, FeedbackLink)
"""What goes with the name of a registration."""


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
            settle_later(theirs.exclude(invoice_line=None).order_by("pk"))
        without_names(theirs)
        fill_places(event, now, by=None)


def without_names(rows: QuerySet) -> None:
    for key in rows.values_list("pk", flat=True):
        for told in TOLD:
            told._base_manager.filter(registration=key).delete()
        Companion.objects.filter(Q(leader=key) | Q(registration=key)).delete()
        Registration.objects.filter(pk=key).update(
            email=f"{key}{ERASED_AT}",
            first_name="",
            last_name=ERASED,
            organisation_name="",
            decline_reason="",
            token=new_token(),
            code=new_code(),
            form_key=uuid.uuid4(),
            buyer=None,
        )
    Buyer.objects.filter(registrations=None).delete()


register(
    Registration,
    under="registrations",
    find=lambda subject: Registration.objects.filter(subject.by_address("email")),
    export=(
        "event",
        "state",
        "category",
        "net_price",
        "vat_rate",
        "email",
        "first_name",
        "last_name",
        "organisation_name",
        "language",
        "was_absent",
        "created_at",
        "cancelled_at",
        "decline_reason",
        "moved_to",
    ),
    erase=leave_events,
    theirs=True,
)
for model, under, fields in (
    (Answer, "registrations", ("registration", "question", "text")),
    (Agreement, "registrations", ("registration", "words", "version", "given_at", "withdrawn_at")),
    (Needs, "needs", ("registration", "diets", "allergies", "access")),
):
    register(
        model,
        under=under,
        find=lambda subject, model=model: model._base_manager.filter(subject.by_address("registration__email")),  # type: ignore[misc]
        export=fields,
        erase=delete,
        theirs=True,
    )
register(
    Booking,
    under="registrations",
    find=lambda subject: Booking.objects.filter(subject.by_address("registration__email")),
    export=("registration", "session", "state", "created_at"),
)
register(
    Companion,
    under="registrations",
    find=lambda subject: Companion.objects.filter(
        subject.by_address("email") | subject.by_address("registration__email") | subject.by_address("leader__email"),
    ),
    export=("leader", "first_name", "last_name", "email", "state", "created_at", "cancelled_at"),
    erase=delete,
)
register(
    FeedbackLink,
    under="feedback",
    find=lambda subject: FeedbackLink.objects.filter(subject.by_address("registration__email")),
    export=("registration", "answered"),
    erase=delete,
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
register(
    Printout,
    under="printouts",
    find=lambda subject: Printout.objects.filter(subject.by_address("registration__email")),
    export=("event", "kind", "asked_at"),
    erase=delete,
)
register(EventLetter, under="history", find="by", export=("event", "subject_fr", "created_at", "sent_at"))
register(DoorLink, under="history", find="created_by", export=("event", "note", "created_at", "expires_at"))
register(
    Buyer,
    under="registrations",
    find=lambda subject: Buyer.objects.filter(subject.by_address("billing_email")),
    export=("billing_name", "billing_organisation", "billing_email", "billing_address", "billing_city"),
    erase=delete,
)
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
about_nobody("What is answered without a name: nothing leads from it to a person.", FeedbackSheet)


def _forget(rows: QuerySet) -> None:
    """Their invoices are kept, and forgotten, by a law of their own."""
    keys = list(rows.values_list("pk", flat=True))
    without_names(rows)
    Registration.objects.filter(pk__in=keys).update(invoice_line=None)


@forgets("registrations")
def forget_registrations(before: datetime) -> int:
    """Of events without a date, those made so long ago."""
    named = Registration.objects.exclude(email__endswith=ERASED_AT)
    over = Q(event__ends_at__lt=before) | Q(event__ends_at=None, created_at__lt=before)
    return forget_rows(named.filter(over), _forget)


@forgets("feedback")
def forget_feedback(before: datetime) -> int:
    """Answers have no name, but whoever wrote freely may have told one."""
    links = FeedbackLink.objects.filter(registration__event__ends_at__lt=before).delete()[0]
    return links + FeedbackSheet.objects.filter(event__ends_at__lt=before).delete()[0]


@forgets("needs")
def forget_needs(before: datetime) -> int:
    """Of who does not come, too."""
    event = "registration__event__"
    over = Q((f"{event}ends_at__lt", before)) | Q((f"{event}cancelled_at__lt", before))
    return Needs.objects.filter(over | Q(registration__cancelled_at__lt=before)).delete()[0]


@forgets("printouts")
def forget_printouts(before: datetime) -> int:
    return Printout.objects.filter(asked_at__lt=before).delete()[0]


@forgets("codes")
def forget_codes(before: datetime) -> int:
    """A code carries the moment at which it ends."""
    return AttendeeCode.objects.filter(expires_at__lte=timezone.now()).delete()[0]
