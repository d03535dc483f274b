from django import forms
from django.utils.translation import gettext_lazy as _


class ColleagueForm(forms.Form):
    """Whom a delegate invites."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("A message there offers the seat; it is kept until then, for fourteen days."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
