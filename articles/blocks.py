from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.core.editing.blocks import NOTE_TEXT, PartsBlock


class CorrectionBlock(PartsBlock):
    """What was wrong in a text that was online, and what is right."""

    date = blocks.DateBlock(label=_("Corrected on"))
    text = blocks.RichTextBlock(
        label=_("What was wrong, what is right"),
        features=list(NOTE_TEXT),
        help_text=_("For instance: An earlier version gave 17% instead of 27%. Always public."),
    )

    class Meta:
        icon = "edit"
        label = _("Correction")
