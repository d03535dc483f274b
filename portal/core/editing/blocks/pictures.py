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
