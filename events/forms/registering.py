"""Who registers, as they type it themselves."""

import copy
import uuid
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from events.forms.asking import AskedPart
from events.forms.buyers import BuyerPart
from events.forms.companions import CompanionsPart
from events.models import Registration
from events.models.registration import NAME

PERSON = forms.fields_for_model(
    Registration,
    ["first_name", "last_name", "email", "organisation_name"],
    widgets={
        "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
        "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
        "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        "organisation_name": forms.TextInput(attrs={"autocomplete": "organization"}),
    },
    help_texts={"email": _("The confirmation is sent there, with a link to cancel.")},  # type: ignore[dict-item]
)
for _name in ("first_name", "last_name", "organisation_name"):
    PERSON[_name].validators += NAME


class RegistrationForm(AskedPart, CompanionsPart, BuyerPart, forms.Form):
    """`form_key` is made with the page, so that a form sent twice is known for the same. It makes no row, whose table
    would be asked for it: that is done once the event is held."""

    form_key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields = copy.deepcopy(PERSON) | self.fields
        self.fields["form_key"].initial = uuid.uuid4

    def about_person(self) -> list[BoundField]:
        return [field for field in super().about_person() if field not in self.billing_fields()]

    def may_come_as(self) -> dict[str, str]:
        return {choice.category.label_fr: choice.category.label for choice in self.choices}

    def comes_as(self, cleaned: dict[str, Any]) -> list[str]:
        chosen = cleaned.get("category_id")
        return [choice.category.label_fr for choice in self.choices if choice.category.pk == chosen]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_form_key(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["form_key"])
        except ValueError:
            return uuid.uuid4()
