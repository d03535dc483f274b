"""Images and documents: originals and renditions in private storage, as open as the most open place that uses them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import ReferenceIndex


class MediaHolder(models.Model):
    """Whatever may give out a file it uses; its `decide_media(content_path, viewer)` says to whom.

    The gate asks Wagtail's reference index where a file is used: the index cannot wait for the worker, and what
    a draft in memory uses is not in it.
    """

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        stored = self if kwargs.get("update_fields") is None else type(self)._base_manager.get(pk=self.pk)
        ReferenceIndex.create_or_update_for_object(stored)


class PortalImage(AbstractImage):
    credit = models.CharField(_("credit"), max_length=120, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        indexes = [models.Index(fields=["file"], name="image_file")]


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_unique")
        ]
        indexes = [models.Index(fields=["file"], name="rendition_file")]


class PortalDocument(AbstractDocument):
    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["file"], name="document_file")]

    @property
    def url(self) -> str:
        return self.file.url

    @property
    def extension(self) -> str:
        return self.file_extension.upper()
