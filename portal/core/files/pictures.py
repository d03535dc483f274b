"""Pictures are drawn by the worker: a page that lacks one asks for it, and shows meanwhile what there is."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.core.cache import cache
from django.db.models import prefetch_related_objects
from django_tasks import task
from wagtail.images.models import AbstractRendition, Filter, SourceImageIOError
from wagtail.models import Page

from portal.core.cache.changes import changed, tags_of
from portal.core.files.media import PortalImage

# Nobody waits for pictures, and they take the worker a second each.
LAST = -50

ASKED, FAILED = "asked", "failed"
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


def renditions_of(image: PortalImage, filters: Iterable[Filter]) -> dict[str, AbstractRendition]:
    """By spec and in that order, those that there are; the worker is asked for the others.

    Raises SourceImageIOError where the image can't be drawn.
    """
    if _at_once.get():
        return image.get_renditions(*filters)
    prefetch_related_objects([image], "renditions")
    wanted = list(dict.fromkeys(_read(image.clean_filter_for_svg(filter).spec) for filter in filters))
    found = image.find_existing_renditions(*wanted)
    if len(found) < len(wanted):
        _ask(image, [filter.spec for filter in wanted])
    return {filter.spec: found[filter] for filter in wanted if filter in found}


@lru_cache(maxsize=256)
def _read(spec: str) -> Filter:
    """Once: Wagtail looks into the signature of every operation."""
    return Filter(spec=spec)


def _ask(image: PortalImage, specs: list[str]) -> None:
    """Once for a file as it stands, however often it is looked at meanwhile."""
    what = [image.file.name, *(f"{spec} {_read(spec).get_cache_key(image)}" for spec in specs)]
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
