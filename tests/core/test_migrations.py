from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.core.mail.models import Message
from portal.core.mail.sending import send_message

pytestmark = pytest.mark.django_db

messages = import_module("portal.core.migrations.0003_messages")

WRITTEN = {
    "to": "lea@exemple.fr",
    "subject": "Code : 314159",
    "text": "314159",
    "html": "<p>314159</p>",
    "attachments": [["a.ics", "BEGIN:VCALENDAR", "text/calendar"]],
    "reply_to": "nora@exemple.fr",
    "tries": 2,
}


def queued_before(status: TaskResultStatus, path: str) -> None:
    DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": WRITTEN},
        task_path=path,
        backend_name="default",
        run_after=timezone.now(),
    )


@pytest.mark.parametrize("path", messages.OLD_TASKS)
@pytest.mark.parametrize("status", [TaskResultStatus.READY, TaskResultStatus.RUNNING])
def test_what_waited_in_the_queue_before_messages_were_rows_still_goes_out(status, path):
    queued_before(status, path)
    messages.take_over_waiting_messages(apps, connection.schema_editor())
    task = DBTaskResult.objects.get()
    assert (task.status, task.task_path) == (TaskResultStatus.READY, send_message.module_path)
    send_message.call(**task.args_kwargs["kwargs"])
    [letter] = mail.outbox
    assert (letter.to, letter.subject, letter.reply_to) == (["lea@exemple.fr"], "Code : 314159", ["nora@exemple.fr"])
    assert Message.objects.get().subject == ""


@pytest.mark.parametrize("status", [TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED])
def test_what_was_done_tells_its_codes_no_more(status):
    queued_before(status, messages.OLD_TASKS[0])
    messages.take_over_waiting_messages(apps, connection.schema_editor())
    assert not DBTaskResult.objects.exists()
