from datetime import timedelta
from typing import cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.signals import authentication_step_completed, email_changed, user_logged_in
from django.conf import settings
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from members.emails import mail_account_changed
from members.models import User
from members.services.accounts import choose_language
from members.signals import address_changed
from portal.core.limits.address import client_address
from portal.core.mail.writing import queue

CODES_HOLD = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in as allauth does it, with the portal's own mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _(
            "This code is wrong or no longer works. Take the one in the last message, or ask for another."
        )
    }

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """`account/email/<name>` is `templates/emails/account/<name>`, in the language of the page. The owner of a
        closed account is told so; whether it is closed is asked for whatever message: the time must not tell."""
        name = template_prefix.rpartition("/")[2].removesuffix("_signup")
        is_closed = User.objects.filter(email=email.lower(), is_active=False).exists()
        if is_closed and name == "unknown_account":
            name = "closed_account"
        valid_for = CODES_HOLD if "code" in context else None
        queue(f"account/{name}", to=email, language=get_language()[:2], context=context, valid_for=valid_for)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict | None = None, email: str | None = None
    ) -> None:
        """The one message that tells an owner what changed of their account; of its address, the old one is told."""
        what = template_prefix.rpartition("/")[2]
        language = user.language or get_language()[:2]
        mail_account_changed(to=email or user.email, what=what, language=language, **(context or {}))

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Never by allauth: `fresh_proof` guards each of these pages, and takes a sign-in by code for a proof too."""
        return False

    def pre_login(self, request: HttpRequest, user: User, *, email: str | None = None, **kwargs) -> HttpResponse | None:
        """A code sent to an address that is no longer the account's opens nothing."""
        if email and not EmailAddress.objects.filter(user=user, email__iexact=email).exists():
            messages.error(request, self.error_messages["incorrect_code"])
            return redirect("account_login")
        return super().pre_login(request, user, email=email, **kwargs)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who came for nothing else finds their own page, in their language."""
        with override(cast(User, request.user).language or get_language()):
            return reverse("account:home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account:home")


@receiver(email_changed)
def tell_of_another_address(sender, user: User, from_email_address, to_email_address, **kwargs) -> None:
    """Only what was proved is followed: else a stranger's address could be taken over by claiming it first."""
    if from_email_address is not None and from_email_address.verified:
        address_changed.send(User, user=user, old=from_email_address.email.lower(), new=to_email_address.email.lower())


@receiver(authentication_step_completed)
def drop_password_of_unproved_address(sender, user: User, method: str, **kwargs) -> None:
    """A password chosen before the address was proved may be a stranger's: whoever proves the address ends it."""
    if method != "code" or not user.has_usable_password():
        return
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        user.set_unusable_password()
        user.save(update_fields=["password"])


@receiver(user_logged_in)
def write_in_the_language_of_the_first_sign_in(sender, user: User, **kwargs) -> None:
    if not user.language:
        choose_language(user=user, language=get_language()[:2])
