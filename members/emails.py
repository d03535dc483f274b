"""The messages this room sends, one function each."""

from collections.abc import Collection

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from members.models import Application, Invitation, Membership, Seat, SeatRequest, User
from portal.core.mail.writing import association, queue, render


def mail_welcome(user: User, language: str) -> None:
    """Tell somebody of the account that staff made for them and how to sign in with a code."""
    queue("members/welcome", to=user.email, language=language, context={"email": user.email}, about=user)


CHANGES = {
    "email_changed": _("The account that this address opened has another address now. This one no longer opens it."),
    "email_deleted": _("An address was taken off your account."),
    "password_changed": _("The password of your account was changed."),
    "password_reset": _("The password of your account was chosen anew, by the link we sent."),
    "password_set": _("Your account has a password now."),
    "totp_activated": _("Your account asks for a second step now: the code of an application."),
    "totp_deactivated": _("Your account no longer asks for a second step."),
    "webauthn_added": _("A passkey opens your account now."),
    "webauthn_removed": _("A passkey was taken off your account."),
    "recovery_codes_generated": _("New recovery codes were made for your account; the former ones are worth nothing."),
}


def mail_account_changed(*, to: str, what: str, language: str, **context: object) -> None:
    """Tell the owner of an account what changed of what opens it, in case somebody else did it."""
    with override(language):
        change = str(CHANGES[what])
    queue(
        "members/account_changed",
        to=to,
        language=language,
        context={"change": change},
        reply_to=association().contact_email,
    )


def write_unsent(name: str, to: str) -> None:
    """Write what whoever has an account, or has none, would get instead: the time must not tell which."""
    context = {"code": "ABCD-EFGH", "password_reset_url": settings.BASE_URL}
    render(f"account/{name}", to=to, language=get_language()[:2], context=context)


def invite(seat: Seat, language: str) -> None:
    """Tell somebody of the seat they were given and how to sign in with a code."""
    queue(
        "members/invitation",
        to=seat.user.email,
        language=language,
        context={"organisation": seat.organisation.name, "email": seat.user.email},
        reply_to=seat.organisation.contact_email or association().contact_email,
        about=seat.organisation,
    )


def offer_seat(invitation: Invitation, token: str) -> None:
    """Offer the seat that a delegate keeps for this address, by a link that accepts it."""
    organisation, delegate = invitation.organisation, invitation.invited_by
    queue(
        "members/seat_offered",
        to=invitation.email,
        language=invitation.language,
        context={
            "organisation": organisation.name,
            "person": str(delegate or ""),
            "email": invitation.email,
            "token": token,
            "expires_at": invitation.expires_at,
            "is_delegate": invitation.is_delegate,
        },
        reply_to=(delegate and delegate.email) or association().contact_email,
        about=organisation,
    )


def tell_delegates_of_request(request: SeatRequest) -> None:
    """Tell each delegate, or the contact where there is none, who asks for a seat."""
    organisation = request.organisation
    delegates = list(Seat.objects.delegates().filter(organisation=organisation).values_list("user__email", flat=True))
    recipients = delegates or [organisation.contact_email or association().contact_email]
    for email, language in User.objects.languages(recipients).items():
        if email:
            queue(
                "members/seat_asked",
                to=email,
                language=language,
                context={
                    "organisation": organisation.name,
                    "organisation_pk": organisation.pk,
                    "person": str(request.user),
                    "email": request.user.email,
                },
                about=organisation,
            )


def mail_request_declined(request: SeatRequest) -> None:
    """Tell somebody that there is no seat for them, and whom to ask why."""
    organisation = request.organisation
    queue(
        "members/seat_declined",
        to=request.user.email,
        language=request.language,
        context={"organisation": organisation.name, "contact": organisation.contact_email},
        reply_to=organisation.contact_email or association().contact_email,
        about=organisation,
    )


def remind_of_end(membership: Membership, recipients: Collection[str]) -> None:
    """Tell these addresses until when the membership runs, and until when its people read."""
    for email, language in User.objects.languages(recipients).items():
        queue(
            "members/membership_ending",
            to=email,
            language=language,
            context={
                "organisation": membership.organisation.name if membership.organisation else "",
                "ends_on": membership.ends_on,
                "reads_until": membership.reads_until,
            },
            reply_to=association().contact_email,
            about=membership.organisation or membership.user,
        )


def mail_application_received(application: Application, token: str) -> None:
    """Tell somebody that their application arrived, with the link that confirms or withdraws it."""
    queue(
        "members/application_received",
        to=application.email,
        language=application.language,
        context={"organisation": application.organisation_name, "token": token},
        reply_to=association().contact_email,
        about=application,
    )


def tell_of_application(application: Application) -> None:
    """Tell the association that one waits for its answer."""
    if recipient := association().contact_email:
        queue(
            "members/application_waits",
            to=recipient,
            language=User.objects.languages([recipient])[recipient],
            context={"application": str(application), "pk": application.pk},
            about=application,
        )


def mail_application_accepted(application: Application, membership: Membership) -> None:
    """Tell whoever applied from when to when it runs, and what comes next."""
    queue(
        "members/application_accepted",
        to=application.email,
        language=application.language,
        context={
            "organisation": application.organisation_name,
            "delegate": application.delegate_address,
            "email": application.email,
            "membership": membership,
        },
        reply_to=association().contact_email,
        about=application,
    )


def mail_application_refused(application: Application) -> None:
    """Tell whoever applied why not."""
    queue(
        "members/application_refused",
        to=application.email,
        language=application.language,
        context={"organisation": application.organisation_name, "reason": application.refusal},
        reply_to=association().contact_email,
        about=application,
    )
