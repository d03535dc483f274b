from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from events.tasks import tell_registrants
from tests.factories.events import EventFactory, RegistrationFactory

changes = import_module("events.migrations.0002_changes")


@pytest.mark.django_db
def test_who_was_still_to_be_told_of_a_change_is_told_after_the_update():
    event = EventFactory(sequence=1, venue="Blois")
    RegistrationFactory(event=event)
    DBTaskResult.objects.create(
        status=TaskResultStatus.READY,
        args_kwargs={"args": [], "kwargs": {"event_id": event.pk}},
        task_path=tell_registrants.module_path,
        backend_name="default",
        run_after=timezone.now(),
    )
    changes.take_over_waiting_tasks(apps, connection.schema_editor())
    tell_registrants.call(**DBTaskResult.objects.get().args_kwargs["kwargs"])
    assert "Blois" in mail.outbox[0].body
