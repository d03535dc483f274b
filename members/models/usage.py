from datetime import date

from django.db import models
from django.db.models import F
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.organisations import Organisation
from portal.access.viewer import Viewer
from portal.core.files.taking import file_taken


class Taken(models.Model):
    """How many files an organisation's people took away in a month: a number, of nobody in particular."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="taken")
    month = models.DateField(_("month"))
    count = models.PositiveIntegerField(_("files"), default=0)

    class Meta:
        verbose_name = _("files taken away")
        verbose_name_plural = _("files taken away")
        constraints = [models.UniqueConstraint(fields=["organisation", "month"], name="taken_once_a_month")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.month:%Y-%m}: {self.count}"


@receiver(file_taken)
def count_taken(sender: object, viewer: Viewer, **kwargs) -> None:
    """For each organisation where this viewer has a seat."""
    month: date = timezone.localdate().replace(day=1)
    for pk in viewer.organisation_ids:
        Taken.objects.get_or_create(organisation_id=pk, month=month)
        Taken.objects.filter(organisation=pk, month=month).update(count=F("count") + 1)
