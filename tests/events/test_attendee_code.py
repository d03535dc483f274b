from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from events.models import AttendeeCode
from events.services import CODE_TRIES, redeem_attendee_code, send_attendee_code
from tests.factories.events import EventFactory, RegistrationFactory


def code_in(message) -> str:
    return message.subject.split()[-1]


@pytest.fixture
def event(db):
    return EventFactory()


def test_the_code_sent_to_a_confirmed_address_proves_it_once(event):
    RegistrationFactory(event=event, email="zoe@exemple.fr")
    code_id = send_attendee_code(email="Zoe@Exemple.fr", language="fr")
    code = code_in(mail.outbox[0])
    assert redeem_attendee_code(code_id=code_id, code=code) == "zoe@exemple.fr"
    assert redeem_attendee_code(code_id=code_id, code=code) is None


@pytest.mark.parametrize("fields", [{"state": "waiting"}, {"state": "cancelled"}, {"was_absent": True}])
def test_no_code_without_a_place_taken(event, fields):
    RegistrationFactory(event=event, email="zoe@exemple.fr", **fields)
    assert send_attendee_code(email="zoe@exemple.fr", language="fr") is None
    assert not mail.outbox


def test_after_five_wrong_tries_the_right_code_is_refused(event):
    RegistrationFactory(event=event, email="zoe@exemple.fr")
    code_id = send_attendee_code(email="zoe@exemple.fr", language="fr")
    for _try in range(CODE_TRIES):
        assert redeem_attendee_code(code_id=code_id, code="wrong") is None
    assert redeem_attendee_code(code_id=code_id, code=code_in(mail.outbox[0])) is None


def test_a_code_expires_after_a_quarter_of_an_hour(event, time_machine):
    RegistrationFactory(event=event, email="zoe@exemple.fr")
    code_id = send_attendee_code(email="zoe@exemple.fr", language="fr")
    time_machine.move_to(timezone.now() + timedelta(minutes=15))
    assert redeem_attendee_code(code_id=code_id, code=code_in(mail.outbox[0])) is None


def test_one_address_gets_three_codes_at_a_time(event):
    RegistrationFactory(event=event, email="zoe@exemple.fr")
    for _asked in range(5):
        send_attendee_code(email="zoe@exemple.fr", language="fr")
    assert len(mail.outbox) == 3


def test_the_code_is_not_stored(event):
    RegistrationFactory(event=event, email="zoe@exemple.fr")
    send_attendee_code(email="zoe@exemple.fr", language="fr")
    assert code_in(mail.outbox[0]) not in AttendeeCode.objects.get().code_hash
