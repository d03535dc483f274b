from pathlib import PurePosixPath

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.roster.models import Sheet

LARGEST = 20_000_000
ENDINGS = (".csv", ".xlsx")


class AttendeesForm(forms.Form):
    """First a file; then `checked`, what was read of it, which comes back signed, with the word to import it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy(
            "A .csv or .xlsx whose first row names its columns: Prénom, Nom, Adresse e-mail, and if you like "
            "Organisation, Langue (fr or en), Catégorie, where the event has several, and Séances: titles of sessions "
            "with limited places, separated by semicolons. For the invoice of a place "
            "that has a price: Organisation pour la facture or Nom pour la facture, Numéro et rue, Code postal, Ville, "
            "Pays, SIRET, Numéro de TVA, Numéro de commande, E-mail pour la facture; rows that tell the same of these "
            "share an invoice. Nothing is imported before you have read what would come of it."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    reason = forms.CharField(
        label=gettext_lazy("If places are lacking: raise their number, because"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Kept in the history of the event; name nobody. Empty: nobody is imported then."),
    )
    checked = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_file(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["file"]
        return _checked(upload) if upload else None


class SheetForm(forms.ModelForm):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A .csv or .xlsx with the columns of the template, 20 MB at most."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    class Meta:
        model = Sheet
        fields = ("file", "invites")

    def clean_file(self) -> UploadedFile:
        return _checked(self.cleaned_data["file"])


def _checked(upload: UploadedFile) -> UploadedFile:
    if (upload.size or 0) > LARGEST:
        raise forms.ValidationError(_("This file is larger than 20 MB: keep the columns of the template alone."))
    if PurePosixPath(str(upload.name)).suffix.lower() not in ENDINGS:
        raise forms.ValidationError(_("This is neither a .csv nor an .xlsx: save it as one of these."))
    return upload
