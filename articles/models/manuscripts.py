from django.db import models
from django.utils.translation import gettext_lazy as _


class ManuscriptRemarks(models.Model):
    """What stands beside a draft made of a document: others' comments in it, and what could not be carried over."""

    page = models.OneToOneField("articles.ArticlePage", on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=255)
    comments = models.JSONField(default=list)
    left_out = models.JSONField(default=list)

    class Meta:
        verbose_name = _("remarks on a document")
        verbose_name_plural = _("remarks on documents")

    def __str__(self) -> str:
        return self.file_name
