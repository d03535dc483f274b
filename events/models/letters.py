from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.facts import Event
from events.querysets import RegistrationQuerySet
from portal.core.mail.names import single_line


class Audience(models.TextChoices):
    CONFIRMED = "confirmed", _("all who have a place")
    WAITING = "waiting", _("those on the waiting list")
    OFFERED = "offered", _("those who were offered a place")
    PRESENT = "present", _("those who came")
    ABSENT = "absent", _("those marked as absent")
    CHOSEN = "chosen", _("those ticked in the list")


class EventLetter(models.Model):
    """What an organiser writes to people of an event: a draft until it is sent, then to whom and never again.

    `recipient_ids` are registrations: those ticked while it is a draft, all whom it goes to from then on.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="letters")
    audience = models.CharField(_("recipients"), max_length=10, choices=Audience)
    subject_fr = models.CharField(_("subject, in French"), max_length=150, validators=[single_line])
    body_fr = models.TextField(
        _("text, in French"),
        max_length=20_000,
        help_text=_("The greeting with the name goes before it, the link to their registration after it."),
    )
    subject_en = models.CharField(_("subject, in English"), max_length=150, blank=True, validators=[single_line])
    body_en = models.TextField(
        _("text, in English"),
        max_length=20_000,
        blank=True,
        help_text=_("For those who registered in English. Empty: they get the French."),
    )
    recipient_ids = models.JSONField(default=list, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("letter to registrants")
        verbose_name_plural = _("letters to registrants")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.subject_fr

    def recipients(self) -> RegistrationQuerySet:
        """Whom it goes to, or went to, but for those who were erased since."""
        rows: RegistrationQuerySet = self.event.registrations.known()
        if self.sent_at or self.audience == Audience.CHOSEN:
            return rows.filter(pk__in=self.recipient_ids)
        match self.audience:
            case Audience.CONFIRMED:
                return rows.confirmed()
            case Audience.PRESENT:
                return rows.came()
            case Audience.ABSENT:
                return rows.confirmed().filter(was_absent=True)
        return rows.filter(state=self.audience)

    def language_for(self, language: str) -> str:
        """In which of its languages somebody reads it."""
        return language if language == "fr" or (self.subject_en and self.body_en) else "fr"

    @property
    def key(self) -> str:
        """The beginning of the keys of its messages: one to each registration."""
        return f"events.letter {self.pk} "


class EventReminder(models.Model):
    """The reminder so many days before an event starts, begun once; for an event that has moved there is another."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["event", "days", "starts_at"], name="event_reminder_once_per_start")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} -{self.days}"

    @property
    def due_at(self) -> datetime:
        return self.starts_at - timedelta(days=self.days)
