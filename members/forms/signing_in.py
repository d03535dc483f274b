"""What visitors fill in to sign in and to keep their account: allauth's forms, in the site's look."""

from uuid import uuid4

from allauth.account import forms as allauth_forms
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.models import EmailAddress
from allauth.account.utils import setup_user_email
from allauth.core import context
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from members.emails import write_unsent
from members.models import IdentityProvider, User
from members.services.accounts import open_account_if_known


class PlainFields:
    """allauth's own form, with a label that says the same everywhere and nothing in grey inside the field."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            if name in ("login", "email"):
                field.label = _("E-mail address")


class LoginForm(PlainFields, allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remember"].label = _("Stay signed in")


class SignupForm(PlainFields, allauth_forms.SignupForm):
    """An address is enough: a code opens the account, and a password is its owner's choice, later."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password1"]

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The same form sent twice leads to the code that is under way."""
        under_way = EmailVerificationProcess.resume(request)
        if under_way and under_way.email == self.cleaned_data["email"]:
            return None, redirect("account_email_verification_sent")
        instead = "email_confirmation" if self.account_already_exists else "account_already_exists"
        write_unsent(instead, self.cleaned_data["email"])
        if self.account_already_exists:
            self._write_as_for_a_new_account(request)
            return super().try_save(request)
        with transaction.atomic():
            return super().try_save(request)

    def _write_as_for_a_new_account(self, request: HttpRequest) -> None:
        """The same rows, taken back at once: the time must not tell who has an account already."""
        with transaction.atomic():
            nobody = User.objects.create_user(f"{uuid4()}@nowhere.invalid")
            setup_user_email(request, nobody, [EmailAddress(email=nobody.email)])
            User.objects.filter(pk=nobody.pk, emailaddress__verified=True).exists()
            for _stage in range(2):
                User.objects.filter(pk=nobody.pk).first()
                EmailAddress.objects.filter(user=nobody).first()
            transaction.set_rollback(True)


class AddEmailForm(PlainFields, allauth_forms.AddEmailForm):
    def __init__(self, *args, **kwargs) -> None:
        """What was typed before one had to prove who one is comes back in the address."""
        super().__init__(*args, **kwargs)
        self.fields["email"].initial = context.request.GET.get("email")


class RequestLoginCodeForm(PlainFields, allauth_forms.RequestLoginCodeForm):
    _user: User | None

    def clean_email(self) -> str:
        """Whoever registered for an event without an account has one from the first code on."""
        email = super().clean_email()
        self._user = open_account_if_known(address=email) or self._user
        write_unsent("unknown_account" if self._user else "login_code", email)
        return email


class ConfirmLoginCodeForm(allauth_forms.ConfirmLoginCodeForm):
    def __init__(self, *args, **kwargs) -> None:
        """An account is read for whoever has none too: the time must not tell."""
        super().__init__(*args, **kwargs)
        if not self.expected_code:
            User.objects.filter(pk=0).first()


class ResetPasswordForm(PlainFields, allauth_forms.ResetPasswordForm):
    users: list[User]

    def save(self, request: HttpRequest, **kwargs) -> str:
        """Who has no account costs the same reads and the same token: the time must not tell."""
        email = self.cleaned_data["email"]
        if self.users:
            list(User.objects.filter(email="", is_active=True))
        else:
            EmailAddress.objects.filter(user_id=0, email=email).exists()
            allauth_forms.default_token_generator.make_token(EmailAddress(user=User(pk=0)).user)
        write_unsent("unknown_account" if self.users else "password_reset_key", email)
        return super().save(request, **kwargs)


class ChangePasswordForm(PlainFields, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(PlainFields, allauth_forms.SetPasswordForm):
    pass


class ReauthenticateForm(PlainFields, allauth_forms.ReauthenticateForm):
    pass


class OwnSignInForm(forms.Form):
    """Answers, as `provider`, that of the address's domain."""

    provider: IdentityProvider

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}), max_length=254
    )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        provider = IdentityProvider.objects.of_address(email).first()
        if provider is None:
            raise forms.ValidationError(
                _("No organisation opened its own sign-in for addresses of this kind. Receive a code instead.")
            )
        self.provider = provider
        return email
