"""Texts that are figures and signs alone: the same in every language but for how it writes them."""

import re

from django.utils.translation import get_language
from wagtail import blocks
from wagtail_localize.segments.types import StringSegmentValue

_THOUSANDS = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")
_DECIMALS = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))")


def has_words(text: str) -> bool:
    return any(map(str.isalpha, text))


def written(text: str) -> str:
    """As the language of the page writes figures; French ones are typed, three decimals are English thousands."""
    if has_words(text) or (get_language() or "")[:2] != "en":
        return text
    return _DECIMALS.sub(".", _THOUSANDS.sub(",", text))


class FiguresBlock(blocks.CharBlock):
    """Offered for translation only where there are words in it."""

    def get_translatable_segments(self, value: str) -> list[StringSegmentValue]:
        return [StringSegmentValue("", value)] if has_words(value) else []

    def restore_translated_segments(self, value: str, segments: list[StringSegmentValue]) -> str:
        return segments[0].render_text()
