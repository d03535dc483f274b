"""Blocks of words: paragraphs, headings, quotes, questions, notes."""

import re

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText

from portal.core.editing.anchors import Anchors
from portal.core.editing.blocks.parts import CodeBlock, PartsBlock
from portal.core.editing.reading import current

RICH_TEXT = ["bold", "italic", "superscript", "subscript", "ol", "ul", "link", "document-link"]
NOTE_TEXT = ("bold", "italic", "superscript", "subscript", "link")
NOTE_CALL = re.compile(r'<a href="#note-[^"]*">.*?</a>')


class ParagraphBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs) -> None:
        super().__init__(features=RICH_TEXT, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/paragraph.html"

    def get_searchable_content(self, value: RichText) -> list[str]:
        """Nothing sticks to the words before it: no number of a note, no first word of a list within a list."""
        text = NOTE_CALL.sub("", value.source).replace("<ul>", " <ul>").replace("<ol>", " <ol>")
        return super().get_searchable_content(RichText(text))


class HeadingBlock(blocks.CharBlock):
    def get_context(self, value: str, parent_context: dict | None = None) -> dict:
        known = current()
        anchor = known.headings.anchor(value) if known else Anchors().anchor(value)
        return {**super().get_context(value, parent_context), "anchor": anchor}

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "blocks/heading.html"


class SubheadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Subheading")
        template = "blocks/subheading.html"


class QuoteBlock(PartsBlock):
    quote = blocks.TextBlock(label=_("Quote"), help_text=_("Without quotation marks: they are added."))
    source = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blocks/quote.html"


class QuestionBlock(PartsBlock):
    question = blocks.CharBlock(label=_("Question"))
    answer = blocks.RichTextBlock(label=_("Answer"), features=RICH_TEXT)

    class Meta:
        icon = "help"
        label = _("Interview question")
        template = "blocks/question.html"


class NoteBlock(PartsBlock):
    mark = CodeBlock(
        label=_("Number"),
        max_length=8,
        validators=[RegexValidator(r"^[A-Za-z0-9]+\Z", _("Letters without accents and digits only."))],
        help_text=_("Where the text calls note 1, its number is a link to the anchor note-1."),
    )
    text = blocks.RichTextBlock(label=_("Note"), features=list(NOTE_TEXT))

    class Meta:
        icon = "superscript"
        label = _("Note")
        template = "blocks/note.html"


class NotesBlock(blocks.ListBlock):
    def __init__(self, **kwargs) -> None:
        super().__init__(NoteBlock(), min_num=1, **kwargs)

    class Meta:
        icon = "superscript"
        label = _("Notes")
        template = "blocks/notes.html"
