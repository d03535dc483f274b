from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class PageReads(models.Model):
    """How often a page was read on one day in Paris: a number, of nobody in particular."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))
    day = models.DateField(_("day"))
    reads = models.PositiveIntegerField(_("reads"), default=0)
    by_members = models.PositiveIntegerField(_("of which by members"), default=0)

    class Meta:
        verbose_name = _("reads of a page")
        verbose_name_plural = _("reads of pages")
        ordering: ClassVar[list[str]] = ["page", "day"]
        constraints = [models.UniqueConstraint(fields=["page", "day"], name="page_reads_of_day")]

    def __str__(self) -> str:
        return f"{self.page_id}, {self.day}: {self.reads}"
