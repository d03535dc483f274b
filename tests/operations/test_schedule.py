import logging
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.models import NewsPage
from portal.operations import schedule
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_tick_of_the_day():
    cache.clear()


def queued(status: TaskResultStatus, *, minutes_ago: int = 0, workers: int = 1) -> DBTaskResult:
    moment = timezone.now() - timedelta(minutes=minutes_ago)
    return DBTaskResult.objects.create(
        status=status,
        started_at=moment,
        finished_at=moment if status in (TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL) else None,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="portal.core.tasks.send_message",
        worker_ids=["w"] * workers,
        backend_name="default",
        run_after=moment,
    )


def status_after_tick(task: DBTaskResult) -> str:
    call_command("tick")
    task.refresh_from_db()
    return task.status


def test_a_task_whose_worker_was_killed_is_tried_again():
    assert status_after_tick(queued(TaskResultStatus.RUNNING, minutes_ago=11)) == TaskResultStatus.READY


def test_a_task_that_runs_is_left_to_its_worker():
    assert status_after_tick(queued(TaskResultStatus.RUNNING, minutes_ago=9)) == TaskResultStatus.RUNNING


def test_a_task_that_keeps_killing_its_worker_is_given_up():
    task = queued(TaskResultStatus.RUNNING, minutes_ago=11, workers=schedule.MAX_WORKERS_LOST)
    assert status_after_tick(task) == TaskResultStatus.FAILED
    assert task.finished_at is not None


def test_old_results_are_forgotten_and_recent_ones_kept():
    old = queued(TaskResultStatus.SUCCESSFUL, minutes_ago=31 * 24 * 60)
    recent = queued(TaskResultStatus.FAILED, minutes_ago=29 * 24 * 60)
    call_command("tick")
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {recent.pk} != {old.pk}


def test_expired_sessions_are_erased():
    Session.objects.create(session_key="perimee", session_data="", expire_date=timezone.now() - timedelta(days=1))
    call_command("tick")
    assert not Session.objects.exists()


def test_daily_work_is_done_once_a_day():
    call_command("tick")
    Session.objects.create(session_key="perimee", session_data="", expire_date=timezone.now() - timedelta(days=1))
    call_command("tick")
    assert Session.objects.exists()


def test_a_page_comes_out_at_its_time(site):
    page = pages.news(site, title="Plus tard")
    page.unpublish()
    page.go_live_at = timezone.now() - timedelta(seconds=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    call_command("tick")
    assert NewsPage.objects.get(pk=page.pk).live


def test_a_step_that_fails_holds_back_no_other(monkeypatch, caplog):
    done = []

    def broken() -> None:
        raise OSError("disk full")

    told = logging.Logger("told")
    told.addHandler(caplog.handler)
    monkeypatch.setattr(schedule, "logger", told)
    monkeypatch.setattr(schedule, "EVERY_MINUTE", (broken, lambda: done.append(True)))
    call_command("tick")
    assert done == [True]
    assert "broken" in caplog.text
