"""What an organiser does by hand with who is at an event, and with how many may be."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from events.models import Registration
from events.services.seating import (
    add_by_hand,
    add_several,
    change_capacity,
    correct_registration,
    move_registration,
    reinstate,
)
from events.states import Refusal, Refused
from tests.factories.events import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

ZOE = {"first_name": "Zoë", "last_name": "Œuvrard", "email": "Zoe@exemple.fr", "organisation_name": ""}


def states(event) -> list[str]:
    return [row.state for row in event.registrations.order_by("pk")]


def test_who_is_added_gets_a_free_place_then_a_rank_and_is_told():
    event = EventFactory(capacity=1)
    add_by_hand(event_id=event.pk, by=None, **ZOE)
    add_by_hand(event_id=event.pk, by=None, **{**ZOE, "email": "lea@exemple.fr"})
    assert states(event) == ["confirmed", "waiting"]
    assert [message.to for message in mail.outbox] == [["zoe@exemple.fr"], ["lea@exemple.fr"]]


def test_nobody_is_added_twice_nor_beyond_the_places_of_an_event_without_a_list():
    event = EventFactory(capacity=1, has_waiting_list=False)
    add_by_hand(event_id=event.pk, by=None, **ZOE)
    for email, reason in (("zoe@exemple.fr", Refusal.REGISTERED), ("lea@exemple.fr", Refusal.FULL)):
        with pytest.raises(Refused) as refused:
            add_by_hand(event_id=event.pk, by=None, **{**ZOE, "email": email})
        assert refused.value.reason is reason
    assert states(event) == ["confirmed"]


def test_a_name_with_a_web_address_is_not_mailed_to_anybody():
    event = EventFactory()
    with pytest.raises(ValidationError):
        add_by_hand(event_id=event.pk, by=None, **{**ZOE, "last_name": "www.exemple.fr"})
    assert states(event) == []
    assert mail.outbox == []


def test_a_cancellation_undone_gives_the_place_back_or_the_old_rank():
    event = EventFactory(capacity=1)
    lost = RegistrationFactory(event=event, state="cancelled")
    waiting = RegistrationFactory(event=event, state="waiting")
    holder = RegistrationFactory(event=event)
    assert reinstate(registration_id=lost.pk, by=None).state == "waiting"
    assert list(event.registrations.waiting()) == [lost, waiting]
    Registration.objects.filter(pk__in=[holder.pk, lost.pk]).update(state="cancelled")
    again = reinstate(registration_id=holder.pk, by=None)
    assert (again.state, again.cancelled_at) == ("confirmed", None)
    assert again.sequence > holder.sequence


def test_a_cancellation_is_not_undone_for_who_has_registered_again():
    event = EventFactory()
    lost = RegistrationFactory(event=event, state="cancelled", email="zoe@exemple.fr")
    RegistrationFactory(event=event, email="zoe@exemple.fr")
    with pytest.raises(Refused):
        reinstate(registration_id=lost.pk, by=None)
    assert states(event) == ["cancelled", "confirmed"]


def test_who_moves_leaves_a_place_to_the_next_and_takes_a_free_one():
    here, there = EventFactory(capacity=1), EventFactory(capacity=1)
    mover = RegistrationFactory(event=here)
    RegistrationFactory(event=here, state="waiting")
    move_registration(registration_id=mover.pk, to_event_id=there.pk, by=None)
    assert states(here) == ["cancelled", "confirmed"]
    assert states(there) == ["confirmed"]
    assert len(mail.outbox) == 3


def test_who_moves_is_told_where_they_are_and_each_entry_of_their_calendar_follows():
    mover = RegistrationFactory(event=EventFactory(), language="fr")
    moved = move_registration(registration_id=mover.pk, to_event_id=EventFactory().pk, by=None)
    _confirmation, leaving = mail.outbox
    assert "a été déplacée" in leaving.alternatives[0].content
    assert moved.token in leaving.body
    assert mover.token not in leaving.body
    entries = [next(part for part in sent.attachments if "calendar" in part.mimetype) for sent in mail.outbox]
    assert "METHOD:PUBLISH" in entries[0].content
    assert "METHOD:CANCEL" in entries[1].content
    assert str(mover.event.uid) in entries[1].content


def test_nobody_moves_into_a_full_event():
    here, there = EventFactory(), EventFactory(capacity=0)
    mover = RegistrationFactory(event=here)
    with pytest.raises(Refused):
        move_registration(registration_id=mover.pk, to_event_id=there.pk, by=None)
    assert (states(here), states(there)) == (["confirmed"], [])
    assert mail.outbox == []


def test_a_corrected_name_tells_nobody_a_corrected_address_gets_the_message_and_a_link_of_its_own():
    registration = RegistrationFactory(event=EventFactory(), email="zoe@exemple.fr")
    correct_registration(registration_id=registration.pk, by=None, **ZOE)
    assert mail.outbox == []
    corrected = correct_registration(registration_id=registration.pk, by=None, **{**ZOE, "email": "z@exemple.fr"})
    assert [message.to for message in mail.outbox] == [["z@exemple.fr"]]
    assert corrected.token != registration.token


def test_more_places_go_to_the_list_and_the_reason_stands_in_the_history():
    event = EventFactory(capacity=0)
    RegistrationFactory(event=event, state="waiting")
    with pytest.raises(ValidationError):
        change_capacity(event_id=event.pk, capacity=1, reason=" ", by=None)
    change_capacity(event_id=event.pk, capacity=1, reason="Plus grande salle", by=None)
    assert states(event) == ["confirmed"]
    entry = ModelLogEntry.objects.get(action="events.event.capacity")
    with override("fr"):
        assert entry.message == "Nombre de places passé de 0 à 1 : Plus grande salle"


def test_of_people_added_together_nobody_comes_twice_and_who_came_back_has_a_later_entry():
    event = EventFactory(capacity=50)
    RegistrationFactory(event=event, email="p0@exemple.fr", state="cancelled", sequence=3)
    people = [
        {**ZOE, "email": f"p{number}@exemple.fr", "language": "fr", "category": None, "buyer": None}
        for number in range(3)
    ]
    add_several(event_id=event.pk, people=people, reason="", by=None)
    assert event.registrations.active().get(email="p0@exemple.fr").sequence == 4
    for again in (people[:1], [{**people[0], "email": "z@exemple.fr"}] * 2):
        with pytest.raises(Refused):
            add_several(event_id=event.pk, people=again, reason="", by=None)
    assert event.registrations.active().count() == 3
