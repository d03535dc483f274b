"""What happens by itself: every minute, and once a day."""

import logging
from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from events.services.companions import cancel_asked_companions
from events.services.waiting_list import end_offers
from events.services.writing import remind_of_events
from members.services.reminders import remind_of_ends
from portal.account.services.forgetting import apply_retention
from portal.billing.services.reminding import remind_of_unpaid
from portal.core.cache.store import store
from portal.core.limits.counting import forget_attempts
from portal.core.mail.bounces import read_mailbox
from portal.core.mail.sending import LEASE as MAIL_LEASE
from portal.core.mail.sending import free_messages_of_lost_workers, send_message
from portal.desk.tasks import check_links
from portal.following.tasks import draw_missing
from portal.letters.services.announcing import announce_new
from portal.letters.services.sending import send_due_letters
from portal.operations.models import DailyStep

logger = logging.getLogger(__name__)

# A task that runs longer than this lost its worker; one that lost five is what kills them.
LEASE = timedelta(minutes=10)
MAX_WORKERS_LOST = 5
# A daily step that failed, or whose tick was killed, is tried again after that.
STEP_LEASE = timedelta(hours=1)


def publish_scheduled() -> None:
    call_command("publish_scheduled", verbosity=0)


@transaction.atomic
def requeue_lost_tasks() -> None:
    """A killed worker leaves its task running for ever: give it to another worker, but not endlessly."""
    now = timezone.now()
    mail = Q(task_path=send_message.module_path, started_at__lt=now - MAIL_LEASE)
    lost = DBTaskResult.objects.running().filter(mail | Q(started_at__lt=now - LEASE))
    for task in lost.select_for_update(skip_locked=True):
        if len(task.worker_ids) < MAX_WORKERS_LOST:
            task.status = TaskResultStatus.READY
            logger.warning("Task %s (%s) lost its worker and is tried again.", task.task_path, task.pk)
        else:
            task.status, task.finished_at = TaskResultStatus.FAILED, now
            logger.error("Task %s (%s) lost its worker too often: given up.", task.task_path, task.pk)
        task.save(update_fields=["status", "finished_at"])


def forget_past_its_time() -> None:
    done = apply_retention()
    logger.info("Erased, past its time: %s", done)


def prune_cache() -> None:
    store().prune()


def read_bounces() -> None:
    """Every ten minutes, if the operator gave the portal a mailbox."""
    if settings.BOUNCE_MAILBOX and timezone.now().minute % 10 == 0:
        read_mailbox.enqueue()


def check_links_weekly() -> None:
    check_links_on(timezone.localdate())


def check_links_on(day: date) -> None:
    """On Mondays, if the operator wants other sites to be asked."""
    if settings.CHECK_LINKS and day.weekday() == 0:
        check_links.enqueue()


EVERY_MINUTE: tuple[Callable[[], None], ...] = (
    publish_scheduled,
    end_offers,
    cancel_asked_companions,
    announce_new,
    send_due_letters,
    read_bounces,
    remind_of_events,
    requeue_lost_tasks,
    free_messages_of_lost_workers,
    prune_cache,
)
EVERY_DAY: tuple[Callable[[], None], ...] = (
    forget_attempts,
    forget_past_its_time,
    remind_of_ends,
    remind_of_unpaid,
    check_links_weekly,
    draw_missing,
)


def tick() -> None:
    """One minute's work. A step that fails is reported and does not hold back the others."""
    for step in EVERY_MINUTE:
        _run(step)
    for step in EVERY_DAY:
        if _begin(step) and _run(step):
            DailyStep.objects.filter(name=step.__name__).update(done_on=timezone.localdate())


@transaction.atomic
def _begin(step: Callable[[], None]) -> bool:
    """Whether it is this tick's to do: not done today, nor begun by another a short while ago, even if it failed."""
    now = timezone.now()
    row, _made = DailyStep.objects.select_for_update().get_or_create(name=step.__name__)
    if row.done_on == timezone.localdate(now) or (row.begun_at and now < row.begun_at + STEP_LEASE):
        return False
    row.begun_at = now
    row.save(update_fields=["begun_at"])
    return True


def _run(step: Callable[[], None]) -> bool:
    try:
        step()
    except Exception:
        logger.exception("The scheduled step %s failed.", step.__name__)
        return False
    return True
