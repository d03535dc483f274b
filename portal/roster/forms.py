from pathlib import PurePosixPath

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.roster.models import Sheet

LARGEST = 20_000_000
ENDINGS = (".csv", ".xlsx")


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
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST:
            raise forms.ValidationError(_("This file is larger than 20 MB: keep the columns of the template alone."))
        if PurePosixPath(str(upload.name)).suffix.lower() not in ENDINGS:
            raise forms.ValidationError(_("This is neither a .csv nor an .xlsx: save it as one of these."))
        return upload
