from uuid import uuid4

from allauth.account import forms as allauth_forms
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.models import EmailAddress
from allauth.account.utils import setup_user_email
from allauth.core import context
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.users.forms import UserCreationForm, UserEditForm

from members.models import Membership, User
from members.services.accounts import open_account_if_known


class _AddressIsTheName(forms.ModelForm):
    error_messages = {**UserCreationForm.error_messages, "duplicate_username": _("Another account has this address.")}

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class AccountCreationForm(_AddressIsTheName, UserCreationForm):
    pass


class AccountEditForm(_AddressIsTheName, UserEditForm):
    pass


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
        return email


class ResetPasswordForm(PlainFields, allauth_forms.ResetPasswordForm):
    pass


class ChangePasswordForm(PlainFields, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(PlainFields, allauth_forms.SetPasswordForm):
    pass


class ReauthenticateForm(PlainFields, allauth_forms.ReauthenticateForm):
    pass


class SeatForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    is_delegate = forms.BooleanField(
        label=_("Delegate"), required=False, help_text=_("Speaks for the organisation and sees its seats.")
    )
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)


class IndividualMembershipForm(WagtailAdminModelForm):
    """Of the owner of this address, who is not chosen among all accounts and may have none yet."""

    email = forms.EmailField(label=_("E-mail address"))

    class Meta:
        model = Membership
        fields = [
            "email",
            "plan",
            "starts_on",
            "ends_on",
            "accepted_on",
            "paid_on",
            "payment_reference",
            "fee",
            "grace_days",
            "suspended_on",
            "ended_on",
        ]
        widgets = dict.fromkeys(
            ("starts_on", "ends_on", "accepted_on", "paid_on", "suspended_on", "ended_on"), AdminDateInput
        )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.user:
            self.fields["email"].disabled = True
            self.initial["email"] = self.instance.user.email
