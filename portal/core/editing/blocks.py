"""The blocks editors write with, shared by every room."""

import re
from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock, ImageBlockComparison, ImageChooserBlock
from wagtail.models import Page
from wagtail.rich_text import RichText

from portal.core.editing.reading import ReadTogether, current
from portal.core.editing.tables import CaptionedTableBlock

RICH_TEXT = ["bold", "italic", "superscript", "subscript", "ol", "ul", "link", "document-link"]
NOTE_TEXT = ("bold", "italic", "superscript", "subscript", "link")
NOTE_CALL = re.compile(r'<a href="#note-[^"]*">.*?</a>')

TEXTS = (blocks.CharBlock, blocks.TextBlock, blocks.URLBlock, blocks.EmailBlock)


class PartsBlock(blocks.StructBlock):
    """A block of several parts. A text that a stored one lacks, as it was written before that part was there, is ""."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for part in self.child_blocks.values():
            if isinstance(part, TEXTS) and part.meta.default is None:
                part.meta.default = ""


class CodeBlock(blocks.CharBlock):
    """A code, the same in every language: never offered for translation, nor searched for."""

    def get_searchable_content(self, value: str) -> list[str]:
        return []

    def get_translatable_segments(self, value: str) -> list:
        return []

    def restore_translated_segments(self, value: str, segments: list) -> str:
        return value


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


class ChosenPageBlock(ReadTogether, blocks.PageChooserBlock):
    pass


class ChosenDocumentBlock(ReadTogether, DocumentChooserBlock):
    pass


class ChosenImageBlock(ReadTogether, ImageChooserBlock):
    pass


class PictureComparison(ImageBlockComparison):
    def htmlvalue(self, val: Any) -> str:
        """A draft may hold the block before its picture."""
        return "" if val is None else super().htmlvalue(val)


class PictureBlock(ImageBlock):
    def __init__(self, required: bool = True, **kwargs) -> None:
        super().__init__(required=required, **kwargs)
        chosen = ChosenImageBlock(required=required)
        chosen.set_name("image")
        self.child_blocks["image"] = chosen

    def get_comparison_class(self) -> type[PictureComparison]:
        return PictureComparison


class FigureBlock(PartsBlock):
    image = PictureBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/figure.html"


class KeyFigureBlock(PartsBlock):
    number = blocks.CharBlock(label=_("Number"), max_length=12)
    unit = blocks.CharBlock(label=_("Unit"), max_length=20, required=False)
    sentence = blocks.CharBlock(label=_("What it says"))
    change = blocks.CharBlock(label=_("Change since the last edition"), required=False)

    class Meta:
        icon = "order"
        label = _("Key figure")
        template = "blocks/key_figure.html"


class KeyFiguresBlock(blocks.ListBlock):
    def __init__(self, **kwargs) -> None:
        super().__init__(KeyFigureBlock(), min_num=1, max_num=4, **kwargs)

    class Meta:
        icon = "order"
        label = _("Key figures")
        template = "blocks/key_figures.html"


def in_language_of(context: dict, chosen: Page | None) -> Page | None:
    """The published translation, in the language of the page that shows the block, of a page chosen in it; else that
    page itself."""
    shown_on = context.get("page")
    locale = getattr(shown_on, "locale_id", None)
    if chosen is None or locale in (None, chosen.locale_id):
        return chosen
    if known := current():
        return known.translation(chosen)
    translations = type(chosen)._default_manager.filter(translation_key=chosen.translation_key, locale=locale)
    return translations.filter(live=True).first() or chosen


class ChartBlock(PartsBlock):
    """A chart of a study's survey. The study's page decides who sees it, and draws it."""

    study = ChosenPageBlock(page_type="studies.StudyPage", label=_("Study"))
    question = CodeBlock(label=_("Question"), help_text=_("Its code, which the address of its chart holds: question=…"))
    segment = CodeBlock(
        label=_("Segment"), required=False, help_text=_("Its code, segment=… in the same address. Empty: everyone.")
    )

    class Meta:
        icon = "order"
        label = _("Chart")
        template = "blocks/chart.html"

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        page, request = in_language_of(context, value["study"]), context.get("request")
        chart = page.chart(request, value["question"], value["segment"]) if page and request else None
        return {**context, "chart": chart, "study": page}


class PageLinkBlock(PartsBlock):
    """Points at another page of the portal: a study, an event, an article."""

    page = ChosenPageBlock(label=_("Page"))
    label = blocks.CharBlock(label=_("Text of the link"), required=False, help_text=_("Empty: the page's title."))

    class Meta:
        icon = "link"
        label = _("Link to a page")
        template = "blocks/page_link.html"

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        return {**context, "target": in_language_of(context, value["page"])}


class OutsideLinkBlock(PartsBlock):
    """Points at another site, such as the partner who publishes the study."""

    label = blocks.CharBlock(label=_("Text of the link"))
    url = blocks.URLBlock(label=_("Address"))
    site = blocks.CharBlock(label=_("Name of the site"), required=False)

    class Meta:
        icon = "link-external"
        label = _("Link to another site")
        template = "blocks/outside_link.html"


class DownloadBlock(PartsBlock):
    document = ChosenDocumentBlock(label=_("Document"))
    label = blocks.CharBlock(label=_("Text of the link"), required=False)

    class Meta:
        icon = "download"
        label = _("Download")
        template = "blocks/download.html"


class ContactBlock(PartsBlock):
    sentence = blocks.CharBlock(label=_("Sentence"), help_text=_("For instance: Information and registration."))
    email = blocks.EmailBlock(label=_("E-mail address"), required=False)
    phone = blocks.CharBlock(label=_("Phone"), required=False)

    class Meta:
        icon = "mail"
        label = _("Contact")
        template = "blocks/contact.html"


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
