"""All that is said of one variable: its words, who is asked, its answers and its battery."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from studies.models import Category, Variable
from studies.survey.batteries import share_answers
from studies.survey.codebook import ONE_CHOICE, QUESTIONS, Role

WITH_OPTIONS = (Role.SINGLE, Role.MULTIPLE, Role.SCALE, Role.SEGMENT)
MOST_FILTERING = 30
"""The most options of a question that is offered to decide who is asked."""

WORDS = ("title_fr", "title_en", "wording_fr", "wording_en")
SETTINGS: dict[str, Sequence[str]] = {
    "asked_to_fr": QUESTIONS,
    "asked_to_en": QUESTIONS,
    "asked_if": QUESTIONS,
    "asks_all": (Role.MULTIPLE,),
    "unit_fr": (Role.NUMBER,),
    "unit_en": (Role.NUMBER,),
    "is_segment": (Role.SINGLE, Role.SCALE),
    "is_sensitive": QUESTIONS,
    "battery_fr": QUESTIONS,
    "battery_en": QUESTIONS,
    "copy_to": (Role.SINGLE, Role.SCALE),
}
"""Which roles call for which field."""
FIGURES = ("asked_if", "asks_all", "is_segment", "copy_to")
"""What an institute's tables, whose figures are there already, leave no choice of."""
BATTERY = ("battery_fr", "battery_en", "copy_to")


