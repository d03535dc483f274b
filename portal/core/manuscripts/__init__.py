"""Texts written elsewhere, made into an article's blocks: read one, then ask for its blocks."""

from portal.core.manuscripts.blocks import blocks_of
from portal.core.manuscripts.manuscript import LARGEST, Comment, Manuscript, Note, Picture, Unreadable
from portal.core.manuscripts.web import read_html, read_markdown
from portal.core.manuscripts.word import read_word

__all__ = [
    "LARGEST",
    "Comment",
    "Manuscript",
    "Note",
    "Picture",
    "Unreadable",
    "blocks_of",
    "read_html",
    "read_markdown",
    "read_word",
]
