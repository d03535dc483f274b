"""What a text may be made of, and the field that holds it."""

from wagtail.fields import StreamField

from portal.core.editing.blocks.links import ContactBlock, DownloadBlock, OutsideLinkBlock, PageLinkBlock
from portal.core.editing.blocks.media import AudioBlock, VideoFileBlock
from portal.core.editing.blocks.numbers import ChartBlock, KeyFiguresBlock
from portal.core.editing.blocks.pictures import FigureBlock
from portal.core.editing.blocks.words import (
    HeadingBlock,
    NotesBlock,
    ParagraphBlock,
    QuestionBlock,
    QuoteBlock,
    SubheadingBlock,
)
from portal.core.editing.tables import CaptionedTableBlock

BODY_BLOCKS = [
    ("paragraph", ParagraphBlock()),
    ("heading", HeadingBlock()),
    ("subheading", SubheadingBlock()),
    ("quote", QuoteBlock()),
    ("question", QuestionBlock()),
    ("figure", FigureBlock()),
    ("table", CaptionedTableBlock()),
    ("key_figures", KeyFiguresBlock()),
    ("chart", ChartBlock()),
    ("audio", AudioBlock()),
    ("video_file", VideoFileBlock()),
    ("page_link", PageLinkBlock()),
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
