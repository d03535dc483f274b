import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.facts import Event
from events.models.registration import Registration
from events.querysets import CheckInQuerySet
from portal.access.links import LentLink


class DoorLink(LentLink):
    """Whoever holds it notes who comes to an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="door_links")
    note = models.CharField(_("for whom"), max_length=120, help_text=_("Such as « Accueil, entrée nord »."))
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("door link")
        verbose_name_plural = _("door links")
        default_permissions = ()


class CheckIn(models.Model):
    """Somebody came in, once; an entry that was undone stays as such.

    `key` is that of the scan or of the button: sent twice it stays one entry. `at` is when they stood there, which
    may be long before a phone without a network told of it.
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="check_ins")
    key = models.UUIDField(default=uuid.uuid4)
    at = models.DateTimeField(_("came at"), default=timezone.now)
    door_link = models.ForeignKey(DoorLink, null=True, on_delete=models.SET_NULL, related_name="check_ins")
    undone_at = models.DateTimeField(null=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["registration", "key"], name="check_in_once_per_scan"),
            models.UniqueConstraint(
                fields=["registration"], condition=models.Q(undone_at=None), name="check_in_one_entry_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.at:%Y-%m-%d %H:%M}"
