from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm


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
    pass


class SignupForm(PlainFields, allauth_forms.SignupForm):
    pass


class AddEmailForm(PlainFields, allauth_forms.AddEmailForm):
    pass


class RequestLoginCodeForm(PlainFields, allauth_forms.RequestLoginCodeForm):
    pass


class ResetPasswordForm(PlainFields, allauth_forms.ResetPasswordForm):
    pass


class ChangePasswordForm(PlainFields, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(PlainFields, allauth_forms.SetPasswordForm):
    pass


class SeatForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    is_delegate = forms.BooleanField(
        label=_("Delegate"), required=False, help_text=_("Speaks for the organisation and sees its seats.")
    )
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)
