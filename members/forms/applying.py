"""The public application for a membership."""

import re
from collections.abc import Iterator
from uuid import UUID, uuid4

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from members.models import Application, Plan
from members.models.organisations import siret


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
        self.fields["billing_country"].required = False

    def groups(self) -> Iterator[tuple[Promise, list[forms.BoundField]]]:
        for heading, names in self.parts:
            yield heading, [self[name] for name in names]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_billing_country(self) -> str:
        return self.cleaned_data["billing_country"] or "FR"

    def clean_form_key(self) -> UUID:
        try:
            return UUID(self.cleaned_data["form_key"])
        except ValueError:
            return uuid4()


_APPLICANT = ("first_name", "last_name", "email")
_POSTAL = ("billing_address", "billing_postcode", "billing_city", "billing_country")
_POSTAL_LABELS = {"billing_address": capfirst(_("street and number"))}
_WIDGETS = {
    "organisation_name": forms.TextInput(attrs={"autocomplete": "organization"}),
    "website": forms.URLInput(attrs={"autocomplete": "url"}),
    "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
    "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
    "email": forms.EmailInput(attrs={"autocomplete": "email"}),
    "role": forms.TextInput(attrs={"autocomplete": "organization-title"}),
    "billing_address": forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
    "billing_postcode": forms.TextInput(attrs={"autocomplete": "postal-code"}),
    "billing_city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
    "message": forms.Textarea(attrs={"rows": 5}),
}
_WRITTEN_TO = _("We write there: a link in the message confirms the application.")


class OrganisationApplicationForm(ApplicationForm):
    parts = (
        (_("Your organisation"), ("organisation_name", "website", "sector", "size", "siret")),
        (_("You"), (*_APPLICANT, "role")),
        (_("The delegate"), ("delegate_name", "delegate_email")),
        (_("The invoice"), ("billing_name", "billing_email", *_POSTAL)),
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
            *_POSTAL,
            "plan",
            "message",
        ]
        widgets = _WIDGETS
        labels = {
            **_POSTAL_LABELS,
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
    parts = (
        (_("You"), (*_APPLICANT, "role")),
        (_("The invoice"), _POSTAL),
        (_("The membership"), ("plan", "message", "agrees")),
    )

    class Meta:
        model = Application
        fields = [*_APPLICANT, "role", *_POSTAL, "plan", "message"]
        widgets = _WIDGETS
        labels = {**_POSTAL_LABELS, "email": _("Your e-mail address"), "role": _("Your role")}
        help_texts = {"email": _WRITTEN_TO}
