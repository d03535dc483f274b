from collections.abc import Callable
from pathlib import PurePosixPath

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from portal.core.manuscripts import LARGEST, Manuscript, Unreadable, read_html, read_markdown, read_word

READERS: dict[str, Callable[..., Manuscript]] = {
    ".docx": read_word,
    ".html": read_html,
    ".htm": read_html,
    ".md": read_markdown,
    ".markdown": read_markdown,
}


class ManuscriptForm(forms.Form):
    """A text written elsewhere; `manuscript` is what was read of it."""

    manuscript: Manuscript
    file = forms.FileField(
        label=_("Document"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(READERS)}),
        help_text=_("Word (.docx), by Word, LibreOffice or Google Docs; or HTML (.html), or Markdown (.md)."),
    )

    def __init__(self, *args, language: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.language = language

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        read = READERS.get(PurePosixPath(file.name).suffix.lower())
        if read is None:
            raise forms.ValidationError(
                _("A document is a .docx, .html or .md file: save “%(name)s” as one of these."),
                params={"name": file.name},
            )
        try:
            self.manuscript = read(file.read(LARGEST + 1), language=self.language)
        except Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file
