import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events.models import Registration
from events.services.organising import cancel_event, change_event, mark_absent, resend
from events.services.registering import REMINDER_EVERY, cancel_registration
from events.services.seating import change_capacity
from events.services.waiting_list import confirm_from_waiting_list
from events.states import Refusal, Refused
from portal.access.viewer import MembershipState, Viewer
from portal.core.mail.models import Message
from tests.factories import pages
from tests.factories.events import EventFactory, RegistrationFactory, register
from tests.factories.members import UserFactory

HOUR = timedelta(hours=1)


@pytest.fixture
def event(db):
    return EventFactory(capacity=2)


def facts(event, **values):
    for name, value in values.items():
        setattr(event, name, value)
    event.save()


def states(event) -> list[str]:
    return list(event.registrations.order_by("pk").values_list("state", flat=True))


def attachment(message) -> str:
    part, *_badge = message.attachments
    return part[1]


# Registering


def test_places_are_confirmed_until_they_are_taken_then_people_wait(event):
    for number in range(4):
        register(event, f"n{number}@exemple.fr")
    assert states(event) == ["confirmed", "confirmed", "waiting", "waiting"]
    assert len(mail.outbox) == 4


def test_without_a_waiting_list_those_who_come_late_are_told_it_is_full(event):
    facts(event, has_waiting_list=False, capacity=1)
    register(event, "a@exemple.fr")
    with pytest.raises(Refused) as refused:
        register(event, "b@exemple.fr")
    assert refused.value.reason is Refusal.FULL


def test_nobody_overtakes_those_who_wait(event):
    RegistrationFactory(event=event, state="waiting")
    assert register(event).registration.state == "waiting"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda now: {"cancelled_at": now}, Refusal.CANCELLED),
        (lambda now: {"starts_at": now - 2 * HOUR, "ends_at": now - HOUR}, Refusal.PAST),
        (lambda now: {"starts_at": now - HOUR, "ends_at": now + HOUR}, Refusal.CLOSED),
        (lambda now: {"registration_closes_at": now - HOUR}, Refusal.CLOSED),
        (lambda now: {"registration_opens_at": now + HOUR}, Refusal.NOT_YET_OPEN),
        (lambda now: {"starts_at": None, "ends_at": None}, Refusal.ANNOUNCED),
    ],
)
def test_refused_with_the_reason_while_registration_is_not_open(event, change, reason):
    facts(event, **change(timezone.now()))
    with pytest.raises(Refused) as refused:
        register(event)
    assert refused.value.reason is reason
    assert not mail.outbox


def test_an_event_for_members_refuses_others_and_takes_members(event):
    facts(event, members_only=True)
    with pytest.raises(Refused) as refused:
        register(event)
    assert refused.value.reason is Refusal.MEMBERS_ONLY
    member = Viewer(user_id=1, membership=MembershipState.ACTIVE)
    assert register(event, viewer=member).registration.state == "confirmed"


def test_the_same_form_sent_twice_is_one_registration_and_one_message(event):
    key = uuid.uuid4()
    first, second = register(event, form_key=key), register(event, form_key=key)
    assert first == second
    assert len(mail.outbox) == 1


def test_the_same_form_sent_for_a_colleague_registers_the_colleague(event):
    key = uuid.uuid4()
    register(event, "a@exemple.fr", form_key=key)
    register(event, "b@exemple.fr", form_key=key)
    assert states(event) == ["confirmed", "confirmed"]


def test_the_form_of_one_event_says_nothing_of_another(event):
    other, key = EventFactory(), uuid.uuid4()
    register(event, form_key=key)
    register(other, form_key=key)
    assert states(event) == states(other) == ["confirmed"]


def test_the_same_address_in_two_tabs_and_another_letter_case_is_one_registration(event):
    register(event, "zoe@exemple.fr")
    register(event, "ZOE@Exemple.FR")
    assert states(event) == ["confirmed"]


def test_a_known_address_gets_the_answer_of_a_new_one(event):
    facts(event, capacity=1)
    register(event, "known@exemple.fr")
    known, new = register(event, "known@exemple.fr"), register(event, "new@exemple.fr")
    assert known.shown == new.shown == "waiting"


def test_a_known_address_is_told_that_it_is_registered_and_not_at_every_try(event, time_machine):
    register(event)
    for _again in range(3):
        register(event)
    assert Message.objects.count() == 2
    time_machine.move_to(timezone.now() + REMINDER_EVERY)
    register(event)
    assert Message.objects.count() == 3


def test_after_a_cancellation_the_address_may_register_again(event):
    first = register(event).registration
    cancel_registration(registration_id=first.pk, by=None)
    assert register(event).registration.pk != first.pk
    assert states(event) == ["cancelled", "confirmed"]


@pytest.mark.parametrize("name", ["Zoë Œuvrard-D’Été", "عمر الخيام", "Łucja 👩🏽‍💻", "=1+1", "O'Neill & Fils <b>"])
def test_names_are_kept_as_they_are(event, name):
    recorded = register(event, last_name=name)
    recorded.registration.refresh_from_db()
    assert recorded.registration.last_name == name


