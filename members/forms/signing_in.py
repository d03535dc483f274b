"""What visitors fill in to sign in and to keep their account: allauth's forms, in the site's look."""

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core import context, ratelimit
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.emails import write_unsent
from members.models import IdentityProvider, User
from members.services.accounts import account_to_sign_in


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


class AsksForCode:
    """What both forms that have a code sent do, in one order and for whatever address: the time must not tell."""

    opens_account: bool
    _user: User | None

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()  # type: ignore[attr-defined]
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = account_to_sign_in(address=email, opens=self.opens_account)
        write_unsent("unknown_account" if self._user else "login_code", email)
        return email


class SignupForm(AsksForCode, PlainFields, allauth_forms.SignupForm):
    """An address is enough, which has an account already or gets it now: a code sent there opens it."""

    opens_account = True

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password1"]

    def clean_email(self) -> str:
        """The same form sent twice leads to the code that is under way."""
        under_way = LoginStageController.enter(context.request, LoginByCodeStage.key)
        state = under_way.state if under_way else {}
        self._is_under_way = "signs_up" in state and state["email"] == self.cleaned_data["email"].lower()
        return self.cleaned_data["email"].lower() if self._is_under_way else super().clean_email()

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponse]:
        if not self._is_under_way:
            process = LoginCodeVerificationProcess.initiate(
                request=request, user=self._user, email=self.cleaned_data["email"]
            )
            process.state["signs_up"] = True
            process.persist()
        url = reverse("account_confirm_login_code")
        return None, redirect(passthrough_next_redirect_url(request, url, REDIRECT_FIELD_NAME))


class AddEmailForm(PlainFields, allauth_forms.AddEmailForm):
    def __init__(self, *args, **kwargs) -> None:
        """What was typed before one had to prove who one is comes back in the address."""
        super().__init__(*args, **kwargs)
        self.fields["email"].initial = context.request.GET.get("email")


class RequestLoginCodeForm(AsksForCode, PlainFields, allauth_forms.RequestLoginCodeForm):
    """Whoever registered for an event without an account has one from the first code on."""

    opens_account = False


class ConfirmEmailVerificationCodeForm(PlainFields, allauth_forms.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmLoginCodeForm(PlainFields, allauth_forms.ConfirmLoginCodeForm):
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
