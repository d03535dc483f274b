from django import forms
from django.conf import settings
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm, get_image_form

from members.models import DirectoryEntry, Organisation, User
from portal.core.files.collections import ORGANISATIONS, create_collection
from portal.core.files.media import PortalImage


class ColleagueForm(forms.Form):
    """Whom a delegate invites."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("A message there offers the seat; it is kept until then, for fourteen days."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


def logo_form(organisation: Organisation, by: User, files: MultiValueDict | None = None) -> BaseImageForm:
    """The form by which all pictures come in, of which a delegate sees the file alone."""
    facts = None
    if files is not None:
        title = _("Logo of %(name)s") % {"name": organisation.name}
        collection = create_collection(ORGANISATIONS)
        facts = {"title": title, "description": organisation.name, "collection": collection.pk}
    form = get_image_form(PortalImage)(facts, files, instance=PortalImage(uploaded_by_user=by), user=None)
    form.fields["file"].widget.attrs = {"accept": "image/*"}  # without what is for the scripts of the desk
    form.fields["file"].label = _("Picture")
    form.fields["file"].help_text = _("PNG, SVG, JPEG or WebP, of 10 MB at most; one colour on white looks best.")
    return form


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