class VariableForm(forms.ModelForm):
    """`others` are the survey's variables with their categories, in order."""

    asked_if = forms.MultipleChoiceField(
        label=_("Asked if"),
        required=False,
        help_text=_("The answers to one question that lead here; several with Ctrl. None: everyone is asked."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    copy_to = forms.MultipleChoiceField(
        label=_("Items of the battery"),
        required=False,
        help_text=_("They take this question’s answers, with scores, sides and groups, its use and its battery."),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Variable
        fields = [*WORDS, *(name for name in SETTINGS if name not in ("asked_if", "copy_to"))]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("wording_fr", "wording_en")}

    def __init__(
        self, data: QueryDict | None, *, instance: Variable, others: Sequence[Variable], figures_given: bool
    ) -> None:
        items, same = _items(instance, others)
        condition = [_choice(instance.asked_if_question, option) for option in instance.asked_if_options]
        super().__init__(data, instance=instance, initial={"asked_if": condition, "copy_to": same})
        for name, roles in SETTINGS.items():
            if instance.role not in roles or (figures_given and name in FIGURES):
                del self.fields[name]
        if "asked_if" in self.fields:
            self.fields["asked_if"].choices = list(_conditions(instance, others))  # type: ignore[attr-defined]
        if "copy_to" in self.fields:
            if not items:
                del self.fields["copy_to"]
            else:
                self.fields["copy_to"].choices = [(item.pk, str(item)) for item in items]  # type: ignore[attr-defined]

    def clean_asked_if(self) -> list[str]:
        chosen = self.cleaned_data["asked_if"]
        if len({choice.partition(SEPARATOR)[0] for choice in chosen}) > 1:
            raise ValidationError(_("Take the answers of one question only."))
        return chosen

    def save(self, commit: bool = False) -> Variable:
        """The variable, unsaved: a service saves it."""
        variable = super().save(commit=False)
        if "asked_if" in self.fields:
            chosen = [choice.partition(SEPARATOR) for choice in self.cleaned_data["asked_if"]]
            variable.asked_if_question = chosen[0][0] if chosen else ""
            variable.asked_if_options = [option for _question, _separator, option in chosen]
        return variable

    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in WORDS]

    def items(self) -> list[int]:
        """The keys of those the answers are to be copied to."""
        return [int(key) for key in self.cleaned_data.get("copy_to", [])]

    def parts(self) -> Iterator[tuple[str, list[forms.BoundField], bool]]:
        """The fields after the words, in groups to unfold; each opens where something is said or wrong."""
        names = [name for name in self.fields if name not in WORDS]
        for title, part in (
            (_("Settings"), [name for name in names if name not in BATTERY]),
            (_("Battery"), [name for name in names if name in BATTERY]),
        ):
            fields = [self[name] for name in part]
            is_open = any(field.errors or (field.value() and field.name != "copy_to") for field in fields)
            if fields:
                yield str(title), fields, is_open


def _items(variable: Variable, others: Sequence[Variable]) -> tuple[list[Variable], list[int]]:
    """The questions with the same answers, and the keys of those in its battery: as it says, else those around it."""
    codes = {category.code for category in variable.categories.all()}
    found = [
        other
        for other in others
        if other.pk != variable.pk
        and other.role in (Role.SINGLE, Role.SCALE)
        and share_answers(codes, {category.code for category in other.categories.all()})
    ]
    if variable.battery_fr:
        return found, [item.pk for item in found if item.battery_fr == variable.battery_fr]
    keys, place = {item.pk for item in found}, [other.pk for other in others].index(variable.pk)
    around = (others[place + 1 :], others[:place][::-1])
    return found, [other.pk for side in around for other in takewhile(lambda other: other.pk in keys, side)]


SEPARATOR = "|"
"""In no variable's code: codes are slugs."""


def _choice(question: str, option: str) -> str:
    return f"{question}{SEPARATOR}{option}"


def _conditions(variable: Variable, others: Iterable[Variable]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each other question with its options, which its columns name where it has several; and what the variable names
    beyond these, which saving it would lose."""
    named = {_choice(variable.asked_if_question, option): option for option in variable.asked_if_options}
    for other in others:
        categories = [category for category in other.categories.all() if not category.is_missing]
        if other.pk == variable.pk or other.role not in WITH_OPTIONS or not 0 < len(categories) <= MOST_FILTERING:
            continue
        choices = [(_choice(other.code, each.column or each.code), each.label_fr) for each in categories]
        yield str(other), choices
        named = {choice: option for choice, option in named.items() if choice not in dict(choices)}
    if named:
        yield variable.asked_if_question, list(named.items())


class CategoryForm(forms.ModelForm):
    class Meta:
        model = Category
        fields = ["code", "label_fr", "label_en", "score", "side", "group_fr", "group_en", "is_missing"]

    def __init__(self, *args, words_only: bool, role: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        hidden = ("code", "score", "side", "is_missing") if words_only else ()
        whole = ("group_fr", "group_en") if words_only and role not in ONE_CHOICE else ()
        scale = () if role == Role.SCALE else ("score", "side")
        number = ("group_fr", "group_en", "is_missing") if role == Role.NUMBER else ()
        for name in {*hidden, *whole, *scale, *number}:
            del self.fields[name]
        for name, field in self.fields.items():
            if name != "is_missing":
                end = "1.75rem" if name == "side" else "0.6rem"
                field.widget.attrs["style"] = (
                    f"font-size: 0.875rem; padding: 0.4rem {end} 0.4rem 0.6rem; min-height: 0; min-width: 4rem"
                )
            if name.startswith(("label", "group")):
                field.widget.attrs["placeholder"] = _("in French") if name.endswith("fr") else _("in English")

    def cells(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields as a table has them, each cell under its heading: both languages of a text in one."""
        pairs = {"label_fr": _("label"), "group_fr": _("grouped as")}
        return [
            (str(pairs.get(name, field.label)), [field, self[f"{name[:-3]}_en"]] if name in pairs else [field])
            for name, field in ((field.name, field) for field in self.visible_fields())
            if not name.endswith("_en")
        ]


class BaseCategoryFormSet(forms.BaseInlineFormSet):
    """`words_only`: the options are what the file says; only their labels can be changed, and groups of which a sum
    tells the figures."""

    def __init__(self, data: QueryDict | None, instance: Variable, *, words_only: bool) -> None:
        super().__init__(data, instance=instance, form_kwargs={"words_only": words_only, "role": instance.role})
        self.can_order = self.can_delete = not words_only
        self.extra = 0 if words_only or self.instance.role == Role.MULTIPLE else 3

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if self.can_order:
            form.fields["ORDER"].label = _("rank")
            form.fields["ORDER"].widget.attrs["style"] = "padding: 0.4rem; min-width: 3.5rem"

    def in_order(self) -> list[Category]:
        """Of a number, every code that is named means « no answer »."""
        rows = self._rows(self.ordered_forms if self.can_order else self.initial_forms)
        for row in rows:
            row.is_missing = row.is_missing or self.instance.role == Role.NUMBER
        return rows

    def removed(self) -> list[Category]:
        return [row for row in self._rows(self.deleted_forms) if row.pk] if self.can_delete else []

    @staticmethod
    def _rows(of: Iterable) -> list[Category]:
        return [form.instance for form in of]


CategoryFormSet: type[BaseCategoryFormSet] = forms.inlineformset_factory(  # type: ignore[assignment]
    Variable, Category, form=CategoryForm, formset=BaseCategoryFormSet, max_num=500, absolute_max=500
)
