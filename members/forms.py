import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

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
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.users.forms import UserCreationForm, UserEditForm

from members.emails import write_unsent
from members.models import Application, Membership, Organisation, Plan, User
from members.models.organisations import siret
from members.services.accounts import open_account_if_known
from members.services.duplicates import Known


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


class PlanField(forms.ModelChoiceField):
    """The plans on offer, each with what it gives and costs."""

    widget = forms.RadioSelect

    def __init__(self) -> None:
        super().__init__(Plan.objects.none(), label=_("Plan"), empty_label=None)

    def label_from_instance(self, plan: Plan) -> str:
        return plan.in_words


class ApplicationForm(forms.ModelForm):
    """`form_key` is made with the page, so that a form sent twice is known for the same."""

    is_individual = False
    parts: tuple[tuple[Promise, tuple[str, ...]], ...] = ()

    plan = PlanField()
    agrees = forms.BooleanField(
        label=_(
            "I agree that the association keeps what I write here to answer my application, and I have the agreement "
            "of the people I name"
        ),
        error_messages={"required": _("Without your agreement we can’t keep the application.")},
    )
    form_key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        plans = Plan.objects.offered().filter(is_individual=self.is_individual)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]
        if len(plans) == 1:
            self.fields["plan"].initial = plans[0]
        self.fields["form_key"].initial = uuid4()

    def groups(self) -> Iterator[tuple[Promise, list[forms.BoundField]]]:
        for heading, names in self.parts:
            yield heading, [self[name] for name in names]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_form_key(self) -> UUID:
        try:
            return UUID(self.cleaned_data["form_key"])
        except ValueError:
            return uuid4()


_APPLICANT = ("first_name", "last_name", "email")
_WIDGETS = {
    "organisation_name": forms.TextInput(attrs={"autocomplete": "organization"}),
    "website": forms.URLInput(attrs={"autocomplete": "url"}),
    "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
    "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
    "email": forms.EmailInput(attrs={"autocomplete": "email"}),
    "role": forms.TextInput(attrs={"autocomplete": "organization-title"}),
    "billing_address": forms.Textarea(attrs={"rows": 3}),
    "message": forms.Textarea(attrs={"rows": 5}),
}
_WRITTEN_TO = _("We write there: a link in the message confirms the application.")


class OrganisationApplicationForm(ApplicationForm):
    parts = (
        (_("Your organisation"), ("organisation_name", "website", "sector", "size", "siret")),
        (_("You"), (*_APPLICANT, "role")),
        (_("The delegate"), ("delegate_name", "delegate_email")),
        (_("The invoice"), ("billing_name", "billing_email", "billing_address")),
        (_("The membership"), ("plan", "message", "agrees")),
    )

    siret = forms.CharField(
        label=_("SIRET number"), required=False, max_length=20, help_text=_("The 14 digits, with or without spaces.")
    )

    class Meta:
        model = Application
        fields = [
            "organisation_name",
            "website",
            "sector",
            "size",
            "siret",
            *_APPLICANT,
            "role",
            "delegate_name",
            "delegate_email",
            "billing_name",
            "billing_email",
            "billing_address",
            "plan",
            "message",
        ]
        widgets = _WIDGETS
        labels = {
            "organisation_name": _("Name of the organisation"),
            "email": _("Your work address"),
            "role": _("Your role"),
            "delegate_name": _("Their name"),
            "delegate_email": _("Their e-mail address"),
            "billing_name": _("Who receives it"),
            "billing_email": _("At which e-mail address"),
        }
        help_texts = {
            "email": _WRITTEN_TO,
            "delegate_name": _("Gives the seats to your colleagues. Leave this empty if it is you."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("organisation_name", "role"):
            self.fields[name].required = True
        self.fields["website"].assume_scheme = "https"  # type: ignore[attr-defined]

    def clean_siret(self) -> str:
        number = re.sub(r"\s", "", self.cleaned_data["siret"])
        if number:
            siret(number)
        return number

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if cleaned.get("delegate_name") and not cleaned.get("delegate_email") and "delegate_email" not in self.errors:
            self.add_error("delegate_email", _("We need this address to offer the delegate their seat."))
        return cleaned


class PersonalApplicationForm(ApplicationForm):
    is_individual = True
    parts = ((_("You"), (*_APPLICANT, "role", "billing_address")), (_("The membership"), ("plan", "message", "agrees")))

    class Meta:
        model = Application
        fields = [*_APPLICANT, "role", "billing_address", "plan", "message"]
        widgets = _WIDGETS
        labels = {"email": _("Your e-mail address"), "role": _("Your role")}
        help_texts = {"email": _WRITTEN_TO}


class AcceptanceForm(WagtailAdminModelForm):
    """The membership that answers an application. What stays open is as its plan says."""

    class Meta:
        model = Membership
        fields = ["organisation", "plan", "starts_on", "ends_on", "seats", "fee"]
        widgets = dict.fromkeys(("starts_on", "ends_on"), AdminDateInput)

    def __init__(self, *args, application: Application, known: list[Known], **kwargs) -> None:
        self.application = application
        today = timezone.localdate()
        namesakes = [row.organisation for row in known if row.organisation.name == application.organisation_name]
        terms = {"plan": application.plan, "starts_on": today, "ends_on": today + timedelta(days=364)}
        super().__init__(*args, initial={**terms, "organisation": next(iter(namesakes), None)}, **kwargs)
        self.fields["plan"].required = True
        organisation = self.fields["organisation"]
        organisation.label, organisation.empty_label = _("Organisation"), _("A new one")
        organisation.help_text = _("One that is known gets a new membership; what is kept of it stays as it is.")
        if not application.organisation_name:
            del self.fields["organisation"], self.fields["seats"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name = self.application.organisation_name
        if name and not cleaned.get("organisation") and Organisation.objects.filter(name=name).exists():
            self.add_error("organisation", _("There is an organisation of this name: choose it."))
        return cleaned


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whoever applied receives it as it is written here."),
    )
