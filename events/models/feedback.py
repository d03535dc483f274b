"""What those who attended an event think of it, asked by a link of their own and kept without their name."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from events.models.facts import Event
from events.models.registration import Registration, new_token
from events.models.worded import CHOICE, SEVERAL, TEXT, Worded

OPEN = timedelta(days=60)
FEW = 5
"""Of fewer sheets nothing is shown: who came together would know each other's."""


class FeedbackKind(models.TextChoices):
    SCALE = "scale", _("from very satisfied to very dissatisfied")
    CHOICE = CHOICE, _("one choice")
    SEVERAL = SEVERAL, _("several choices")
    TEXT = TEXT, _("text")


SATISFIED = (
    ("5", _("Very satisfied")),
    ("4", _("Satisfied")),
    ("3", _("Neither satisfied nor dissatisfied")),
    ("2", _("Dissatisfied")),
    ("1", _("Very dissatisfied")),
)


class FeedbackQuestion(Worded):
    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="feedback_questions", verbose_name=_("event"))
    kind = models.CharField(_("kind of answer"), max_length=10, choices=FeedbackKind, default=FeedbackKind.SCALE)

    panels = [
        FieldRowPanel([FieldPanel("text_fr"), FieldPanel("text_en")]),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("required")]),
        FieldRowPanel([FieldPanel("help_fr"), FieldPanel("help_en")]),
        FieldRowPanel([FieldPanel("options_fr"), FieldPanel("options_en")]),
    ]

    class Meta(Worded.Meta):
        verbose_name = _("question to those who attended")
        verbose_name_plural = _("questions to those who attended")

    def options(self) -> list[tuple[str, str]]:
        if self.kind == FeedbackKind.SCALE:
            return [(code, gettext(label)) for code, label in SATISFIED]  # type: ignore[arg-type]
        return super().options()


class FeedbackLink(models.Model):
    """That somebody was asked, and whether they have answered: not when, and not what."""

    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, related_name="feedback_link", verbose_name=_("registration")
    )
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    answered = models.BooleanField(_("answered"), default=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.registration)

    def is_open(self, at: datetime) -> bool:
        ends_at = self.registration.event.ends_at
        return not self.answered and ends_at is not None and at < ends_at + OPEN


class FeedbackSheet(models.Model):
    """The answers of one person, who is not told: neither a moment nor a rank leads to them.

    `answers` are by the question's key, choices one a line, as they are kept of a registration.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="feedback_sheets")
    answers = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)
