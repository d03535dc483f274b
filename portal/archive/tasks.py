"""The worker's part of an import, in short stretches: a long one would keep messages waiting."""

from collections.abc import Callable
from time import monotonic

from django.utils.translation import override
from django_tasks import task

from portal.archive.models import Batch, Work
from portal.archive.working import check_some, import_some, refusing

STRETCH = 20
"""Seconds after which the next stretch is put at the end of the queue."""


@task()
def check_batch(batch_id: int, language: str) -> None:
    """`language` is that in which findings are told."""
    _stretch(batch_id, language, Work.CHECKING, check_some)


@task()
def import_batch(batch_id: int, language: str) -> None:
    _stretch(batch_id, language, Work.IMPORTING, import_some)


def _stretch(batch_id: int, language: str, state: Work, work: Callable[[Batch, Callable[[], bool]], bool]) -> None:
    batch = Batch.objects.select_related("by").filter(pk=batch_id, state=state).first()
    if batch is None:
        return
    end = monotonic() + STRETCH
    is_done = True
    with override(language), refusing(batch):
        is_done = work(batch, lambda: monotonic() > end)
    if not is_done:
        again = check_batch if state == Work.CHECKING else import_batch
        again.enqueue(batch_id, language)
