"""What messages about a place say, and in which words."""

from datetime import timedelta

import pytest
from django.core import mail

from events.services.organising import cancel_event, change_event
from tests.factories import pages
from tests.factories.events import EventFactory, RegistrationFactory, register
from tests.factories.tasks import QUEUED, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return EventFactory()


def test_a_title_that_quotes_is_quoted_with_marks_of_the_second_rank(site):
    register(pages.event(site, title="Dire « oui »").event)
    assert "«\u00a0Dire “oui”\u00a0»" in mail.outbox[0].body
    assert "Dire “oui”" in mail.outbox[0].alternatives[0][0]


def test_a_message_speaks_of_an_attached_entry_only_where_there_is_one(event):
    RegistrationFactory(event=event, email="place@exemple.fr")
    RegistrationFactory(event=event, email="attente@exemple.fr", state="waiting")
    cancel_event(event_id=event.pk, by=None)
    told = {message.to[0]: "pièce jointe" in message.body for message in mail.outbox}
    assert told == {"place@exemple.fr": True, "attente@exemple.fr": False}


def test_messages_are_in_the_language_of_the_form(site):
    page = pages.event(site)
    pages.translate(page, title="A workshop")
    register(page.event, language="en")
    assert "A workshop" in mail.outbox[0].body
    assert "http://testserver/en/" in mail.outbox[0].body


def test_a_cancellation_names_the_day_they_know_where_it_was_changed_just_before(event, settings):
    RegistrationFactory(event=event)
    settings.TASKS = QUEUED
    event.starts_at, event.ends_at = event.starts_at + timedelta(days=7), event.ends_at + timedelta(days=7)
    change_event(event=event, by=None)
    cancel_event(event_id=event.pk, by=None)
    work()
    (message,) = mail.outbox
    assert "Auparavant" in message.body


def test_a_cancellation_names_one_day_where_nothing_was_changed(event):
    RegistrationFactory(event=event)
    cancel_event(event_id=event.pk, by=None)
    assert "Auparavant" not in mail.outbox[0].body
