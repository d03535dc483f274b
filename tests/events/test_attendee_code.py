from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.utils import timezone

from events.emails import write_attendee_code
from events.models import AttendeeCode
from events.services.codes import (
    CODE_TRIES,
    CODES_A_SESSION,
    CODES_AN_ADDRESS,
    redeem_attendee_code,
    send_attendee_code,
)
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.tasks import QUEUED, work


def code_in(message) -> str:
    return message.subject.split()[-1]


@pytest.fixture
def event(db):
    return EventFactory()


def test_the_code_sent_to_a_confirmed_address_proves_it_once(event):
    RegistrationFactory(event=event, email="zoe@exemple.fr")
    code_id = send_attendee_code(email="Zoe@Exemple.fr", language="fr")
    code = code_in(mail.outbox[0])
    assert redeem_attendee_code(code_ids=[code_id], code=code) == "zoe@exemple.fr"
    assert redeem_attendee_code(code_ids=[code_id], code=code) is None


@pytest.mark.parametrize("fields", [{"state": "waiting"}, {"state": "cancelled"}, {"was_absent": True}])
def test_no_code_without_a_place_taken(event, settings, fields):
    settings.TASKS = QUEUED
    RegistrationFactory(event=event, email="zoe@exemple.fr", **fields)
    send_attendee_code(email="zoe@exemple.fr", language="fr")
    assert (work(), mail.outbox) == (0, [])


def test_after_five_wrong_tries_the_right_code_is_refused(event):
    RegistrationFactory(event=event, email="zoe@exemple.fr")
    code_id = send_attendee_code(email="zoe@exemple.fr", language="fr")
    for _try in range(CODE_TRIES):
        assert redeem_attendee_code(code_ids=[code_id], code="wrong") is None
    assert redeem_attendee_code(code_ids=[code_id], code=code_in(mail.outbox[0])) is None


def test_a_code_expires_after_a_quarter_of_an_hour(event, time_machine):
    RegistrationFactory(event=event, email="zoe@exemple.fr")
    code_id = send_attendee_code(email="zoe@exemple.fr", language="fr")
    time_machine.move_to(timezone.now() + timedelta(minutes=15))
    assert redeem_attendee_code(code_ids=[code_id], code=code_in(mail.outbox[0])) is None


def test_all_codes_a_session_asked_for_work_and_there_are_five_at_a_time(event):
    RegistrationFactory(event=event, email="zoe@exemple.fr")
    asked: list[int] = []
    for _asked in range(CODES_A_SESSION + 2):
        code_id = send_attendee_code(email="zoe@exemple.fr", language="fr", asked=asked)
        asked += [code_id] if code_id else []
    assert len(mail.outbox) == len(asked) == CODES_A_SESSION
    for message in mail.outbox:
        assert redeem_attendee_code(code_ids=asked, code=code_in(message)) == "zoe@exemple.fr"


def test_a_stranger_who_asks_too_often_does_not_lock_an_attendee_out(event):
    RegistrationFactory(event=event, email="zoe@exemple.fr")
    for _asked in range(3 * CODES_A_SESSION):
        send_attendee_code(email="zoe@exemple.fr", language="fr")
    code_id = send_attendee_code(email="zoe@exemple.fr", language="fr")
    assert redeem_attendee_code(code_ids=[code_id], code=code_in(mail.outbox[-1])) == "zoe@exemple.fr"


def test_one_address_is_sent_so_many_codes_and_no_more(event):
    RegistrationFactory(event=event, email="zoe@exemple.fr")
    for _asked in range(CODES_AN_ADDRESS + 2):
        send_attendee_code(email="zoe@exemple.fr", language="fr")
    assert len(mail.outbox) == CODES_AN_ADDRESS


def test_an_unknown_address_costs_the_work_that_a_known_one_does(event, settings):
    settings.TASKS = QUEUED
    RegistrationFactory(event=event, email="known@exemple.fr")
    with patch("events.services.codes.write_attendee_code", wraps=write_attendee_code) as written:
        for name in ("known", "unknown"):
            send_attendee_code(email=f"{name}@exemple.fr", language="fr")
    assert written.call_count == 2
    assert (work(), [message.to for message in mail.outbox]) == (1, [["known@exemple.fr"]])


def test_the_code_is_not_stored(event):
    RegistrationFactory(event=event, email="zoe@exemple.fr")
    send_attendee_code(email="zoe@exemple.fr", language="fr")
    assert code_in(mail.outbox[0]) not in AttendeeCode.objects.get().code_hash
