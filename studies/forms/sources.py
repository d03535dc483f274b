from pathlib import PurePosixPath

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from studies.models.survey import Door
from studies.survey.sheets.archive import holds_macros
from studies.survey.tables import THRESHOLD

MEGABYTE = 1024 * 1024
LARGEST = 100 * MEGABYTE
LARGEST_CODEBOOK = 10 * MEGABYTE
READABLE = {Door.ANSWERS: (".sav", ".zsav", ".xlsx", ".csv"), Door.TABLES: (".xlsx",)}
READABLE_CODEBOOKS = (".xlsx", ".csv")


class SourceForm(forms.Form):
    door = forms.ChoiceField(
        label=_("What the file holds"), choices=Door.choices, initial=Door.ANSWERS, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("Answers: .sav, .zsav, .xlsx or .csv. Tables: .xlsx, in the form of the template. 100 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".sav,.zsav,.xlsx,.csv"}),
    )
    codebook_file = forms.FileField(
        label=_("Codebook"),
        max_length=200,
        required=False,
        help_text=_("For answers, .xlsx or .csv. Without it a codebook is drafted, for you to correct."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    threshold = forms.IntegerField(
        label=_("Smallest base shown"),
        initial=THRESHOLD,
        validators=[MinValueValidator(THRESHOLD), MaxValueValidator(1000)],
        help_text=_("Groups of fewer respondents are never shown. Ten at least."),
    )

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        door = Door(cleaned.get("door", Door.ANSWERS))
        self._check("file", READABLE[door], LARGEST)
        self._check("codebook_file", READABLE_CODEBOOKS, LARGEST_CODEBOOK)
        if door is Door.TABLES and cleaned.get("codebook_file"):
            self.add_error("codebook_file", _("A workbook of tables brings its own codebook: leave this empty."))
        return cleaned

    def _check(self, name: str, readable: tuple[str, ...], largest: int) -> None:
        file: UploadedFile | None = self.cleaned_data.get(name)
        if not file:
            return
        if PurePosixPath(file.name or "").suffix.lower() not in readable:
            message = gettext("This kind of file can't be read here. Save it as %(kinds)s.")
            self.add_error(name, message % {"kinds": ", ".join(readable)})
        if (file.size or 0) > largest:
            self.add_error(name, gettext("The file is larger than %(size)s MB.") % {"size": largest // MEGABYTE})
        elif holds_macros(file):
            self.add_error(name, gettext("This workbook holds macros. Save it as .xlsx, without them."))
