"""Images and documents: originals and renditions in private storage, as open as the most open place that uses them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image, SourceImageIOError
from wagtail.models import ReferenceIndex

from portal.access.choices import ChosenRowForm
from portal.access.decision import FOR_EVERYONE, Decision
from portal.access.viewer import Viewer

logger = logging.getLogger(__name__)


class MediaHolder(models.Model):
    """Whatever may give out a file it uses; its `decide_media(content_path, viewer)` says to whom.

    The gate asks Wagtail's reference index where a file is used: the index cannot wait for the worker, and what
    a draft in memory uses is not in it. Its form lets nobody use a file that they may not choose.
    """

    base_form_class = ChosenRowForm

    class Meta:
        abstract = True

    @classmethod
    def holders(cls) -> models.QuerySet:
        """The rows that count, with no more of each than the decision needs."""
        return cls._default_manager.all()

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        stored = self if kwargs.get("update_fields") is None else type(self)._base_manager.get(pk=self.pk)
        ReferenceIndex.create_or_update_for_object(stored)


def is_used(file: models.Model) -> bool:
    """Anywhere, be it by what may not show it now."""
    return ReferenceIndex.get_references_to(file).exists()


class PublicMedia(MediaHolder):
    """A row whose pictures are public wherever it is used."""

    class Meta:
        abstract = True

    def decide_media(self, content_path: str, viewer: Viewer) -> Decision:
        return FOR_EVERYONE


class PortalImage(AbstractImage):
    credit = models.CharField(_("credit"), max_length=120, blank=True)
    is_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("It tells nothing that the text beside it does not: as a cover it needs no description."),
    )

    admin_form_fields = (*Image.admin_form_fields, "credit", "is_decorative")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        indexes = [models.Index(fields=["file"], name="image_file")]

    @property
    def default_alt_text(self) -> str:
        """Its title is what a file was called."""
        return self.description

    def create_rendition(self, filter: Any) -> AbstractRendition:
        with self._drawing():
            return super().create_rendition(filter)

    def create_renditions(self, *filters: Any) -> dict:
        """Wagtail stores several at once, which tells nobody: one of them stands for all, so that pages show them."""
        with self._drawing():
            made = super().create_renditions(*filters)
        if len(made) > 1:
            one = next(iter(made.values()))
            post_save.send(
                PortalRendition, instance=one, created=True, raw=False, using=self._state.db, update_fields=None
            )
        return made

    @contextmanager
    def _drawing(self) -> Iterator[None]:
        """Whatever an image library may raise becomes the one error that pages and the editor know how to meet."""
        try:
            yield
        except Exception as error:
            logger.exception("Image %s (%s) can't be drawn.", self.pk, self.file.name)
            raise SourceImageIOError(str(error)) from error


class PortalRendition(AbstractRendition):
    width: int
    height: int
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    part_of = ("image",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_unique")
        ]
        indexes = [models.Index(fields=["file"], name="rendition_file")]

    def save(self, *args, **kwargs) -> None:
        """Of a drawing in SVG, sizes are read as fractions: stored whole, they are shown whole at once."""
        super().save(*args, **kwargs)
        self.width, self.height = int(self.width), int(self.height)


class PortalDocument(AbstractDocument):
    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["file"], name="document_file")]

    def clean(self) -> None:
        """Of a file that the form refused, the form has told why."""
        if self.file:
            super().clean()

    @property
    def url(self) -> str:
        return self.file.url

    @property
    def extension(self) -> str:
        return self.file_extension.upper()
