"""What an organiser prints, the certificate that somebody who came asks for, and the programme that anybody does."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.models import Event, PrintedProgramme, PrintKind, Printout, Registration
from events.tasks import make_printout, print_programmes
from members.models import User

GOOD_FOR = timedelta(minutes=10)
"""So long the same certificate is given again rather than made anew."""


def ask_printout(
    *, event: Event, kind: PrintKind, registration_ids: Iterable[int], language: str, by: User | None
) -> Printout:
    """Have the worker print it."""
    with transaction.atomic(durable=True):
        printout = Printout.objects.create(
            event=event, kind=kind, registration_ids=sorted(registration_ids), language=language, by=by
        )
        data = {"what": kind.value, "count": len(printout.registration_ids)}
        log(instance=event, action="events.event.printed", user=by, data=data)
        make_printout.enqueue(printout_id=printout.pk)
    return printout


def ask_certificate(*, registration_id: int, language: str) -> Printout | None:
    """That of somebody who came, as they are called now; None for anybody else."""
    with transaction.atomic(durable=True):
        here = Registration.objects.select_for_update(of=("self",)).select_related("event")
        registration = here.get(pk=registration_id)
        if not Registration.objects.certified(timezone.now()).filter(pk=registration_id).exists():
            return None
        there = Printout.objects.filter(registration=registration).first()
        if there and there.language == language and there.asked_at + GOOD_FOR > timezone.now():
            return there
        if there:
            there.delete()
        printout = Printout.objects.create(
            event=registration.event,
            kind=PrintKind.CERTIFICATES,
            registration_ids=[registration.pk],
            registration=registration,
            language=language,
        )
        make_printout.enqueue(printout_id=printout.pk)
    return printout


def ask_programme(*, event_id: int, language: str) -> None:
    """Have the worker print it, unless it is about to."""
    with transaction.atomic(durable=True):
        asked = PrintedProgramme.objects.select_for_update().defer("content")
        there, is_new = asked.get_or_create(event_id=event_id, language=language)
        if is_new or there.made_at or there.is_lost:
            there.asked_at, there.made_at = timezone.now(), None
            there.save(update_fields=["asked_at", "made_at"])
            print_programmes.enqueue(event_id=event_id)
