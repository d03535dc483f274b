"""Who goes to which session, where there are fewer places than at the event."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.programme import Session
from events.models.registration import Registration
from events.querysets import BookingQuerySet
from events.states import BookingState


class Booking(models.Model):
    """A place in a session, or a rank on its waiting list in the order of the keys. Who has no place at the event has
    none in its sessions."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="bookings", verbose_name=_("registration")
    )
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="bookings", verbose_name=_("session"))
    state = models.CharField(_("state"), max_length=10, choices=BookingState, default=BookingState.WAITING)
    created_at = models.DateTimeField(_("chosen on"), default=timezone.now)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a session")
        verbose_name_plural = _("places in sessions")
        ordering = ["session__starts_at", "session"]
        constraints = [models.UniqueConstraint(fields=["registration", "session"], name="session_chosen_once")]

    def __str__(self) -> str:
        return f"{self.session} ({self.get_state_display()})"
