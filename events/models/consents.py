"""What those who register agree to, in the words they read."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from events.models.facts import Event
from events.models.registration import Registration
from portal.access.prepared import PreparedRows
from portal.core.pages.localised import Localised

SENTENCE = 500


class Consent(Orderable):
    """One sentence to agree to. Its `version` rises with its words: who agreed, agreed to those of the version."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="consents", verbose_name=_("event"))
    text_fr = models.CharField(
        _("sentence, in French"),
        max_length=SENTENCE,
        help_text=_("Such as « J’accepte d’être photographié pendant la journée »."),
    )
    text_en = models.CharField(_("sentence, in English"), max_length=SENTENCE, blank=True)
    required = models.BooleanField(
        _("nobody registers without"), default=False, help_text=_("Not for photographs: who refuses may still come.")
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    text = Localised()

    panels = [FieldRowPanel([FieldPanel("text_fr"), FieldPanel("text_en")]), FieldPanel("required")]

    class Meta(Orderable.Meta):
        verbose_name = _("consent that an event asks for")
        verbose_name_plural = _("consents that events ask for")

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        before = Consent.objects.filter(pk=self.pk).values_list("text_fr", "text_en", "version").first()
        if before and before[:2] != (self.text_fr, self.text_en):
            self.version = before[2] + 1
        super().save(*args, **kwargs)


@PreparedRows
def consents_of(event_id: int) -> models.QuerySet:
    """In the organiser's order."""
    return Consent.objects.filter(event=event_id).order_by("sort_order", "pk")


class AgreementQuerySet(models.QuerySet):
    def standing(self) -> "AgreementQuerySet":
        return self.filter(withdrawn_at=None)


class Agreement(models.Model):
    """That somebody agreed, to which words, when, and until when."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="agreements", verbose_name=_("registration")
    )
    consent = models.ForeignKey(
        Consent, on_delete=models.SET_NULL, null=True, related_name="agreements", verbose_name=_("consent")
    )
    words = models.CharField(_("words agreed to"), max_length=SENTENCE)
    version = models.PositiveIntegerField(_("version"))
    given_at = models.DateTimeField(_("agreed on"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "consent"],
                condition=models.Q(withdrawn_at=None),
                name="agreement_stands_once",
            )
        ]

    def __str__(self) -> str:
        return self.words

    @classmethod
    def to(cls, consent: Consent, registration: Registration, at: datetime) -> "Agreement":
        """Not saved yet, in the words of the registration's language."""
        words = (registration.language == "en" and consent.text_en) or consent.text_fr
        return cls(registration=registration, consent=consent, words=words, version=consent.version, given_at=at)
