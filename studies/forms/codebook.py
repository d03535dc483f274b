from collections.abc import Iterable, Mapping

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from studies.models import Survey, Variable
from studies.survey.codebook import QUESTIONS, Role
from studies.survey.codebook import Variable as Plain
from studies.survey.tables import THRESHOLD

SMALL = {"rows": 2, "style": "font-size: 0.875rem; padding: 0.4rem 0.6rem; min-height: 0"}
"""A whole title in a line of a table."""


AS_WIDE_AS_ITS_CELL = {
    "class": "w-w-0 w-min-w-full w-text-14",
    "style": "padding-inline: 0.5rem 2.25rem; text-overflow: ellipsis",
}


class RowForm(forms.ModelForm):
    """A line of the codebook. What has one column an option is a multiple choice, and nothing else is one."""

    picked = forms.BooleanField(label=_("tick"), required=False)

    class Meta:
        model = Variable
        fields = ["role", "title_fr", "title_en"]
        widgets = {
            "role": forms.Select(attrs=AS_WIDE_AS_ITS_CELL),
            "title_fr": forms.Textarea(attrs=SMALL),
            "title_en": forms.Textarea(attrs=SMALL),
        }

    def __init__(
        self, *args, figures_given: bool, reads_answers: bool, samples: Mapping[str, list[str]], **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        told = {category.label_fr for category in self.instance.categories.all()} if self.instance.pk else set()
        self.sample = [value for value in samples.get(self.instance.column, ()) if value not in told]
        allowed = _roles(self.instance, figures_given, reads_answers)
        self.fields["role"].choices = allowed  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.help_text = ""

    def clean_title_fr(self) -> str:
        return " ".join(self.cleaned_data["title_fr"].split())

    def clean_title_en(self) -> str:
        return " ".join(self.cleaned_data["title_en"].split())


def _roles(variable: Variable, figures_given: bool, reads_answers: bool) -> list[tuple[str, str]]:
    """The roles that the file allows: of an institute's tables the figures are there already. What respondents wrote,
    what was left out, and numbers, are made into options, and so listed, by those alone who may read the answers."""
    allowed: Iterable[str]
    if figures_given:
        is_out = variable.role == Role.IGNORED
        allowed = {*QUESTIONS, Role.SEGMENT} if is_out else {variable.role}
    elif variable.role in (Role.OPEN, Role.IGNORED) and not reads_answers:
        allowed = {variable.role}
    elif variable.role in (Role.NUMBER, Role.WEIGHT) and not reads_answers:
        allowed = {Role.NUMBER, Role.WEIGHT}
    else:
        allowed = set(Role) - {Role.MULTIPLE} if variable.column else {Role.MULTIPLE}
    choices = Variable._meta.get_field("role").choices or []
    return [(role, label) for role, label in choices if role in {*allowed, Role.IGNORED}]


DELETED_MEANWHILE = 10
"""How many rows more than there are a form is read to have: one with rows that are gone is refused, not cut short."""


class BaseRowFormSet(forms.BaseModelFormSet):
    """All variables of a survey, each with the place it is to have. `samples` are values by column, for those who may
    read answers."""

    def __init__(
        self, *args, figures_given: bool, reads_answers: bool, samples: Mapping[str, list[str]], **kwargs
    ) -> None:
        given = {"figures_given": figures_given, "reads_answers": reads_answers, "samples": samples}
        super().__init__(*args, form_kwargs=given, **kwargs)
        self.absolute_max = len(self.get_queryset()) + DELETED_MEANWHILE

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("rank")
        form.fields["ORDER"].widget.attrs["style"] = "padding: 0.4rem; min-width: 3.5rem"

    def in_order(self) -> list[Variable]:
        """One that was moved stands at its new place; those between give way."""

        def place(index: int) -> tuple[int, int]:
            wanted = self.forms[index].cleaned_data.get("ORDER") or index + 1
            moved = wanted - (index + 1)
            return wanted, (moved > 0) - (moved < 0)

        return [self.forms[index].instance for index in sorted(range(len(self.forms)), key=place)]

    def picked(self) -> list[Variable]:
        return [form.instance for form in self.forms if form.cleaned_data.get("picked")]


RowFormSet: type[BaseRowFormSet] = forms.modelformset_factory(  # type: ignore[assignment]
    Variable, form=RowForm, formset=BaseRowFormSet, extra=0, can_order=True, max_num=2000, absolute_max=2000
)


NOT_WEIGHTED = "!"
"""No code of a variable: codes are slugs."""


class ConfirmForm(forms.Form):
    """What a file doesn't say of itself. `asks_weight`: an institute's tables bring their weights."""

    weight = forms.ChoiceField(
        label=_("Weight"),
        help_text=_("The column by which each respondent counts for more or less. Without one, all count alike."),
        error_messages={"required": _("Say which column is the weight, or that there is none.")},
    )
    threshold = forms.IntegerField(
        label=_("Smallest base shown"),
        validators=[MinValueValidator(THRESHOLD), MaxValueValidator(1000)],
        help_text=_("Groups of fewer respondents are never shown. Ten at least."),
    )
    file = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, survey: Survey, file: int | None, asks_weight: bool) -> None:
        book = survey.codebook()
        weight = book.weight.code if book.weight else NOT_WEIGHTED if survey.confirmed_at else ""
        super().__init__(data, initial={"weight": weight, "threshold": survey.threshold, "file": file})
        columns = [(each.code, f"{each.code} : {each.title}") for each in book.variables if _may_weigh(each)]
        choices = [("", _("choose")), (NOT_WEIGHTED, _("not weighted")), *columns]
        self.fields["weight"].choices = choices  # type: ignore[attr-defined]
        if not asks_weight:
            del self.fields["weight"]

    def said(self) -> dict:
        """What `confirm_codebook` takes."""
        weight = self.cleaned_data.get("weight")
        return {**self.cleaned_data, "weight": "" if weight == NOT_WEIGHTED else weight}


def _may_weigh(variable: Plain) -> bool:
    """A number, what is left out, or a choice of decimals, which a weight of few values may be taken for."""
    if variable.role in (Role.SINGLE, Role.SCALE):
        return any("." in option.code for option in variable.options)
    return bool(variable.column) and variable.role in (Role.WEIGHT, Role.NUMBER, Role.IGNORED)
