from django.db import models
from django.utils.translation import gettext_lazy as _


class Withdrawn(models.Model):
    """An address at which a page was read, or that led to it, until it was withdrawn on purpose.

    Whoever asks for it is told so. It outlives its page.
    """

    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    path = models.CharField(_("address"), max_length=255)
    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("withdrawn address")
        verbose_name_plural = _("withdrawn addresses")
        constraints = [models.UniqueConstraint(fields=["path", "site"], name="withdrawn_once")]

    def __str__(self) -> str:
        return self.path
