"""The messages this room sends, one function each."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from members.models import Seat, User
from portal.core.mail.writing import association, queue


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
