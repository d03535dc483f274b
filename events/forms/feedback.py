"""What those who attended are asked."""

from typing import Any

from django import forms

from events.forms.asking import as_text, field_name, question_field
from events.models import FeedbackQuestion, settled


class FeedbackForm(forms.Form):
    """Gives `answers`, by the questions' keys."""

    def __init__(self, *args: Any, questions: list[FeedbackQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.fields |= {field_name(question): question_field(question, None) for question in questions}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = {question.pk: as_text(cleaned.get(field_name(question))) for question in self.questions}
        answers, _wrong = settled(self.questions, {pk: text for pk, text in given.items() if text})
        return {"answers": answers}
