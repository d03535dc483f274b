from django import forms
from django.utils.translation import gettext_lazy as _


class TrapInput(forms.TextInput):
    """Hidden from people, a text field like any other to a robot."""

    is_hidden = True


class ContactForm(forms.Form):
    """A message to the association."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We answer at this address and keep it for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    topic = forms.CharField(label=_("Subject"), max_length=150)
    message = forms.CharField(label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    website = forms.CharField(
        required=False, widget=TrapInput(attrs={"hidden": True, "tabindex": "-1", "autocomplete": "off"})
    )

    @property
    def is_from_a_robot(self) -> bool:
        return bool(self.cleaned_data["website"])
