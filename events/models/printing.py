from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.facts import Event
from events.models.registration import Registration

PRINT_TAKES = timedelta(minutes=10)
"""What is not printed by then was given up."""


class PrintKind(models.TextChoices):
    BADGES_A4 = "badges_a4", _("badges, eight to an A4 sheet of labels (99.1 × 67.7 mm)")
    BADGES_A6 = "badges_a6", _("badges, one to an A6 page")
    SHEET = "sheet", _("attendance sheet to sign")
    CERTIFICATES = "certificates", _("certificates of attendance")


class Printed(models.Model):
    """A PDF, from the asking for it: the worker makes it."""

    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)
    content = models.BinaryField(default=bytes)

    class Meta:
        abstract = True
        default_permissions = ()

    @property
    def is_lost(self) -> bool:
        return self.made_at is None and self.asked_at + PRINT_TAKES < timezone.now()


class PrintedProgramme(Printed):
    """The programme of an event in one language; `fingerprint` tells what it says."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="printed_programmes")
    language = models.CharField(max_length=2)
    fingerprint = models.CharField(max_length=64, blank=True)
    """Empty of one that is made, yet has nothing in it: it could not be printed."""

    class Meta(Printed.Meta):
        constraints = [models.UniqueConstraint(fields=["event", "language"], name="programme_once_a_language")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.language}"


class Printout(Printed):
    """A PDF of some people of an event, from the asking for it until it is forgotten.

    `registration_ids` are those it was asked for; a `registration`'s own one is a certificate they asked for.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="printouts")
    kind = models.CharField(_("what"), max_length=12, choices=PrintKind)
    registration_ids = models.JSONField(default=list)
    registration = models.OneToOneField(Registration, null=True, on_delete=models.CASCADE, related_name="certificate")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=2)

    def __str__(self) -> str:
        return f"{self.event_id} {self.kind} {self.asked_at:%Y-%m-%d %H:%M}"
