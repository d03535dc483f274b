from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import models

from events.emails import write_attendee_code
from members.adapter import AccountAdapter
from portal.core.mail.models import Message, MessageState
from portal.core.mail.writing import post, queue
from tests.factories.events import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

CODE = "314159"


def write(**fields) -> None:
    queue("events/attendee_code", **{"to": "lea@exemple.fr", "language": "fr", "context": {"code": CODE}, **fields})


def places_that_hold(secret: str) -> set[str]:
    """Every column of every table that keeps it."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and any(secret in str(value) for value in model._base_manager.values_list(field.attname, flat=True))
    }


def test_a_message_is_a_row_that_says_what_it_is_about():
    registration = RegistrationFactory(event=EventFactory())
    write(about=registration)
    message = Message.objects.get()
    assert (message.to, message.template, message.state) == (
        "lea@exemple.fr",
        "events/attendee_code",
        MessageState.SENT,
    )
    assert message.about == registration


def test_the_same_version_of_the_same_thing_is_written_once_to_an_address():
    for key, to in (("1", "lea@exemple.fr"), ("1", "lea@exemple.fr"), ("2", "lea@exemple.fr"), ("1", "zoe@exemple.fr")):
        write(key=f"event 7 changed {key}", to=to)
    assert len(mail.outbox) == 3


def test_what_has_no_key_is_written_each_time():
    write()
    write()
    assert len(mail.outbox) == 2


def test_codes_are_found_nowhere_once_they_are_sent(caplog):
    post([write_attendee_code(email="lea@exemple.fr", code=CODE, language="fr")])
    AccountAdapter().send_mail("account/email/login_code", "lea@exemple.fr", {"code": CODE})
    assert all(CODE in message.subject for message in mail.outbox)
    assert places_that_hold(CODE) == set()
    assert CODE not in caplog.text


def test_links_are_found_nowhere_once_they_are_sent():
    url = "http://testserver/compte/mot-de-passe/1-jeton-fixe/"
    AccountAdapter().send_mail("account/email/password_reset_key", "lea@exemple.fr", {"password_reset_url": url})
    assert url in mail.outbox[0].body
    assert places_that_hold("jeton-fixe") == set()


def test_the_walk_over_the_tables_finds_what_waits():
    Message.objects.create(to="lea@exemple.fr", template="t", language="fr", text=f"Le code : {CODE}")
    assert places_that_hold(CODE) == {"core.Message.text"}


def test_a_code_holds_for_as_long_as_it_is_said():
    write(valid_for=timedelta(minutes=15))
    message = Message.objects.get()
    assert message.expires_at - message.created_at >= timedelta(minutes=14)
