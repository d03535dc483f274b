"""What happens by itself: every minute, and once a day."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

# A task that runs longer than this lost its worker; one that lost five is what kills them.
LEASE = timedelta(minutes=10)
MAX_WORKERS_LOST = 5
KEEP_RESULTS = timedelta(days=30)


def publish_scheduled() -> None:
    call_command("publish_scheduled", verbosity=0)


@transaction.atomic
def requeue_lost_tasks() -> None:
    """A killed worker leaves its task running for ever: give it to another worker, but not endlessly."""
    now = timezone.now()
    lost = DBTaskResult.objects.running().filter(started_at__lt=now - LEASE).select_for_update(skip_locked=True)
    for task in lost:
        if len(task.worker_ids) < MAX_WORKERS_LOST:
            task.status = TaskResultStatus.READY
            logger.warning("Task %s (%s) lost its worker and is tried again.", task.task_path, task.pk)
        else:
            task.status, task.finished_at = TaskResultStatus.FAILED, now
            logger.error("Task %s (%s) lost its worker too often: given up.", task.task_path, task.pk)
        task.save(update_fields=["status", "finished_at"])


def prune_task_results() -> None:
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEEP_RESULTS).delete()


def clear_sessions() -> None:
    call_command("clearsessions", verbosity=0)


EVERY_MINUTE: tuple[Callable[[], None], ...] = (publish_scheduled, requeue_lost_tasks)
EVERY_DAY: tuple[Callable[[], None], ...] = (prune_task_results, clear_sessions)


def tick() -> None:
    """One minute's work. A step that fails is reported and does not hold back the others."""
    for step in EVERY_MINUTE:
        _run(step)
    today = timezone.localdate()
    for step in EVERY_DAY:
        if cache.add(f"schedule:{step.__name__}:{today}", True, timeout=2 * 24 * 3600):
            _run(step)


def _run(step: Callable[[], None]) -> None:
    try:
        step()
    except Exception:
        logger.exception("The scheduled step %s failed.", step.__name__)
