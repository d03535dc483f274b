from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.pages.localised import Localised


class Rubric(models.Model):
    """What the articles of an issue are grouped by, from one issue to the next: interview, inquiry…"""

    label_fr = models.CharField(_("label, in French"), max_length=60, unique=True)
    label_en = models.CharField(_("label, in English"), max_length=60, blank=True)

    label = Localised()

    class Meta:
        verbose_name = _("section of the magazine")
        verbose_name_plural = _("sections of the magazine")
        ordering = ["label_fr"]

    def __str__(self) -> str:
        return self.label
