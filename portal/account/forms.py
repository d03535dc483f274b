from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from members.models import DirectoryEntry


class ColleagueForm(forms.Form):
    """Whom a delegate invites."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("A message there offers the seat; it is kept until then, for fourteen days."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class EraseForm(forms.Form):
    """Nobody erases themselves by one wrong click."""

    sure = forms.BooleanField(
        label=_("I understand that my account and what is kept of me are erased for good."),
        error_messages={"required": _("Tick the box to have your account erased, or go back to it.")},
    )


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of my account"),
        choices=[(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
        help_text=_("Of the messages you receive, and of this page when you sign in."),
    )


class DirectoryForm(forms.ModelForm):
    """What one shows the other members."""

    class Meta:
        model = DirectoryEntry
        fields = ["name", "role", "shows_organisation", "link", "shows_email"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "role": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "link": forms.URLInput(attrs={"autocomplete": "url"}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["link"].assume_scheme = "https"  # type: ignore[attr-defined]
