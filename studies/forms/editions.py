from collections import Counter
from collections.abc import Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from studies.forms.codebook import AS_WIDE_AS_ITS_CELL
from studies.survey.codebook import Codebook, Option, Variable
from studies.survey.rewording import misleading, option_key, propose_options


class PairForm(forms.Form):
    """Of one question, whatever its place when the form is sent; `said` is its code in the earlier edition, and whether
    its wording changed."""

    earlier_code = forms.ChoiceField(
        label=_("question of the earlier edition"), required=False, widget=forms.Select(attrs=AS_WIDE_AS_ITS_CELL)
    )
    wording_changed = forms.BooleanField(label=_("wording changed"), required=False)

    def __init__(
        self, data: QueryDict | None, *, question: Variable, said: tuple[str, bool], earlier: Codebook
    ) -> None:
        earlier_code, wording_changed = said
        initial = {"earlier_code": earlier_code, "wording_changed": wording_changed}
        super().__init__(data, initial=initial, prefix=question.code)
        questions = [(question.code, f"{question.code} : {question.title}") for question in earlier.questions]
        self.fields["earlier_code"].choices = [("", _("none: it is new")), *questions]  # type: ignore[attr-defined]

    def clean_earlier_code(self) -> str:
        if self.add_prefix("earlier_code") not in self.data:
            raise forms.ValidationError(_("This question was not in the form that was sent: say what it was before."))
        return self.cleaned_data["earlier_code"]


class OptionPairsForm(forms.Form):
    """For each answer of a question the one of the earlier edition that it is; `pairs` as they are stored, None where
    nobody said."""

    def __init__(self, *args, question: Variable, earlier: Variable, pairs: Mapping[str, str] | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {f"option-{option_key(option)}": option_key(option) for option in question.options}
        chosen = propose_options(question, earlier) if pairs is None else pairs
        then = {option_key(now): before for now, before in misleading(question, earlier)}
        none = pgettext_lazy("answer", "none: it is new")
        choices = [("", none), *((option_key(each), _named(each)) for each in earlier.options)]
        for (name, code), option in zip(self.codes.items(), question.options, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=_named(option),
                choices=choices,
                required=False,
                widget=forms.Select(attrs={"style": "max-width: calc(100vw - 2.5rem)"}),
                initial=chosen.get(code, ""),
                help_text=_warning(then[code]) if code in then else "",
            )

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        times = Counter(filter(None, cleaned.values()))
        for name, code in list(cleaned.items()):
            if times[code] > 1:
                self.add_error(name, _("Two answers can’t be the same earlier one: keep the pair that is right."))
        return cleaned

    def pairs(self) -> dict[str, str]:
        return {code: self.cleaned_data[name] for name, code in self.codes.items() if self.cleaned_data.get(name)}


def _named(option: Option) -> str:
    return f"{option_key(option)} : {option.words}"


def _warning(then: Option) -> str:
    return gettext("In the edition before, this code was “%(label)s”: another answer?") % {"label": then.words}
