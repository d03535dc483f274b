"""Pictures are drawn by the worker: a page that lacks one asks for it, and shows meanwhile what there is."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe
from django_tasks import task
from wagtail.images.models import AbstractRendition, Filter, SourceImageIOError
from wagtail.images.utils import to_svg_safe_spec
from wagtail.models import Page

from portal.access.prepared import Prepared
from portal.core.cache.changes import changed, tags_of
from portal.core.cache.recording import row_tags, shows
from portal.core.files.media import PortalImage, PortalRendition

# Nobody waits for pictures, and they take the worker a second each.
LAST = -50

ASKED, FAILED = "asked", "failed"
_DRAWN = "_drawn"
_stored: Any = PortalRendition._meta.get_field("file")
ASKED_SECONDS = 60 * 60
FAILED_SECONDS = 60 * 60 * 24

_at_once: ContextVar[bool] = ContextVar("drawing_at_once", default=False)


@contextmanager
def drawing_at_once() -> Iterator[None]:
    """For the worker, and for editors who look at what they have just chosen."""
    token = _at_once.set(True)
    try:
        yield
    finally:
        _at_once.reset(token)


class Drawn(NamedTuple):
    """A size of an image, as pages show it. In a URL as the storage makes it nothing is left to escape."""

    url: SafeString
    width: int
    height: int
    alt: str


def drawings_of(image: PortalImage, specs: Iterable[str]) -> dict[str, Drawn]:
    """By spec and in that order, those that there are; the worker is asked for the others.

    Raises SourceImageIOError where the image can't be drawn.
    """
    wanted = {spec: _filter(spec, image.is_svg()) for spec in specs}
    if _at_once.get():
        made = image.get_renditions(*wanted.values())
        found = {spec: _facts(made[filter.spec]) for spec, filter in wanted.items()}
    else:
        read_drawings([image])
        drawn: dict[tuple[str, str], tuple[str, int, int]] = image.__dict__[_DRAWN]
        keys = {spec: (filter.spec, filter.get_cache_key(image)) for spec, filter in wanted.items()}
        found = {spec: drawn[key] for spec, key in keys.items() if key in drawn}
        if len(found) < len(wanted):
            _ask(image, list(dict.fromkeys(filter.spec for filter in wanted.values())))
    alt, url = alt_of(image), _stored.storage.url
    return {spec: Drawn(mark_safe(url(name)), wide, high, alt) for spec, (name, wide, high) in found.items()}  # noqa: S308


def read_drawings(images: Iterable[PortalImage | None]) -> None:
    """What is drawn of all of these, in one query; of others it is asked once they are shown."""
    unread: dict[int, dict] = {}
    for image in images:
        if image is None or _DRAWN in image.__dict__:
            continue
        shows(*row_tags(image))  # whose parts its renditions are
        if "renditions" in getattr(image, "_prefetched_objects_cache", ()):
            drawn = {(row.filter_spec, row.focal_point_key): _facts(row) for row in image.renditions.all()}
        else:
            drawn = unread.setdefault(image.pk, {})
        image.__dict__[_DRAWN] = drawn
    for key, spec, focus, *facts in _renditions(*unread) if unread else ():
        unread[key][spec, focus] = tuple(facts)


def _facts(row: AbstractRendition) -> tuple[str, int, int]:
    return row.file.name, row.width, row.height


@Prepared
def _renditions(*images: int) -> QuerySet:
    of_these = PortalRendition.objects.filter(image__in=images).order_by("pk")
    return of_these.values_list("image", "filter_spec", "focal_point_key", "file", "width", "height")


def alt_of(image: Any) -> str:
    """What is told of it where it stands, else everywhere."""
    if getattr(image, "decorative", False):
        return ""
    return getattr(image, "contextual_alt_text", "") or image.default_alt_text


def size_of(image: PortalImage, spec: str) -> tuple[int, int]:
    """Width and height of what will be drawn."""
    width, height = _filter(spec, image.is_svg()).get_transform(image).size
    return round(width), round(height)


@lru_cache(maxsize=256)
def _filter(spec: str, is_svg: bool) -> Filter:
    """Once: Wagtail looks into the signature of every operation. A drawing in SVG is never made into dots."""
    return Filter(spec=to_svg_safe_spec(spec) if is_svg else spec)


def _ask(image: PortalImage, specs: list[str]) -> None:
    """Once for a file as it stands, however often it is looked at meanwhile."""
    what = [image.file.name, *(f"{spec} {_filter(spec, False).get_cache_key(image)}" for spec in specs)]
    key = f"picture-{image.pk}-{hashlib.sha256('|'.join(what).encode()).hexdigest()}"
    state = cache.get(key)
    if state == FAILED:
        raise SourceImageIOError
    if state is None and cache.add(key, ASKED, ASKED_SECONDS):
        draw.enqueue(image_id=image.pk, specs=specs, key=key)


@task(priority=LAST)
def draw(image_id: int, specs: list[str], key: str) -> None:
    image = PortalImage.objects.filter(pk=image_id).first()
    if image is None:
        return
    try:
        image.get_renditions(*specs)
    except SourceImageIOError:
        cache.set(key, FAILED, FAILED_SECONDS)
        changed(*tags_of(image))


@task(priority=LAST)
def make_pictures(page_id: int) -> None:
    """Show a page to nobody, for every size of its pictures to be made before somebody waits for them."""
    if page := Page.objects.filter(pk=page_id).first():
        page.specific.make_preview_request()
