"""The part of forms that asks to whom a place is invoiced."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.forms.categories import CategoryPart
from events.models import Buyer
from portal.billing.models import BILLING_FIELDS

NEEDED = ("billing_address", "billing_city")
WIDGETS: dict[str, forms.Widget] = {
    "billing_name": forms.TextInput(attrs={"autocomplete": "billing name"}),
    "billing_organisation": forms.TextInput(attrs={"autocomplete": "billing organization"}),
    "billing_email": forms.EmailInput(attrs={"autocomplete": "billing email"}),
    "billing_address": forms.Textarea(attrs={"rows": 2, "autocomplete": "billing street-address"}),
    "billing_postcode": forms.TextInput(attrs={"autocomplete": "billing postal-code"}),
    "billing_city": forms.TextInput(attrs={"autocomplete": "billing address-level2"}),
    "billing_country": forms.Select(attrs={"autocomplete": "billing country"}),
}


class BuyerForm(forms.ModelForm):
    """All of it, as the law asks."""

    class Meta:
        model = Buyer
        fields = BILLING_FIELDS
        widgets = WIDGETS

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["billing_email"].label = _("E-mail address for the invoice")
        for name in NEEDED:
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(name in self.errors or cleaned.get(name) for name in ("billing_name", "billing_organisation")):
            self.add_error("billing_name", _("An invoice needs a name or an organisation."))
        return cleaned


class BuyerPart(CategoryPart):
    """Asked beside the categories that cost something, and looked at only where one of these was chosen."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.costs = [choice for choice in self.choices if choice.price.gross]
        if self.costs:
            self.buyer_form = BuyerForm(self.data if self.is_bound else None, initial=self.initial)
            self.fields.update(self.buyer_form.fields)

    def main_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in BILLING_FIELDS]

    def billing_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name in BILLING_FIELDS]

    def clean(self) -> dict[str, Any]:
        """`buyer`, not saved, instead of its fields."""
        cleaned = super().clean() or self.cleaned_data
        asked = [choice for choice in self.costs if choice.category.pk == cleaned.get("category_id")]
        for name in BILLING_FIELDS:
            cleaned.pop(name, None)
            self.errors.pop(name, None)
        if asked and not self.buyer_form.is_valid():
            for name, errors in self.buyer_form.errors.as_data().items():
                self.add_error(name if name in self.fields else None, ValidationError(errors))
        buyer = self.buyer_form.instance if asked else None
        if buyer and not buyer.billing_email:
            buyer.billing_email = cleaned.get("email", "")
        cleaned["buyer"] = buyer
        return cleaned
