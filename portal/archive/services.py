"""An old site's batch: sent, checked, imported once a person has read what was found."""

from datetime import timedelta
from functools import partial
from pathlib import PurePosixPath
from uuid import uuid4

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.access.services import Actor
from portal.archive.models import Batch, Work
from portal.archive.tasks import check_batch, import_batch

LOST_AFTER = timedelta(seconds=60)
"""Without a sign of the worker."""


class NotChanged(Exception):
    """What can't be done now: in words."""


def send_batch(
    *,
    name: str,
    form: str,
    posts_become: str,
    is_published: bool,
    by: Actor,
    file: File | None = None,
    uploads: File | None = None,
    place: str = "",
    uploads_place: str = "",
    by_worker: bool = True,
) -> Batch:
    """Take what an old site gave, in the place of what was sent before under the same name, and have it checked.

    The worker does, unless `by_worker` says that the caller will: for it, NotChanged is raised while it is being worked
    on.
    """
    with transaction.atomic(durable=True):
        batch = Batch.objects.select_for_update().filter(name=name).first() or Batch(name=name)
        if batch.pk and by_worker and is_at_work(batch):
            raise NotChanged(_("“%(name)s” is being worked on: wait until that is done.") % {"name": name})
        before = [(one.storage, one.name) for one in (batch.file, batch.uploads) if one]
        batch.form, batch.posts_become, batch.is_published = form, posts_become, is_published
        batch.place, batch.uploads_place = place, uploads_place
        for field, sent in (("file", file), ("uploads", uploads)):
            setattr(batch, field, "")
            if sent:
                suffix = PurePosixPath(str(sent.name)).suffix.lower()
                getattr(batch, field).save(f"{uuid4().hex}{suffix}", sent, save=False)
        _begin(batch, Work.CHECKING, by)
        batch.round, batch.total, batch.problems, batch.notices = batch.round + 1, 0, [], []
        batch.save()
        log(instance=batch, action="archive.sent", user=by, data={"name": name}, title=name)
        for storage, stored in before:
            transaction.on_commit(partial(storage.delete, str(stored)))
        if by_worker:
            check_batch.enqueue(batch.pk, _language())
    return batch


def confirm_import(*, batch_id: int, by: Actor, by_worker: bool = True) -> Batch:
    """Have the pages made of what was found to be ready; raises NotChanged unless it was checked."""
    with transaction.atomic(durable=True):
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        if batch.state != Work.CHECKED:
            raise NotChanged(_("“%(name)s” is not ready to be imported.") % {"name": batch.name})
        _begin(batch, Work.IMPORTING, by)
        batch.save()
        log(instance=batch, action="archive.confirmed", user=by, data={"name": batch.name}, title=batch.name)
        if by_worker:
            import_batch.enqueue(batch.pk, _language())
    return batch


def go_on(*, batch_id: int) -> None:
    """Put a batch whose worker was lost in the queue again; raises NotChanged while it is being worked on."""
    with transaction.atomic(durable=True):
        batch = Batch.objects.select_for_update().get(pk=batch_id)
        if not batch.is_under_way or is_at_work(batch):
            raise NotChanged(_("“%(name)s” did not stop on the way.") % {"name": batch.name})
        batch.save()
        (check_batch if batch.state == Work.CHECKING else import_batch).enqueue(batch.pk, _language())


def is_at_work(batch: Batch) -> bool:
    return batch.is_under_way and timezone.now() < batch.worked_at + LOST_AFTER


def _begin(batch: Batch, state: Work, by: Actor) -> None:
    batch.state, batch.by_id = state, by.pk if by else None


def _language() -> str:
    return get_language() or "fr"
