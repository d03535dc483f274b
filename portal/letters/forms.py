from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateTimeInput

from portal.letters.models import Kind


class KindsForm(forms.Form):
    """Which letters, in which language; none is an answer too."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What you want to receive"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=gettext_lazy("In which language"), choices=settings.LANGUAGES)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(value, capfirst(label)) for value, label in Kind.choices]  # type: ignore[attr-defined]


class SubscribeForm(KindsForm):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("A message asks you to confirm; nothing else is sent before."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    field_order = ["email", "kinds", "language"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].required = True
        self.fields["kinds"].error_messages["required"] = _("Tick at least one.")

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class ScheduleForm(forms.Form):
    """When a letter goes out; empty: at once."""

    at = forms.DateTimeField(
        label=gettext_lazy("Goes out on"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("Empty: at once. Otherwise to the minute, by the clocks of Paris."),
    )
