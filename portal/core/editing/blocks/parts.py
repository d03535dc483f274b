"""What blocks are made of: parts, codes, and choices that are read together."""

from typing import Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageBlockComparison, ImageChooserBlock
from wagtail.models import Page

from portal.core.editing.reading import ReadTogether, current

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

    def get_searchable_content(self, value: Any) -> list[str]:
        return super().get_searchable_content(value) if value and value.contextual_alt_text else []

    def get_comparison_class(self) -> type[PictureComparison]:
        return PictureComparison


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
