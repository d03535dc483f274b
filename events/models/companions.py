"""Who was registered by somebody else."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.registration import NAME, Registration
from events.states import RegistrationState


class Companion(models.Model):
    """Somebody whom `leader` registered along with themselves, as the leader typed them and was answered.

    `registration` is the one that was made; None where the address stood registered already, or once the leader's
    cancellation is carried out. The leader is never shown the registration, lest they learn of a stranger's: what they
    typed, what they were answered and what they cancelled are the same either way.
    """

    leader = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="companions", verbose_name=_("registered by")
    )
    registration = models.OneToOneField(
        Registration, on_delete=models.CASCADE, null=True, related_name="brought_as", verbose_name=_("registration")
    )
    first_name = models.CharField(_("first name"), max_length=80, validators=NAME)
    last_name = models.CharField(_("last name"), max_length=80, validators=NAME)
    email = models.EmailField(_("e-mail address"))
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState)
    created_at = models.DateTimeField(_("registered on"), default=timezone.now)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True)

    class Meta:
        verbose_name = _("person registered by another")
        verbose_name_plural = _("people registered by another")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["leader", "email"], name="companion_once_a_leader")]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
