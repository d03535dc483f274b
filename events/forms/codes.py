"""A code sent to a registered address: asked for, then typed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AttendeeEmailForm(forms.Form):
    email = forms.EmailField(
        label=_("Registered e-mail address"),
        help_text=_("The one you registered with."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AttendeeCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six digits in the message."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        """Pasted codes come with spaces."""
        return "".join(self.cleaned_data["code"].split())
