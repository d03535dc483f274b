"""Sound that anybody may hear: what stands in a public part of a published page, or in one that is open to all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import ReferenceIndex

from portal.access.decision import Audience, open_to
from portal.core.cache.recording import shows_all
from portal.core.editing.blocks.media import AudioBlock
from portal.core.files.media import PortalDocument
from portal.core.files.recordings import AUDIO
from portal.core.models import BasePage
from portal.core.pages.listing import live_here
from portal.following.querysets import EVERYTHING, MOST, published_at


@dataclass(frozen=True)
class Recording:
    """`key` is that of its block: it stays the same whatever its title and file become."""

    page: BasePage
    document: PortalDocument
    title: str
    seconds: int
    key: str


def public_recordings() -> list[Recording]:
    """The latest first, in the current language."""
    shows_all(PortalDocument)
    endings = Q()
    for ending in AUDIO:
        endings |= Q(file__iendswith=f".{ending}")
    documents = {row.pk: row for row in PortalDocument.objects.filter(endings)}
    pages = [page for model in EVERYTHING for page in _using(model, documents)] if documents else []
    found = [recording for page in pages for recording in _recordings(page, documents)]
    return sorted(found, key=lambda one: (published_at(one.page), one.page.pk), reverse=True)[:MOST]


def _using(model: type[BasePage], documents: dict[int, PortalDocument]) -> Iterator[BasePage]:
    shows_all(model)
    types = ContentType.objects.get_for_models(model, PortalDocument)
    used = ReferenceIndex.objects.filter(
        content_type=types[model],
        to_content_type=types[PortalDocument],
        to_object_id__in=[str(pk) for pk in documents],
    )
    numbers = {int(number) for number in used.values_list("object_id", flat=True)}
    cards: Any = live_here(model.objects.filter(pk__in=numbers))
    yield from cards.for_cards().defer(None)


def _recordings(page: BasePage, documents: dict[int, PortalDocument]) -> Iterator[Recording]:
    is_open = Audience.EVERYONE in open_to(page, timezone.now())
    for field in page._meta.concrete_fields:
        if not isinstance(field, StreamField) or (field.name in page.gated_fields and not is_open):
            continue
        kinds = {name for name, block in field.stream_block.child_blocks.items() if isinstance(block, AudioBlock)}
        for raw in getattr(page, field.name).raw_data:
            if raw["type"] in kinds and (document := documents.get(raw["value"].get("document"))):
                yield _recording(page, document, raw)


def _recording(page: BasePage, document: PortalDocument, raw: dict) -> Recording:
    duration = AudioBlock().to_python({"duration": raw["value"].get("duration") or ""}).seconds
    return Recording(
        page, document, raw["value"].get("title") or page.title, duration, str(raw.get("id") or document.pk)
    )
