"""The part of the registration form that asks as what somebody comes."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.services.admitting import Choice
from events.wording import category_in_words


class CategoryPart(forms.Form):
    """Asks where there is a choice; one alone goes along unseen, so that what was sent is what was shown."""

    category_id = forms.ChoiceField(label=_("You come as"), widget=forms.RadioSelect)

    def __init__(self, *args, choices: Sequence[Choice] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        field: forms.ChoiceField = self.fields["category_id"]  # type: ignore[assignment]
        field.choices = [(choice.key, category_in_words(choice)) for choice in choices]
        field.error_messages["invalid_choice"] = _(
            "This category, or its price, is not the one offered to you now. Look at it again, then choose."
        )
        if not choices:
            del self.fields["category_id"]
        elif len(choices) == 1:
            field.widget = forms.HiddenInput()
            field.initial = choices[0].key

    def clean_category_id(self) -> int:
        return next(choice.category.pk for choice in self.choices if choice.key == self.cleaned_data["category_id"])

    def clean(self) -> dict[str, Any] | None:
        """What goes along unseen is, from here on, what is shown now."""
        if "category_id" in self.errors and len(self.choices) == 1:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["category_id"] = self.choices[0].key  # type: ignore[index]
        return super().clean()
