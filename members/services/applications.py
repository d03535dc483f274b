"""Applications for a membership: received, confirmed by their link, withdrawn; and answered by the association."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from members.emails import (
    mail_application_accepted,
    mail_application_received,
    mail_application_refused,
    tell_of_application,
)
from members.models import Application, Membership, Organisation, User
from members.services.accounts import open_account
from members.services.invitations import offer
from members.services.organisations import save_organisation
from members.services.seats import lock_organisation


class ApplicationRefused(Exception):
    """Its text says to the officer why this can't be done."""


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
        tell_of_application(application)


@transaction.atomic(durable=True)
def withdraw_application(*, application: Application) -> None:
    if _step(application, "withdrawn_at", timezone.now()):
        log(instance=application, action="members.application.withdrawn")


def _step(application: Application, step: str, at: datetime) -> bool:
    """False when it was taken already, or answered meanwhile."""
    waiting = Application.objects.open().filter(pk=application.pk, **{step: None})
    return bool(waiting.update(**{step: at}))


@transaction.atomic(durable=True)
def accept_application(*, application: Application, membership: Membership, by: User) -> None:
    """Conclude this membership, of an organisation that is made unless the membership names one that is known, or of
    the person; the delegate is offered their seat, and whoever applied is told.

    Raises ApplicationRefused, or SeatRefused where the delegate can't have one, and changes nothing then.
    """
    application = _still_open(application)
    membership.accepted_on = timezone.localdate()
    if not (membership.plan.fee if membership.fee is None else membership.fee):  # type: ignore[union-attr]
        membership.paid_on = membership.accepted_on
    if application.organisation_name:
        _conclude_with_organisation(application, membership, by)
    else:
        membership.user = open_account(
            email=application.email, first_name=application.first_name, last_name=application.last_name, by=by
        )
        if not membership.user.is_active:
            raise ApplicationRefused(_("The account of this address is closed; administrators can reopen it."))
        membership.save()
    application.accepted_at, application.membership = timezone.now(), membership
    application.save(update_fields=["accepted_at", "membership"])
    log(instance=application, action="members.application.accepted", user=by)
    mail_application_accepted(application, membership)


def _conclude_with_organisation(application: Application, membership: Membership, by: User) -> None:
    organisation = membership.organisation or _organisation_of(application)

    def save() -> Organisation:
        if not organisation.pk:
            _make(organisation)
        membership.organisation = organisation
        membership.save()
        return organisation

    save_organisation(organisation=organisation, save=save, by=by)
    organisation = lock_organisation(organisation.pk)
    email = application.delegate_address
    if not organisation.seats.current().filter(user__email=email).exists():
        offer(organisation, email, application.language, by, as_delegate=True)


def _make(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as taken:  # by another officer, since the form was looked through
        raise ApplicationRefused(_("There is an organisation of this name: choose it.")) from taken


def _organisation_of(application: Application) -> Organisation:
    billed = ("name", "email", "address", "postcode", "city", "country")
    copied = ("website", "sector", "size", "siret", *(f"billing_{name}" for name in billed))
    return Organisation(
        name=application.organisation_name,
        contact_name=application.delegate_name or application.applicant,
        contact_email=application.delegate_address,
        **{name: getattr(application, name) for name in copied},
    )


@transaction.atomic(durable=True)
def refuse_application(*, application: Application, reason: str, by: User) -> None:
    """Tell whoever applied why not. Raises ApplicationRefused."""
    application = _still_open(application)
    application.refused_at, application.refusal = timezone.now(), reason
    application.save(update_fields=["refused_at", "refusal"])
    log(instance=application, action="members.application.refused", user=by)
    mail_application_refused(application)


def _still_open(application: Application) -> Application:
    """Locked: of two officers who answer at once, the second is told."""
    found = Application.objects.open().select_for_update().filter(pk=application.pk).first()
    if found is None:
        raise ApplicationRefused(_("This application was answered or withdrawn meanwhile."))
    return found