@pytest.mark.parametrize("name", ["Zoë\r\nBcc: x@exemple.fr", "Zoë\x00", "Zoë\u2028Suite", "a\tb"])
@pytest.mark.parametrize("field", ["first_name", "last_name", "organisation_name"])
def test_line_breaks_and_control_characters_are_refused(event, name, field):
    with pytest.raises(ValidationError):
        register(event, **{field: name})
    assert not Registration.objects.exists()
    assert not mail.outbox


def test_the_confirmation_carries_the_event_for_the_calendar(site):
    event = pages.event(site).event
    register(event)
    (message,) = mail.outbox
    entry = attachment(message)
    assert message.to == ["zoe@exemple.fr"]
    assert "METHOD:PUBLISH" in entry
    assert f"UID:{event.uid}\r\n" in entry
    assert "SEQUENCE:0" in entry
    assert "DTSTART;TZID=Europe/Paris:" in entry
    assert "BEGIN:VTIMEZONE" in entry
    assert "SUMMARY:Un atelier" in entry


def test_who_registers_and_cancels_is_on_record_with_their_account_if_any(event):
    user = UserFactory()
    mine, other = register(event, by=user).registration, register(event, "b@exemple.fr").registration
    cancel_registration(registration_id=other.pk, by=None)
    assert [(log.action, log.user) for log in ModelLogEntry.objects.order_by("pk")] == [
        ("events.registration.made", user),
        ("events.registration.made", None),
        ("events.registration.cancelled", None),
    ]
    assert ModelLogEntry.objects.for_instance(mine).exists()


def test_a_refused_registration_leaves_no_record(event):
    facts(event, capacity=0, has_waiting_list=False)
    with pytest.raises(Refused):
        register(event)
    assert not ModelLogEntry.objects.exists()


# Cancelling


def test_cancelling_twice_frees_one_place_and_sends_one_message(event):
    first = register(event).registration
    mail.outbox.clear()
    cancel_registration(registration_id=first.pk, by=None)
    cancel_registration(registration_id=first.pk, by=None)
    (message,) = mail.outbox
    assert "METHOD:CANCEL" in attachment(message)


def test_a_freed_place_goes_to_the_first_who_waits(event):
    registrations = [register(event, f"n{number}@exemple.fr").registration for number in range(4)]
    mail.outbox.clear()
    cancel_registration(registration_id=registrations[0].pk, by=None)
    assert states(event) == ["cancelled", "confirmed", "confirmed", "waiting"]
    assert [message.to for message in mail.outbox] == [["n0@exemple.fr"], ["n2@exemple.fr"]]


def test_leaving_the_waiting_list_frees_no_place(event):
    registrations = [register(event, f"n{number}@exemple.fr").registration for number in range(4)]
    cancel_registration(registration_id=registrations[2].pk, by=None)
    assert states(event) == ["confirmed", "confirmed", "cancelled", "waiting"]


def test_after_registration_has_closed_a_freed_place_goes_to_the_next_until_the_start(event):
    registrations = [register(event, f"n{number}@exemple.fr").registration for number in range(4)]
    facts(event, registration_closes_at=timezone.now() - HOUR)
    cancel_registration(registration_id=registrations[0].pk, by=None)
    assert states(event) == ["cancelled", "confirmed", "confirmed", "waiting"]
    facts(event, starts_at=timezone.now())
    cancel_registration(registration_id=registrations[1].pk, by=None, by_organiser=True)
    assert states(event) == ["cancelled", "cancelled", "confirmed", "waiting"]


@pytest.mark.parametrize("ended", [False, True])
def test_nobody_gets_a_place_once_the_event_has_started(event, ended):
    waiting = RegistrationFactory(event=event, state="waiting")
    started = timezone.now() - 2 * HOUR
    facts(event, starts_at=started, ends_at=started + (HOUR if ended else 4 * HOUR))
    with pytest.raises(Refused) as refused:
        confirm_from_waiting_list(registration_id=waiting.pk, by=None)
    assert refused.value.reason is Refusal.STARTED
    change_capacity(event_id=event.pk, capacity=50, reason="Une plus grande salle", by=None)
    assert states(event) == ["waiting"]
    assert not mail.outbox


def test_a_registrant_cannot_cancel_once_the_event_has_started_but_an_organiser_can(event):
    registration = register(event).registration
    facts(event, starts_at=timezone.now() - HOUR)
    with pytest.raises(Refused):
        cancel_registration(registration_id=registration.pk, by=None)
    cancel_registration(registration_id=registration.pk, by=None, by_organiser=True)
    assert states(event) == ["cancelled"]


# The organiser's part


def test_an_organiser_gives_a_free_place_to_whom_they_choose(event):
    RegistrationFactory(event=event, state="waiting")
    chosen = RegistrationFactory(event=event, state="waiting")
    confirm_from_waiting_list(registration_id=chosen.pk, by=None)
    confirm_from_waiting_list(registration_id=chosen.pk, by=None)
    assert states(event) == ["waiting", "confirmed"]
    assert len(mail.outbox) == 1


