"""How tasks run in tests."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks_db.models import DBTaskResult

QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
"""Tasks wait in the database for a worker, as they do on a real site."""


class AtOnceBackend(ImmediateBackend):
    """What is meant for later runs at once too."""

    supports_defer = True


def work(within: timedelta = timedelta(0)) -> int:
    """Do, in one process, what falls due by then and what comes of it; answers how many tasks that were."""
    done = 0
    ready = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, run_after__lte=timezone.now() + within
    ) | DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__year=9999)
    while result := ready.first():
        result.claim("w")
        result.set_successful(result.task.call(*result.args_kwargs["args"], **result.args_kwargs["kwargs"]))
        done += 1
    return done
