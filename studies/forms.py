from collections.abc import Iterable
from pathlib import PurePosixPath

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from studies.models import Category, Publication, PublishedTable, Survey, Variable
from studies.models.survey import Door
from studies.survey.codebook import QUESTIONS, Codebook, Role
from studies.survey.tables import THRESHOLD, WHOLE

MEGABYTE = 1024 * 1024
LARGEST = 100 * MEGABYTE
LARGEST_CODEBOOK = 10 * MEGABYTE
READABLE = {Door.ANSWERS: (".sav", ".xlsx", ".csv"), Door.TABLES: (".xlsx",)}
READABLE_CODEBOOKS = (".xlsx", ".csv")


class SourceForm(forms.Form):
    door = forms.ChoiceField(
        label=_("What the file holds"), choices=Door.choices, initial=Door.ANSWERS, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("Answers: .sav, .xlsx or .csv. Tables: .xlsx, in the form of the template. 100 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".sav,.xlsx,.csv"}),
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


class RowForm(forms.ModelForm):
    """A line of the codebook. What has one column an option is a multiple choice, and nothing else is one."""

    class Meta:
        model = Variable
        fields = ["role", "title_fr", "title_en"]
        widgets = {"role": forms.Select(attrs={"class": "w-w-0 w-min-w-full w-text-14"})}

    def __init__(self, *args, figures_given: bool = False, reads_answers: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        allowed = _roles(self.instance, figures_given, reads_answers)
        self.fields["role"].choices = allowed  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.help_text = ""


def _roles(variable: Variable, figures_given: bool, reads_answers: bool) -> list[tuple[str, str]]:
    """The roles that the file allows: of an institute's tables the figures are there already. What respondents wrote,
    and what was left out, is made into a question, and so listed, by those alone who may read the answers."""
    allowed: Iterable[str]
    if figures_given:
        is_out = variable.role == Role.IGNORED
        allowed = {*QUESTIONS, Role.SEGMENT} if is_out else {variable.role}
    elif variable.role in (Role.OPEN, Role.IGNORED) and not reads_answers:
        allowed = {variable.role}
    else:
        allowed = set(Role) - {Role.MULTIPLE} if variable.column else {Role.MULTIPLE}
    choices = Variable._meta.get_field("role").choices or []
    return [(role, label) for role, label in choices if role in {*allowed, Role.IGNORED}]


class BaseRowFormSet(forms.BaseModelFormSet):
    """All variables of a survey, each with the place it is to have."""

    def __init__(self, *args, figures_given: bool, reads_answers: bool, **kwargs) -> None:
        given = {"figures_given": figures_given, "reads_answers": reads_answers}
        super().__init__(*args, form_kwargs=given, **kwargs)

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("rank")

    def in_order(self) -> list[Variable]:
        """One that was moved stands at its new place; those between give way."""

        def place(index: int) -> tuple[int, int]:
            wanted = self.forms[index].cleaned_data.get("ORDER") or index + 1
            moved = wanted - (index + 1)
            return wanted, (moved > 0) - (moved < 0)

        return [self.forms[index].instance for index in sorted(range(len(self.forms)), key=place)]


RowFormSet: type[BaseRowFormSet] = forms.modelformset_factory(  # type: ignore[assignment]
    Variable, form=RowForm, formset=BaseRowFormSet, extra=0, can_order=True, max_num=2000, absolute_max=2000
)


class VariableForm(forms.ModelForm):
    class Meta:
        model = Variable
        fields = [
            "title_fr",
            "title_en",
            "wording_fr",
            "wording_en",
            "asked_to_fr",
            "asked_to_en",
            "unit_fr",
            "unit_en",
        ]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("wording_fr", "wording_en")}


class CategoryForm(forms.ModelForm):
    class Meta:
        model = Category
        fields = ["code", "label_fr", "label_en", "score", "side"]

    def __init__(self, *args, words_only: bool, is_scale: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("code",) * words_only + ("score", "side") * (words_only or not is_scale):
            del self.fields[name]


class BaseCategoryFormSet(forms.BaseInlineFormSet):
    """`words_only`: the options are what the file says; only their labels can be changed."""

    def __init__(self, data: QueryDict | None, instance: Variable, *, words_only: bool) -> None:
        form_kwargs = {"words_only": words_only, "is_scale": instance.role == Role.SCALE}
        super().__init__(data, instance=instance, form_kwargs=form_kwargs)
        self.can_order = self.can_delete = not words_only
        self.extra = 0 if words_only or self.instance.role == Role.MULTIPLE else 3

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if self.can_order:
            form.fields["ORDER"].label = _("rank")

    def in_order(self) -> list[Category]:
        return self._rows(self.ordered_forms if self.can_order else self.initial_forms)

    def removed(self) -> list[Category]:
        return [row for row in self._rows(self.deleted_forms) if row.pk] if self.can_delete else []

    @staticmethod
    def _rows(of: Iterable) -> list[Category]:
        return [form.instance for form in of]


CategoryFormSet: type[BaseCategoryFormSet] = forms.inlineformset_factory(  # type: ignore[assignment]
    Variable, Category, form=CategoryForm, formset=BaseCategoryFormSet, max_num=500, absolute_max=500
)


class ReasonForm(forms.ModelForm):
    """Figures that readers have seen are replaced with a word of why."""

    class Meta:
        model = Publication
        fields = ["reason_fr", "reason_en"]
        help_texts = {"reason_fr": _("One or two sentences, shown to readers with today's date.")}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("reason_fr", "reason_en")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_fr"].required = True


class PairForm(forms.Form):
    earlier_code = forms.ChoiceField(label=_("question of the earlier edition"), required=False)
    wording_changed = forms.BooleanField(label=_("wording changed"), required=False)

    def __init__(self, *args, earlier: Codebook, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        questions = [(question.code, f"{question.code} : {question.title}") for question in earlier.questions]
        self.fields["earlier_code"].choices = [("", _("none: it is new")), *questions]  # type: ignore[attr-defined]


class OpenChartForm(forms.Form):
    question = forms.ChoiceField(label=_("Question"), required=False)
    segment = forms.ChoiceField(label=_("Segment"), required=False)

    def __init__(self, *args, survey: Survey, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.tables = PublishedTable.objects.filter(publication=survey.public_id).exclude(data__columns=[])
        rows = self.tables.defer("data")
        questions = {row.question: row.title for row in rows}
        segments = {row.segment: row.segment_title for row in rows if row.segment != WHOLE}
        self.fields["question"].choices = [("", _("none")), *questions.items()]  # type: ignore[attr-defined]
        self.fields["segment"].choices = [(WHOLE, _("everyone")), *segments.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        question, segment = cleaned.get("question"), cleaned.get("segment", WHOLE)
        if question and not self.tables.filter(question=question, segment=segment).exists():
            self.add_error("segment", _("Too few answers to show this question by this segment: take another."))
        return cleaned