def test_an_organiser_cannot_give_a_place_that_is_not_there(event):
    facts(event, capacity=1)
    RegistrationFactory(event=event)
    waiting = RegistrationFactory(event=event, state="waiting")
    with pytest.raises(Refused) as refused:
        confirm_from_waiting_list(registration_id=waiting.pk, by=None)
    assert refused.value.reason is Refusal.FULL


def test_a_lowered_capacity_drops_nobody(event):
    RegistrationFactory.create_batch(2, event=event)
    change_capacity(event_id=event.pk, capacity=1, reason="Une salle plus petite", by=None)
    assert states(event) == ["confirmed", "confirmed"]


def test_a_raised_capacity_goes_to_those_who_wait_in_their_order(event):
    RegistrationFactory.create_batch(2, event=event)
    RegistrationFactory.create_batch(3, event=event, state="waiting")
    change_capacity(event_id=event.pk, capacity=4, reason="Une plus grande salle", by=None)
    assert states(event) == ["confirmed"] * 4 + ["waiting"]


def test_a_moved_event_moves_in_the_calendars_of_those_registered(event):
    facts(event, capacity=1)
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, state="waiting")
    RegistrationFactory(event=event, state="cancelled")
    event.venue = "Cité Ronsard, Tours"
    change_event(event=event, by=None)
    confirmed, waiting = mail.outbox
    entry = attachment(confirmed)
    assert f"UID:{event.uid}\r\n" in entry
    assert "SEQUENCE:1" in entry
    assert "METHOD:PUBLISH" in entry
    assert not waiting.attachments


def test_a_change_that_no_calendar_shows_writes_to_nobody(event):
    RegistrationFactory(event=event)
    event.contact_email = "contact@exemple.fr"
    change_event(event=event, by=None)
    assert event.sequence == 0
    assert not mail.outbox


def test_a_correction_to_a_past_event_writes_to_nobody(event):
    RegistrationFactory(event=event)
    facts(event, starts_at=timezone.now() - 2 * HOUR, ends_at=timezone.now() - HOUR)
    event.venue = "Tours"
    change_event(event=event, by=None)
    assert not mail.outbox


def test_a_cancelled_event_leaves_every_calendar_once(event):
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, state="waiting")
    cancel_event(event_id=event.pk, by=None)
    cancel_event(event_id=event.pk, by=None)
    confirmed, waiting = mail.outbox
    assert "METHOD:CANCEL" in attachment(confirmed)
    assert "SEQUENCE:1" in attachment(confirmed)
    assert "STATUS:CANCELLED" in attachment(confirmed)
    assert not waiting.attachments


def test_an_edit_begun_before_the_cancellation_does_not_undo_it(event):
    cancel_event(event_id=event.pk, by=None)
    event.contact_email = "contact@exemple.fr"
    change_event(event=event, by=None)
    event.refresh_from_db()
    assert event.cancelled_at is not None
    assert event.sequence == 1


def test_an_edit_begun_before_the_number_of_places_changed_does_not_put_the_old_one_back(event):
    RegistrationFactory(event=event)
    change_capacity(event_id=event.pk, capacity=80, reason="Une plus grande salle", by=None)
    event.contact_email = "contact@exemple.fr"
    change_event(event=event, by=None)
    event.refresh_from_db()
    assert event.capacity == 80


def test_the_message_is_sent_again_on_request(event):
    resend(registration_id=RegistrationFactory(event=event).pk, by=None)
    assert len(mail.outbox) == 1


def test_only_who_had_a_place_is_marked_absent(event):
    confirmed, waiting = RegistrationFactory(event=event), RegistrationFactory(event=event, state="waiting")
    for registration in (confirmed, waiting):
        mark_absent(registration_id=registration.pk, absent=True, by=None)
        registration.refresh_from_db()
    assert (confirmed.was_absent, waiting.was_absent) == (True, False)


# The messages


def test_every_message_of_a_registration_has_its_words_its_link_and_one_subject_line(site):
    event = pages.event(site, title="Réclamations & <réponses>", facts={"capacity": 1, "venue": "Tours"}).event
    first = register(event, "a@exemple.fr").registration
    register(event, "b@exemple.fr")
    register(event, "a@exemple.fr")
    cancel_registration(registration_id=first.pk, by=None)
    event.venue = "Blois"
    change_event(event=event, by=None)
    cancel_event(event_id=event.pk, by=None)
    assert len(mail.outbox) == 7
    for message in mail.outbox:
        (html, _type) = message.alternatives[0]
        assert "Réclamations & <réponses>" in message.subject
        assert "Réclamations & <réponses>" in message.body
        assert "Réclamations &amp; &lt;réponses&gt;" in html
        assert "http://testserver/" in message.body
        assert "style=" in html
        for part in message.message().walk():
            if part.get_filename() and part.get_filename() != "badge.png":
                assert part.get_content_type() == "text/calendar"
                assert part.get_param("method") in ("PUBLISH", "CANCEL")
                assert "é" in part.get_payload(decode=True).decode().replace("\r\n ", "")
