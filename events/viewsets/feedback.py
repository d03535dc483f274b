"""What those who attended are asked, how many have answered, and what."""

import random
from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from wagtail.admin.panels import InlinePanel, ObjectList

from events.models import Event, FeedbackLink, FeedbackQuestion
from events.models.feedback import FEW
from events.models.worded import TEXT
from events.services.feedback import ask_for_feedback, change_questions, to_ask, why_not_now
from events.viewsets.concerns import StaffRequest
from events.viewsets.desk import event_or_404, organisers_view, show
from portal.access.choices import ChosenRowForm
from portal.core.editing.replacing import RowEditView


class FeedbackEditForm(ChosenRowForm):
    """Refuses any change once people were asked: the answers of all must be to the same questions."""

    def is_valid(self) -> bool:
        if super().is_valid() and not hasattr(self, "_asked_checked"):
            self._asked_checked = True
            asked = FeedbackLink.objects.filter(registration__event=self.instance).exists()
            if asked and self.has_changed():
                self.add_error(None, _("People were asked these questions already: they stay as they are."))
        return super().is_valid()

    def _post_clean(self) -> None:
        """The other facts of the event are not this form's to judge."""


class FeedbackEditView(RowEditView):
    page_title = gettext_lazy("Questions to those who attended")

    def get_page_subtitle(self) -> str:
        return f"{self.page_title}{pgettext('before a value', ':')} {self.object}"

    def get_header_title(self) -> str:
        """The subtitle says all of it."""
        return self.get_page_subtitle()

    def get_success_message(self, *args: Any) -> str:
        return _("The questions are saved; nobody is asked yet.")

    def get_edit_url(self) -> str:
        return self.request.path

    def get_success_url(self) -> str:
        return self.request.path

    def save_instance(self) -> Event:
        event = self.form.save(commit=False)
        change_questions(event=event, by=self.request.user)
        self.has_content_changes = self.form.has_changed()
        return event


panel = ObjectList(
    [
        InlinePanel(
            "feedback_questions",
            heading=gettext_lazy("Questions to those who attended"),
            label=gettext_lazy("Question"),
            help_text=gettext_lazy(
                "Few: five are answered more often than ten. Ask nothing that tells who answers. Once people are "
                "asked, the questions stay as they are."
            ),
        )
    ],
    base_form_class=FeedbackEditForm,
)


@organisers_view
def feedback(request: StaffRequest, event_id: int) -> HttpResponse:
    event = event_or_404(event_id)
    if request.method == "POST":
        _ask(request, event)
        return redirect("registration:feedback", event.pk)
    links = FeedbackLink.objects.filter(registration__event=event)
    sheets = [sheet.answers for sheet in event.feedback_sheets.all()]
    context = {
        "asked": links.count(),
        "answered": len(sheets),
        "few": FEW,
        "to_ask": to_ask(event).count(),
        "why_not": why_not_now(event, timezone.now()),
        "questions": [_told(question, sheets) for question in event.feedback_questions.all()],
        "shows": len(sheets) >= FEW,
    }
    return show(request, "feedback", event, _("What they thought of it"), context)


def _ask(request: StaffRequest, event: Event) -> None:
    try:
        count = ask_for_feedback(event_id=event.pk, by=request.user)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
        return
    text = ngettext("%(count)s person is asked.", "%(count)s people are asked.", count)
    messages.success(request, text % {"count": count})


def _told(question: FeedbackQuestion, sheets: list[dict[str, str]]) -> dict[str, Any]:
    """How many chose what, or what they wrote, in no order."""
    given = [sheet[str(question.pk)] for sheet in sheets if str(question.pk) in sheet]
    if question.kind == TEXT:
        random.shuffle(given)
        return {"text": question.text, "words": given}
    counted = Counter(choice for answer in given for choice in answer.split("\n"))
    return {"text": question.text, "counts": [(label, counted[value]) for value, label in question.options()]}
