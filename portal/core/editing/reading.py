"""What the blocks of a page refer to, read together: pages, documents and pictures cost the same however many they are.

A block knows neither the page nor the request it is shown for: what was read for them waits in a context variable.
"""

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page
from wagtail.rich_text import LinkHandler, extract_references_from_rich_text
from wagtail.rich_text.pages import PageLinkHandler

from portal.core.editing.anchors import Anchors
from portal.core.files.media import PortalDocument, PortalImage

Reference = tuple[type, int]

_current: ContextVar["Reading | None"] = ContextVar("reading", default=None)


class Card:
    """Stands, among what a text refers to, for a page that is shown there as lists show it."""


class Reading:
    """The rows that the streams of one page refer to as it stands: nothing for a gated one that was withheld."""

    def __init__(self, page: Page, request: HttpRequest | None) -> None:
        self.request, self.locale_id = request, page.locale_id
        self.calls: set[str] = set()  # the notes that were called so far
        self.headings = Anchors()
        wanted: dict[type, set[int]] = defaultdict(set)
        for field in page._meta.get_fields():
            if isinstance(field, StreamField):
                stream = field.value_from_object(page)
                for model, pk in references(field.stream_block, stream.get_prep_value() if stream else []):
                    wanted[model].add(pk)
        self.rows: dict[type, dict[int, Any]] = {
            kind: self._cards(pks) if kind is Card else self._read(kind, pks) for kind, pks in wanted.items()
        }

    def _read(self, model: Any, pks: set[int]) -> dict[int, Any]:
        rows: Any = model._default_manager.all()
        if not issubclass(model, Page):
            rows = rows.prefetch_related("renditions") if issubclass(model, PortalImage) else rows
            return rows.in_bulk(pks)
        pages = rows.for_charts() if hasattr(rows, "for_charts") else rows
        return {page.pk: page for page in pages.filter(self._or_translated(pks)).order_by()}

    def _or_translated(self, pks: set[int]) -> Q:
        keys = Page.objects.filter(pk__in=pks).order_by().values("translation_key")
        return Q(translation_key__in=keys, locale=self.locale_id, live=True) | Q(pk__in=pks)

    def _cards(self, pks: set[int]) -> dict[int, Any]:
        """Those that are online, each as the kind of page it is, with what its lists show."""
        kinds: dict[int, list[int]] = defaultdict(list)
        pages = Page.objects.live().filter(self._or_translated(pks)).order_by()
        for kind, pk in pages.values_list("content_type", "pk"):
            kinds[kind].append(pk)
        found: dict[int, Any] = {}
        for kind, keys in kinds.items():
            rows: Any = ContentType.objects.get_for_id(kind).model_class()._default_manager.filter(pk__in=keys)  # type: ignore[union-attr]
            cards = rows.for_cards().select_related("locale").prefetch_related("cover__renditions").order_by()
            found |= {page.pk: page for page in cards}
        return found

    def row(self, kind: type, pk: int | None) -> Any:
        """One of its own for whoever asks; None for what no longer exists."""
        return copy.copy(self.rows.get(kind, {}).get(pk)) if pk is not None else None

    def translation(self, page: Page) -> Page:
        """The published one in the language of the page that is read; else that very page."""
        if page.locale_id == self.locale_id:
            return page
        known = [*self.rows.get(type(page), {}).values(), *self.rows.get(Card, {}).values()]
        alike = (one for one in known if one.translation_key == page.translation_key)
        return next((one for one in alike if one.locale_id == self.locale_id and one.live), page)


def references(block: Any, value: Any) -> Iterator[Reference]:
    """What a block's stored value refers to, without any query."""
    if not value:
        return
    match block:
        case ReadTogether():
            yield block.read_as, value
        case blocks.ChooserBlock():
            yield block.model_class, value
        case blocks.RichTextBlock():
            for model, pk, *_paths in extract_references_from_rich_text(value):
                if number := _number(pk):
                    yield model, number
        case ImageBlock() if isinstance(value, int):  # as it was stored before it held a description
            yield PortalImage, value
        case _:
            for _name, child, part in parts(block, value):
                yield from references(child, part)


def parts(block: Any, value: Any) -> Iterator[tuple[str, Any, Any]]:
    """What a block's stored value is made of, each with its name or number in it."""
    match block:
        case blocks.StructBlock():
            yield from ((name, child, value.get(name)) for name, child in block.child_blocks.items())
        case blocks.StreamBlock():
            yield from ((item.get("id") or "", block.child_blocks[item["type"]], item["value"]) for item in value)
        case blocks.ListBlock():
            yield from ((item.get("id") or "", block.child_block, item["value"]) for item in value)


@contextmanager
def reading(page: Page, request: HttpRequest | None) -> Iterator[None]:
    """While the blocks of a page are rendered, they find what they refer to; it is read once for all its streams."""
    if "_reading" not in vars(page):
        page._reading = Reading(page, request)  # type: ignore[attr-defined]
    token = _current.set(page._reading)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Reading | None:
    return _current.get()


class ReadTogether(blocks.ChooserBlock):
    """A block that takes what it chose from what was read for its whole page."""

    @property
    def read_as(self) -> type:
        return self.model_class

    def bulk_to_python(self, values: Iterable[int | None]) -> list:
        if known := current():
            return [known.row(self.read_as, pk) for pk in values]
        return super().bulk_to_python(values)


class LinkToPage(PageLinkHandler):
    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        if known := current():
            pages = [known.row(Page, _number(attributes.get("id"))) for attributes in attrs_list]
            return [_opening(known.translation(page).get_url(known.request) if page else None) for page in pages]
        return super().expand_db_attributes_many(attrs_list)


class LinkToDocument(DocumentLinkHandler):
    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        if known := current():
            files = [known.row(PortalDocument, _number(attributes.get("id"))) for attributes in attrs_list]
            return [_opening(file.url if file else None) for file in files]
        return super().expand_db_attributes_many(attrs_list)


class LinkToNote(LinkHandler):
    """A link to an anchor: where it calls a note, the note leads back to it. The first call of each is named."""

    identifier = "anchor"

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        named: set[str] = known.calls if (known := current()) else set()
        return [cls._call(str(attributes.get("href", "")), named) for attributes in attrs_list]

    @staticmethod
    def _call(address: str, named: set[str]) -> str:
        mark = address.removeprefix("#note-")
        if mark == address:
            return _opening(address)
        name = "" if mark in named else f' id="call-{escape(mark)}"'
        named.add(mark)
        label = escape(_("Note %(mark)s") % {"mark": mark})
        return f'<a href="{escape(address)}"{name} role="doc-noteref" aria-label="{label}">'


def _opening(address: str | None) -> str:
    return f'<a href="{escape(address)}">' if address else "<a>"


def _number(written: Any) -> int | None:
    text = str(written)
    return int(text) if text.isdecimal() and len(text) < 19 else None
