"""Applications for a membership: received, confirmed by their link, withdrawn; and answered by the association."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from members.emails import mail_application_received
from members.models import Application


@transaction.atomic(durable=True)
def receive_application(
    *, application: Application, form_key: UUID, consent: str, language: str, is_heard: bool = True
) -> None:
    """Keep it, and write to whoever applies for them to confirm their address; a form sent again is nothing new.

    What is not to be heard is written and taken back: the time must not tell.
    """
    application.form_key, application.consent, application.language = form_key, consent, language
    token = application.make_token()
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        return
    log(instance=application, action="members.application.received")
    mail_application_received(application, token)
    transaction.set_rollback(not is_heard)


def find_application(token: str) -> Application | None:
    """The one that this link leads to."""
    found = Application.objects.select_related("plan").filter(token_hash=Application.hash_token(token))
    return found.first()


@transaction.atomic(durable=True)
def confirm_application(*, application: Application) -> None:
    """Whoever applies has the message: its address is theirs."""
    if _step(application, "confirmed_at", timezone.now()):
        log(instance=application, action="members.application.confirmed")


@transaction.atomic(durable=True)
def withdraw_application(*, application: Application) -> None:
    if _step(application, "withdrawn_at", timezone.now()):
        log(instance=application, action="members.application.withdrawn")


def _step(application: Application, step: str, at: datetime) -> bool:
    """False when it was taken already, or answered meanwhile."""
    waiting = Application.objects.open().filter(pk=application.pk, **{step: None})
    return bool(waiting.update(**{step: at}))
