from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyStep(models.Model):
    """What is done once a day: when it was last begun, and the last day on which it was done."""

    name = models.CharField(max_length=80, unique=True)
    begun_at = models.DateTimeField(null=True)
    done_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("daily step")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
