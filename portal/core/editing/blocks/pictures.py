"""Blocks of pictures."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.core.editing.blocks.parts import PartsBlock, PictureBlock


class FigureBlock(PartsBlock):
    image = PictureBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/figure.html"


class GalleryPictureBlock(FigureBlock):
    class Meta:
        label = _("Picture")


class GalleryBlock(PartsBlock):
    title = blocks.CharBlock(label=_("Title"), required=False)
    pictures = blocks.ListBlock(GalleryPictureBlock(), label=_("Pictures"), min_num=2, max_num=24)

    class Meta:
        icon = "grid"
        label = _("Gallery")
        template = "blocks/gallery.html"
