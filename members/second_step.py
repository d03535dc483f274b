"""The second step of signing in, by an application, a passkey or a recovery code, as allauth does it."""

from datetime import timedelta

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.forms import PlainFields
from members.models import User
from portal.core.limits.counting import Limit, slowed_down
from portal.core.mail.writing import association


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This was not accepted. Take the code that the application shows now, a recovery code not used yet, "
            "or another passkey."
        )
    }

    def _get_site_name(self) -> str:
        return association().name

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}


@receiver(signals.authenticator_added)
def what_was_just_set_up_was_used(sender, request: HttpRequest, user: User, authenticator, **kwargs) -> None:
    """Setting it up showed that one has it: nobody is asked for it again at once."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


ONCE = Limit("second_step", 1, timedelta(minutes=5))


class CodeUsedOnce(PlainFields):
    """allauth forgets after half a minute that a code was used; the clock's tolerance takes it for longer."""

    user: User

    def clean_code(self) -> str:
        code = super().clean_code()  # type: ignore[misc]
        if slowed_down(context.request, ONCE, of=f"{self.user.pk} {normalize_user_code(code)}"):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(CodeUsedOnce, base.AuthenticateForm):
    pass


class ReauthenticateForm(CodeUsedOnce, base.ReauthenticateForm):
    pass


class ActivateTOTPForm(PlainFields, totp.ActivateTOTPForm):
    pass


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    name = forms.CharField(
        label=_("Name of this passkey"), required=False, max_length=60, help_text=_("To tell it from others.")
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with this passkey alone"),
        required=False,
        initial=True,
        help_text=_("No password, no code: your fingerprint, your face or the device’s own code is enough."),
    )


class EditPasskeyForm(webauthn.EditWebAuthnForm):
    name = forms.CharField(label=_("Name of this passkey"), max_length=60)
