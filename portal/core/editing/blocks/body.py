"""What a text may be made of, and the field that holds it."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField

from portal.core.editing.blocks.links import CardsBlock, ContactBlock, DownloadBlock, OutsideLinkBlock, PageLinkBlock
from portal.core.editing.blocks.media import AudioBlock, VideoBlock, VideoFileBlock
from portal.core.editing.blocks.numbers import ChartBlock, KeyFiguresBlock
from portal.core.editing.blocks.parts import PartsBlock
from portal.core.editing.blocks.pictures import FigureBlock, GalleryBlock
from portal.core.editing.blocks.typed_charts import TypedChartBlock
from portal.core.editing.blocks.words import (
    HeadingBlock,
    NotesBlock,
    ParagraphBlock,
    QuestionBlock,
    QuoteBlock,
    SubheadingBlock,
)
from portal.core.editing.tables import CaptionedTableBlock


class BoxBlock(PartsBlock):
    """Beside the text: a definition, a method, a life in ten lines."""

    title = blocks.CharBlock(label=_("Title"))
    content = blocks.StreamBlock(
        [
            ("paragraph", ParagraphBlock()),
            ("quote", QuoteBlock()),
            ("figure", FigureBlock()),
            ("table", CaptionedTableBlock()),
            ("key_figures", KeyFiguresBlock()),
            ("page_link", PageLinkBlock()),
            ("outside_link", OutsideLinkBlock()),
            ("download", DownloadBlock()),
        ],
        label=_("Content"),
    )

    class Meta:
        icon = "clipboard-list"
        label = _("Box")
        template = "blocks/box.html"


BODY_BLOCKS = [
    ("paragraph", ParagraphBlock()),
    ("heading", HeadingBlock()),
    ("subheading", SubheadingBlock()),
    ("quote", QuoteBlock()),
    ("question", QuestionBlock()),
    ("figure", FigureBlock()),
    ("gallery", GalleryBlock()),
    ("box", BoxBlock()),
    ("table", CaptionedTableBlock()),
    ("key_figures", KeyFiguresBlock()),
    ("chart", ChartBlock()),
    ("typed_chart", TypedChartBlock()),
    ("audio", AudioBlock()),
    ("video", VideoBlock()),
    ("video_file", VideoFileBlock()),
    ("page_link", PageLinkBlock()),
    ("cards", CardsBlock()),
    ("outside_link", OutsideLinkBlock()),
    ("download", DownloadBlock()),
    ("contact", ContactBlock()),
    ("notes", NotesBlock()),
]


class BodyField(StreamField):
    """A StreamField whose block definitions stay out of migrations: blocks change without one."""

    def __init__(self, block_types=None, **kwargs) -> None:
        kwargs.setdefault("blank", True)
        kwargs.pop("block_lookup", None)
        super().__init__(BODY_BLOCKS if block_types is None else block_types, **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
