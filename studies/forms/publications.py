from django import forms
from django.utils.translation import gettext_lazy as _

from studies.models import PublishedTable, Showing, Survey
from studies.survey.tables import WHOLE


class ReasonForm(forms.ModelForm):
    """Figures that readers have seen are replaced with a word of why."""

    class Meta:
        model = Showing
        fields = ["reason_fr", "reason_en"]
        help_texts = {"reason_fr": _("One or two sentences, shown to readers with today's date.")}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("reason_fr", "reason_en")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_fr"].required = True


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
            self.add_error("segment", _("This question isn’t shown by this segment: take another."))
        return cleaned
