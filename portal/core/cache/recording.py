"""What an answer shows, noted while it is made: the rows that were read, the sets looked into, until when it holds."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_init
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from portal.access import turning
from portal.core.cache.versions import Versions, places_of

LONGEST = timedelta(hours=1)

_recording: ContextVar["Recording | None"] = ContextVar("recording", default=None)


class Recording:
    """`since` is the number of the last change before it began, `until` the second at which what it shows turns.

    `page` is the number of the page that is read where this is given out, if it is one.
    """

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self.since = versions.now()
        self.tags: set[str] = set()
        self.places: set[int] = set()
        self.until = min(timezone.now() + LONGEST, _midnight()).timestamp()
        self.is_public = False
        self.page = 0

    def include(self, places: Iterable[int], until: float) -> None:
        """All that something shows which was made before and becomes a part of this."""
        self.places.update(places)
        self.until = min(self.until, until)

    def hear(self, moment: datetime) -> None:
        self.until = min(self.until, moment.timestamp())

    def may_be_kept(self) -> bool:
        """Not if anything changed meanwhile, nor where what was read may never be committed, nor while templates are
        being written."""
        self.places.update(places_of(self.tags))
        self.tags.clear()
        if settings.DEBUG or in_transaction():
            return False
        return time.time() < self.until and self.versions.unchanged(self.places, self.since)


def in_transaction() -> bool:
    return transaction.get_connection().in_atomic_block


@contextmanager
def recording(versions: Versions) -> Iterator[Recording]:
    """Note what is shown from here on; an outer recording gets it too."""
    outer = _recording.get()
    inner = Recording(versions)
    token, hearing = _recording.set(inner), turning.listener.set(inner.hear)
    try:
        yield inner
    finally:
        _recording.reset(token)
        turning.listener.reset(hearing)
        if outer is not None:
            outer.tags |= inner.tags
            outer.include(inner.places, inner.until)


def current() -> Recording | None:
    return _recording.get()


def shows(*tags: str) -> None:
    """Note sets that were looked into, or rows that were read without being made instances."""
    if (now := _recording.get()) is not None:
        now.tags.update(tags)


def shows_all(model: type[Model]) -> None:
    """Note a list of rows, or of pages in the current language: whatever joins it changes what is shown."""
    label = model._meta.label_lower
    shows(f"{label}:*:{get_language()}" if issubclass(model, Page) else f"{label}:*")


def shows_parts(whole: type[Model], pk: int, model: type[Model]) -> None:
    """Note the rows of that model that are a part of one: whatever joins them changes what is shown."""
    shows(parts_tag(whole, pk, model))


def parts_tag(whole: type[Model], pk: int, model: type[Model]) -> str:
    return f"{whole._meta.label_lower}:{pk} {model._meta.label_lower}"


def row_tags(instance: Model) -> list[str]:
    """A page goes by its number and, since it leads to its other languages, by the key that they share."""
    if isinstance(instance, Page):
        return [f"page:{instance.pk}", f"page:{instance.__dict__.get('translation_key')}"]
    return [f"{instance._meta.label_lower}:{instance.pk}"]


@receiver(post_init)
def note(instance: Model, **kwargs) -> None:
    """Every row that is read; what is not in the database yet shows nothing of it."""
    if (now := _recording.get()) is not None and instance.pk is not None:
        now.tags.update(row_tags(instance))


def _midnight() -> datetime:
    """The next one in Paris: pages tell days, and the year."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
