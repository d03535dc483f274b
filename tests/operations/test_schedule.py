import logging
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from articles.models import NewsPage
from portal.core.files.pictures import make_pictures
from portal.core.mail.models import Message, MessageState
from portal.core.mail.sending import send_message
from portal.operations import schedule
from portal.operations.models import DailyStep
from tests.factories import pages

pytestmark = pytest.mark.django_db


def queued(
    status: TaskResultStatus, *, minutes_ago: int = 0, workers: int = 1, task: Task = make_pictures
) -> DBTaskResult:
    moment = timezone.now() - timedelta(minutes=minutes_ago)
    return DBTaskResult.objects.create(
        status=status,
        started_at=moment,
        finished_at=moment if status in (TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL) else None,
        args_kwargs={"args": [], "kwargs": {}},
        task_path=task.module_path,
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


def test_mail_whose_worker_was_killed_does_not_wait_as_long():
    lost = queued(TaskResultStatus.RUNNING, minutes_ago=7, task=send_message)
    assert status_after_tick(lost) == TaskResultStatus.READY


def test_a_message_whose_worker_was_killed_goes_to_another():
    Message.objects.create(to="lea@exemple.fr", template="t", language="fr", state=MessageState.SENDING)
    call_command("tick")
    assert Message.objects.get().state == MessageState.SENT


def message(state: MessageState, days_ago: int) -> Message:
    moment = timezone.now() - timedelta(days=days_ago)
    sent_at = moment if state == MessageState.SENT else None
    return Message.objects.create(
        to="lea@exemple.fr", template="t", language="fr", state=state, next_try_at=moment, sent_at=sent_at
    )


@pytest.mark.parametrize(
    ("state", "days", "kept"),
    [
        (MessageState.SENT, 29, True),
        (MessageState.SENT, 31, False),
        (MessageState.REFUSED, 89, True),
        (MessageState.REFUSED, 91, False),
        (MessageState.FAILED, 91, False),
    ],
)
def test_who_was_written_to_is_forgotten_after_a_while(state, days, kept):
    message(state, days)
    call_command("tick")
    assert Message.objects.exists() == kept


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


@pytest.fixture
def daily(monkeypatch) -> list[datetime]:
    """The one daily step there is; it keeps when it was done, or fails while `broken`."""
    done = []

    def keep_moment() -> None:
        if BROKEN in done:
            raise OSError("disk full")
        done.append(timezone.now())

    monkeypatch.setattr(schedule, "EVERY_DAY", (keep_moment,))
    return done


BROKEN = "broken"


def begun(minutes_ago: int) -> None:
    DailyStep.objects.update(begun_at=timezone.now() - timedelta(minutes=minutes_ago))


def test_a_daily_step_that_failed_is_done_later_that_day(daily):
    daily.append(BROKEN)
    call_command("tick")
    daily.remove(BROKEN)
    begun(61)
    call_command("tick")
    assert len(daily) == 1


def test_a_daily_step_that_failed_is_not_tried_each_minute(daily):
    daily.append(BROKEN)
    call_command("tick")
    daily.remove(BROKEN)
    call_command("tick")
    assert not daily


def test_a_daily_step_that_another_tick_is_doing_is_left_to_it(daily, monkeypatch):
    def two_ticks_at_once() -> None:
        daily.append(timezone.now())
        if len(daily) < 5:
            schedule.tick()

    monkeypatch.setattr(schedule, "EVERY_DAY", (two_ticks_at_once,))
    call_command("tick")
    assert len(daily) == 1


def test_a_daily_step_whose_tick_was_killed_is_done_by_another(daily):
    DailyStep.objects.create(name="keep_moment", begun_at=timezone.now() - timedelta(hours=2))
    call_command("tick")
    assert len(daily) == 1


def test_a_daily_step_is_due_again_the_next_day(daily):
    yesterday = timezone.now() - timedelta(days=1)
    DailyStep.objects.create(name="keep_moment", begun_at=yesterday, done_on=timezone.localdate(yesterday))
    call_command("tick")
    assert len(daily) == 1


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
