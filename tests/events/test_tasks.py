from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from events import tasks
from events.models import Event, EventChange, Registration
from events.services.organising import cancel_event, change_event
from events.tasks import CHANGES_SETTLE, tell_added, tell_placed, tell_registered, tell_registrants
from portal.core.mail.models import Message, MessageState
from tests.factories import pages
from tests.factories.events import RegistrationFactory
from tests.factories.tasks import QUEUED, work


@pytest.fixture
def event(site, settings):
    """A published event with somebody registered; tasks wait for a worker."""
    page = pages.event(site, facts={"venue": "Tours", "address": "1 rue Nationale"})
    settings.TASKS = QUEUED
    RegistrationFactory(event=page.event)
    return page.event


def change(event, **facts) -> None:
    for name, value in facts.items():
        setattr(event, name, value)
    change_event(event=event, by=None)


def tell(registration, state: str) -> list[str]:
    tell_registered.call(registration_id=registration.pk, state=state)
    return list(Message.objects.values_list("template", flat=True))


@pytest.mark.parametrize(("state", "told"), [("confirmed", "events/confirmed"), ("", "events/already_registered")])
def test_what_a_form_came_to_is_told_once(event, state, told):
    registration = RegistrationFactory(event=event, reminded_at=timezone.now())
    assert tell(registration, state) == tell(registration, state) == [told]


@pytest.mark.parametrize("now", ["cancelled", "offered", "confirmed"])
def test_who_stands_elsewhere_by_now_is_not_told_where_the_form_put_them(event, now):
    assert tell(RegistrationFactory(event=event, state=now), "waiting") == []


def test_two_changes_within_seconds_are_told_together(event):
    change(event, venue="Blois")
    change(event, starts_at=event.starts_at + timedelta(hours=1), ends_at=event.ends_at + timedelta(hours=1))
    work(within=CHANGES_SETTLE)
    [message] = mail.outbox
    assert "Blois" in message.body
    assert "Auparavant" in message.body
    assert "Tours" in message.body.partition("Auparavant")[2]


def test_a_change_is_not_told_while_it_may_still_be_corrected(event):
    change(event, venue="Blois")
    work()
    assert not mail.outbox


def test_what_is_changed_back_in_time_is_not_told(event):
    change(event, venue="Blois")
    change(event, venue="Tours")
    work(within=CHANGES_SETTLE)
    assert not mail.outbox


def test_a_change_after_another_was_told_is_told_against_that(event):
    change(event, venue="Blois")
    work(within=CHANGES_SETTLE)
    change(event, venue="Chinon")
    work(within=CHANGES_SETTLE)
    assert "Blois" in mail.outbox[1].body.partition("Auparavant")[2]
    assert "Tours" not in mail.outbox[1].body


def test_a_cancellation_is_told_at_once_and_in_place_of_the_change_before(event):
    change(event, venue="Blois")
    cancel_event(event_id=event.pk, by=None)
    work()
    work(within=CHANGES_SETTLE)
    [message] = mail.outbox
    assert "n’aura pas lieu" in message.subject or "Annul" in message.subject


def test_who_registered_after_the_change_knows_it(event):
    change(event, venue="Blois")
    RegistrationFactory(event=event, created_at=timezone.now() + timedelta(seconds=1))
    work(within=CHANGES_SETTLE)
    assert len(mail.outbox) == 1


def test_everyone_is_told_once_in_batches(event, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 3)
    RegistrationFactory.create_batch(7, event=event)
    RegistrationFactory(event=event, state="cancelled")
    change(event, venue="Blois")
    work(within=CHANGES_SETTLE)
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 8
    assert DBTaskResult.objects.filter(task_path=tell_registrants.module_path).count() == 3


def test_a_batch_done_again_writes_to_nobody_twice(event):
    change(event, venue="Blois")
    change_id = EventChange.objects.get().pk
    for _time in range(2):
        tell_registrants.call(change_id=change_id)
    assert Message.objects.count() == 1


def test_a_newer_change_ends_the_telling_of_an_older_one(event, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 1)
    RegistrationFactory.create_batch(2, event=event)
    change(event, venue="Blois")
    tell_registrants.call(change_id=EventChange.objects.get().pk)
    change(event, venue="Chinon")
    work(within=CHANGES_SETTLE)
    assert ["Chinon" in message.body for message in mail.outbox] == [False, True, True, True]


def test_one_refused_address_keeps_nobody_else_from_being_told(event):
    RegistrationFactory.create_batch(2, event=event)
    change(event, venue="Blois")
    tell_registrants.call(change_id=EventChange.objects.get().pk)
    Message.objects.filter(pk=Message.objects.last().pk).update(state=MessageState.REFUSED)
    work(within=CHANGES_SETTLE)
    assert len(mail.outbox) == 2


def test_a_raised_capacity_is_told_in_batches_once_each(event, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 3)
    RegistrationFactory.create_batch(8, event=event, state="waiting")
    change(event, capacity=9)
    work()
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 8
    assert DBTaskResult.objects.filter(task_path=tell_placed.module_path).count() == 3


def test_nothing_is_written_while_a_raised_capacity_is_saved(event):
    RegistrationFactory.create_batch(3, event=event, state="waiting")
    change(event, capacity=30)
    assert not Message.objects.exists()


def test_who_gave_the_place_back_meanwhile_is_not_told_of_it(event):
    registration = RegistrationFactory(event=event, state="waiting")
    change(event, capacity=30)
    Registration.objects.filter(pk=registration.pk).update(state="cancelled")
    work()
    assert not mail.outbox


def test_of_an_event_that_is_cancelled_meanwhile_nobody_is_told_a_place(event):
    registration = event.registrations.get()
    cancel_event(event_id=event.pk, by=None)
    for task in (tell_added, tell_placed):
        task.call(event_id=event.pk, registration_ids=[registration.pk])
    assert tell(registration, "confirmed") == []
    Event.objects.update(cancelled_at=None)
    tell_added.call(event_id=event.pk, registration_ids=[registration.pk])
    assert tell(registration, "confirmed") == ["events/confirmed"] * 2
