"""Questions alone, without the person who answers them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from events.forms.asking import as_text, field_name, question_field
from events.models import conditions, settled
from events.models.worded import SEVERAL, Worded


class QuestionsForm(forms.Form):
    """Gives `answers`, by the questions' keys; starts with those that were `given`."""

    def __init__(self, *args: Any, questions: Sequence[Worded], given: dict[int, str] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.fields |= {field_name(each): question_field(each, above) for each, above in conditions(questions)}
        for question in questions:
            if answer := (given or {}).get(question.pk):
                several = question.kind == SEVERAL
                self.initial[field_name(question)] = answer.split("\n") if several else answer

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = {question.pk: as_text(cleaned.get(field_name(question))) for question in self.questions}
        answers, wrong = settled(self.questions, {pk: text for pk, text in given.items() if text})
        for question in self.questions:
            if question.pk in wrong and field_name(question) not in self.errors:
                self.add_error(field_name(question), wrong[question.pk])
        return {"answers": answers}
