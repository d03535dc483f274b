"""What staff fill in: accounts, seats, memberships of persons, answers to applications, organisations' own sign-in."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.users.forms import UserCreationForm, UserEditForm

from members.models import Application, IdentityProvider, Membership, Organisation
from members.services.duplicates import Known
from members.services.identity import check_issuer, plain_issuer
from portal.billing.models import Invoice

_POSTAL = ("address", "postcode", "city", "country")


class _AddressIsTheName(forms.ModelForm):
    error_messages = {**UserCreationForm.error_messages, "duplicate_username": _("Another account has this address.")}

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class AccountCreationForm(_AddressIsTheName, UserCreationForm):
    pass


class AccountEditForm(_AddressIsTheName, UserEditForm):
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


class BuyerForm(forms.ModelForm):
    """To whom the fee of a person's own membership is made out. Its unsaved `instance` is the buyer."""

    class Meta:
        model = Invoice
        fields = [f"billing_{name}" for name in ("name", "organisation", "email", *_POSTAL, "order_number")]
        widgets = {"billing_address": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        Invoice(**{name: given.get(name, "-") for name in self.fields}).clean_for_invoice()
        return given


class IdentityProviderForm(WagtailAdminModelForm):
    """The secret is never shown again; left empty it stays."""

    class Meta:
        model = IdentityProvider
        fields = ["issuer", "client_id", "secret", "vouches"]
        widgets = {
            "secret": forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            "client_id": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kept = self.instance.secret
        self.fields["issuer"].assume_scheme = "https"  # type: ignore[attr-defined]
        if self.kept:
            self.fields["secret"].required = False
            self.fields["secret"].help_text = _("One is kept; left empty, it stays.")

    def clean_issuer(self) -> str:
        issuer = plain_issuer(self.cleaned_data["issuer"])
        check_issuer(issuer)
        return issuer

    def clean_secret(self) -> str:
        return self.cleaned_data["secret"] or self.kept
