from pathlib import PurePosixPath
from typing import IO, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.archive.folders import MEGABYTE, ZippedFolder
from portal.archive.models import Batch, Form
from studies.survey.problems import Refused

LARGEST = 100 * MEGABYTE


class BatchForm(forms.ModelForm):
    """The name of a batch that is there goes on with that one."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A .zip of the folder with its sheet, metadata.csv or .xlsx (columns “file” and “date” at least), or the "
            ".xml that WordPress exports. 100 MB at most."
        ),
        widget=forms.FileInput(attrs={"accept": ".zip,.xml"}),
    )
    uploads = forms.FileField(
        label=gettext_lazy("Pictures of WordPress"),
        required=False,
        help_text=gettext_lazy("A .zip of its folder wp-content/uploads. Without it pages have no pictures."),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )

    class Meta:
        model = Batch
        fields = ["name", "form", "file", "uploads", "posts_become", "is_published"]
        widgets = {"form": forms.RadioSelect, "posts_become": forms.RadioSelect}

    def validate_unique(self) -> None:
        """See above."""

    def clean_file(self) -> UploadedFile:
        upload = _small(self.cleaned_data["file"])
        wanted = ".xml" if self.cleaned_data.get("form") == Form.WORDPRESS else ".zip"
        if PurePosixPath(str(upload.name)).suffix.lower() != wanted:
            raise forms.ValidationError(_("This is not a %(kind)s.") % {"kind": wanted})
        return upload if wanted == ".xml" else _unpacking(upload)

    def clean_uploads(self) -> UploadedFile | None:
        upload = self.cleaned_data["uploads"]
        return _unpacking(_small(upload)) if upload else None


def _small(upload: UploadedFile) -> UploadedFile:
    if (upload.size or 0) > LARGEST:
        message = _("This file is larger than 100 MB: send it in parts, or have your operator import it.")
        raise forms.ValidationError(message)
    return upload


def _unpacking(upload: UploadedFile) -> UploadedFile:
    try:
        ZippedFolder(cast(IO[bytes], upload.file))
    except Refused as refused:
        raise forms.ValidationError(refused.problems[0].message) from refused
    upload.seek(0)
    return upload
