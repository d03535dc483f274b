from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, Page

from portal.access.choices import ChosenRowForm
from portal.core.mail.models import Message, MessageState
from portal.core.mail.names import single_line
from portal.core.pages.localised import Localised
from portal.letters.models.readers import Ending, Kind, Subscription
from portal.letters.querysets import LetterQuerySet

if TYPE_CHECKING:
    from portal.letters.querysets import SubscriptionQuerySet


class LetterState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("letter", "draft")
    SCHEDULED = "scheduled", pgettext_lazy("letter", "scheduled")
    SENDING = "sending", pgettext_lazy("letter", "being sent")
    PAUSED = "paused", pgettext_lazy("letter", "paused")
    SENT = "sent", pgettext_lazy("letter", "sent")


class Letter(ClusterableModel):
    """One letter, in every language: an introduction and pieces, of which each reader gets title, summary and link.

    `reached` is the last subscription it was written to, in the order of their keys; `addressed` how many there were.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.LETTER)
    subject_fr = models.CharField(_("subject, in French"), max_length=120, validators=[single_line])
    subject_en = models.CharField(
        _("subject, in English"),
        max_length=120,
        blank=True,
        validators=[single_line],
        help_text=_("Empty: as in French."),
    )
    introduction_fr = models.TextField(
        _("introduction, in French"), blank=True, help_text=_("A word to the readers. An empty line makes a paragraph.")
    )
    introduction_en = models.TextField(_("introduction, in English"), blank=True, help_text=_("Empty: as in French."))
    state = models.CharField(_("state"), max_length=10, choices=LetterState, default=LetterState.DRAFT, editable=False)
    send_at = models.DateTimeField(_("goes out on"), null=True, editable=False)
    begun_at = models.DateTimeField(_("began to go out on"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent on"), null=True, editable=False)
    reached = models.PositiveBigIntegerField(default=0, editable=False)
    addressed = models.PositiveIntegerField(_("readers"), default=0, editable=False)

    subject = Localised()
    introduction = Localised()

    base_form_class = ChosenRowForm

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.subject_fr

    @property
    def can_change(self) -> bool:
        """What went out to some is the same for the others."""
        return self.state in (LetterState.DRAFT, LetterState.SCHEDULED)

    def key(self) -> str:
        """Of its messages: none goes twice to one address."""
        return f"letter {self.pk}"

    def readers(self, at: datetime) -> "SubscriptionQuerySet":
        """Those it goes to, in the order in which it is written to them: who subscribes later gets the next one."""
        return Subscription.objects.current().filter(kind=self.kind, started_at__lte=at).order_by("pk")

    def progress(self) -> list[tuple[str, int]]:
        """How many messages are where, in words; those sent are forgotten after a while, so they are what is left."""
        messages = Message.objects.about_any(Letter.objects.filter(pk=self.pk)).filter(key=self.key())
        counted = dict(messages.order_by().values_list("state").annotate(models.Count("pk")))
        waiting = counted.get(MessageState.WAITING, 0) + counted.get(MessageState.SENDING, 0)
        refused = self.endings.filter(ending=Ending.REFUSED).count()
        failed = max(refused, counted.get(MessageState.REFUSED, 0)) + counted.get(MessageState.FAILED, 0)
        stopped = self.endings.filter(ending=Ending.STOPPED).count()
        return [
            (str(capfirst(_("written"))), self.addressed),
            (str(capfirst(_("waiting"))), waiting),
            (str(capfirst(pgettext("messages", "sent"))), max(self.addressed - waiting - failed, 0)),
            (str(capfirst(_("failed"))), failed),
            (str(capfirst(_("stopped by their readers"))), stopped),
        ]


class LetterPiece(Orderable):
    letter = ParentalKey(Letter, on_delete=models.CASCADE, related_name="pieces")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("piece"))

    class Meta(Orderable.Meta):
        verbose_name = _("piece of a letter")

    def __str__(self) -> str:
        return f"{self.letter_id} · {self.page_id}"


class Announced(models.Model):
    """A page in all its languages, and the letter that wrote itself to tell of it; none where nobody was to be told."""

    key = models.UUIDField(unique=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.SET_NULL, related_name="announced")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.key)
