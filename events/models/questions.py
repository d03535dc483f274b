"""What an event asks of those who register, beside who they are."""

from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from events.models.facts import Event
from events.models.registration import Registration
from events.models.worded import CHOICE, SEVERAL, TEXT, Worded
from portal.access.prepared import PreparedRows

LONGEST_ANSWER = 1000
YES, NO = "yes", "no"
CHANGED = gettext_lazy("What is asked here has changed meanwhile. Look at the form again, then send it.")


class QuestionKind(models.TextChoices):
    TEXT = TEXT, _("text")
    CHOICE = CHOICE, _("one choice")
    SEVERAL = SEVERAL, _("several choices")
    YES_NO = "yes_no", _("yes or no")


class Question(Worded):
    """One of an event's own. With `only_if` it follows the last question above that has none, and is asked of those
    who chose that there. `only_for` is a category by its French name, which a copy of the event has too."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="questions", verbose_name=_("event"))
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind, default=QuestionKind.TEXT)
    only_if = models.CharField(
        _("only if one answered"),
        max_length=250,
        blank=True,
        help_text=_(
            "To the last question above that has no such condition: write that choice as it stands there, or « oui » "
            "or « non ». Empty: it is asked of everyone."
        ),
    )

    only_for = models.CharField(
        _("only for the category"),
        max_length=80,
        blank=True,
        help_text=_("The name of a category, as it stands in the facts of the event. Empty: it is asked of everyone."),
    )

    panels = [
        FieldRowPanel([FieldPanel("text_fr"), FieldPanel("text_en")]),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("required")]),
        FieldRowPanel([FieldPanel("help_fr"), FieldPanel("help_en")]),
        FieldRowPanel([FieldPanel("options_fr"), FieldPanel("options_en")]),
        FieldRowPanel([FieldPanel("only_if"), FieldPanel("only_for")]),
    ]

    class Meta(Worded.Meta):
        verbose_name = _("question of an event")
        verbose_name_plural = _("questions of events")

    def options(self) -> list[tuple[str, str]]:
        if self.kind == QuestionKind.YES_NO:
            return [(YES, gettext("Yes")), (NO, gettext("No"))]
        return super().options()


@PreparedRows
def questions_of(event_id: int) -> models.QuerySet:
    """In the organiser's order."""
    return Question.objects.filter(event=event_id).order_by("sort_order", "pk")


class Answer(models.Model):
    """Choices are kept in French, one a line."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="answers", verbose_name=_("registration")
    )
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers", verbose_name=_("question"))
    text = models.TextField(_("answer"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question__sort_order", "question"]
        constraints = [models.UniqueConstraint(fields=["registration", "question"], name="answer_once_a_question")]

    def __str__(self) -> str:
        return self.question.shown(self.text)


def conditions(questions: Iterable[Worded]) -> list[tuple[Worded, Worded | None]]:
    """Each question, in their order, beside the one that its condition is about."""
    found: list[tuple[Worded, Worded | None]] = []
    above = None
    for question in questions:
        found.append((question, above if question.only_if else None))
        above = above if question.only_if else question
    return found


def asked_of(questions: Iterable[Question], categories: Collection[str]) -> list[Question]:
    """Of those who come, or may come, as these: without what is for others alone, and what follows from that."""
    dropped: list[Worded] = []
    for question, above in conditions(questions := list(questions)):
        if (question.only_for and question.only_for not in categories) or above in dropped:
            dropped.append(question)
    return [question for question in questions if question not in dropped]


def is_asked(question: Worded, above: Worded | None, answers: Mapping[int, str]) -> bool:
    """Of who gave these answers, by the questions' keys."""
    if not question.only_if:
        return True
    if above is None:
        return False
    return above.chosen_by(question.only_if) in answers.get(above.pk, "").split("\n")


def settled(questions: Iterable[Worded], answers: Mapping[int, str]) -> tuple[dict[int, str], dict[int, str]]:
    """Of answers by the questions' keys, those that count, and what is wrong with which.

    What was answered to a question that did not ask is left out. Raises ValidationError for a question that is not
    among these.
    """
    kept: dict[int, str] = {}
    wrong: dict[int, str] = {}
    asked = conditions(questions)
    if not answers.keys() <= {question.pk for question, _above in asked}:
        raise ValidationError(CHANGED)
    for question, above in asked:
        answer = answers.get(question.pk, "").strip()
        if not is_asked(question, above, kept):
            continue
        if question.required and not answer:
            wrong[question.pk] = gettext("Please answer this question.")
        elif answer and question.options() and not set(answer.split("\n")) <= set(dict(question.options())):
            wrong[question.pk] = str(CHANGED)
        elif answer:
            kept[question.pk] = answer
    return kept, wrong
