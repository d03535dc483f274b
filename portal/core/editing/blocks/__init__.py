"""The blocks editors write with, shared by every room."""

from portal.core.editing.blocks.body import BODY_BLOCKS, BodyField
from portal.core.editing.blocks.links import OutsideLinkBlock, PageLinkBlock
from portal.core.editing.blocks.media import AudioBlock
from portal.core.editing.blocks.numbers import KeyFigureBlock, KeyFiguresBlock
from portal.core.editing.blocks.parts import ChosenPageBlock, CodeBlock, PartsBlock
from portal.core.editing.blocks.words import NOTE_TEXT, RICH_TEXT, HeadingBlock, SubheadingBlock

__all__ = [
    "BODY_BLOCKS",
    "NOTE_TEXT",
    "RICH_TEXT",
    "AudioBlock",
    "BodyField",
    "ChosenPageBlock",
    "CodeBlock",
    "HeadingBlock",
    "KeyFigureBlock",
    "KeyFiguresBlock",
    "OutsideLinkBlock",
    "PageLinkBlock",
    "PartsBlock",
    "SubheadingBlock",
]
