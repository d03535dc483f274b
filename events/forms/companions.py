"""Others whom somebody registers along with themselves: a few fields each, as many as they ask for."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from events.models import Companion
from events.models.registration import NAME
from events.services.registering import Person

MOST = 9
Form = Any

CompanionForm = forms.modelform_factory(Companion, fields=["first_name", "last_name", "email"])


class CompanionsPart:
    """A form with this before it asks for `people` others beside the first, and gives `companions` among what is
    clean: without those whose fields are all empty."""

    fields: dict[str, forms.Field]
    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.others = _number(self.data.get("people", "")) + ("more" in self.data)
        self.others = min(self.others, MOST)
        for number in range(self.others):
            for name, field in CompanionForm().fields.items():
                field.required = False
                field.validators += NAME if name.endswith("name") else []
                self.fields[f"with_{number}_{name}"] = field

    def about_companions(self: Form) -> list[list[BoundField]]:
        return [[self[name] for name in _names(number)] for number in range(self.others)]

    def may_bring_more(self) -> bool:
        return self.others < MOST

    def as_typed(self: Form) -> Form:
        """Not judged yet: with one more person to fill in."""
        self.data = self.data.copy()
        self.data["people"] = str(self.others)
        self._errors = ErrorDict()
        self.fields[_names(self.others - 1)[0]].widget.attrs["autofocus"] = True
        return self

    def clean(self: Form) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data  # type: ignore[misc]
        cleaned.pop("people", None)
        seen = {cleaned.get("email", "")}
        people = [self._person(cleaned, _names(number), seen) for number in range(self.others)]
        cleaned["companions"] = [person for person in people if person]
        return cleaned

    def _person(self: Form, cleaned: dict[str, Any], names: list[str], seen: set[str]) -> Person | None:
        values = [(cleaned.pop(name, "") or "").strip() for name in names]
        failed = [name for name in names if name in self.errors]
        if not any(values) and not failed:
            return None
        for name, value in zip(names, values, strict=True):
            if not value and name not in failed:
                self.add_error(name, _("Fill in name and address of this person, or leave all empty."))
        first_name, last_name, email = values[0], values[1], values[2].lower()
        if email and email in seen:
            self.add_error(names[2], _("This address stands here twice: each person needs an own one."))
        seen.add(email)
        return Person(first_name, last_name, email)


def _names(number: int) -> list[str]:
    return [f"with_{number}_{name}" for name in ("first_name", "last_name", "email")]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
