"""Where a passage stands, in the words of the translation's editor: wagtail-localize names the outermost part of its
block alone, so that a picture's alternative text is called a picture."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.views import edit_translation

from portal.core.editing.tables import CAPTION, CaptionedTableBlock

_location = edit_translation.get_segment_location_info


def _location_in_words(page: Page, tabs: Any, content_path: str, field_path: str, widget: bool = False) -> dict:
    location = _location(page, tabs, content_path, field_path, widget=widget)
    field_name, *kinds = field_path.split(".")
    field = page._meta.get_field(field_name)
    if not isinstance(field, StreamField):
        return location
    _field, _block, *places = content_path.split(".")
    names = _names(field.stream_block.child_blocks[kinds[0]], kinds[1:], places)
    return location | {"subField": " › ".join(map(str, names)) or None}


def _names(block: blocks.Block, kinds: list[str], places: list[str]) -> Iterator[str]:
    """Of the parts that lead to a place within a block; what only holds others goes without saying."""
    if isinstance(block, CaptionedTableBlock):
        yield _cell(places[0])
    elif not kinds:
        yield from [pgettext("in a text", "Link")] if places and places[0].startswith("'") else []
    elif isinstance(block, blocks.ListBlock):
        yield from _names(block.child_block, kinds[1:], places[1:])
    else:
        part = block.child_blocks[kinds[0]]
        within = list(_names(part, kinds[1:], places[1:]))
        yield from within if within and isinstance(block, blocks.StructBlock) else [part.label, *within]


def _cell(place: str) -> str:
    if place == CAPTION:
        return _("Caption")
    row, column = place.split("-")
    return _("Row %(row)s, column %(column)s") % {"row": int(row) + 1, "column": int(column) + 1}


def put_in_place() -> None:
    """To be called once, when the apps are ready."""
    edit_translation.get_segment_location_info = _location_in_words
