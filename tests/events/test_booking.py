"""Sessions to choose: a place each, a queue each, one lock."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone, translation

from events.models import Booking, Session
from events.services.asking import Told, change_told
from events.services.booking import change_sessions
from events.services.organising import cancel_event
from events.services.programme import change_session
from events.services.registering import cancel_registration
from events.services.seating import change_capacity
from events.services.waiting_list import accept_offer
from events.states import Refused
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.events import EventFactory, RegistrationFactory, SessionFactory, register
from tests.factories.members import UserFactory
from tests.factories.visitors import signed_in

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def event():
    return EventFactory()


def workshop(event, capacity: int = 1, hours: int = 0, **facts) -> Session:
    starts_at = event.starts_at + hours * HOUR
    return SessionFactory(event=event, capacity=capacity, starts_at=starts_at, ends_at=starts_at + HOUR, **facts)


def to(*sessions: Session) -> Told:
    return Told(sessions=frozenset(session.pk for session in sessions))


def seats(session: Session) -> dict[str, str]:
    return dict(session.bookings.order_by("pk").values_list("registration__email", "state"))


def test_the_places_of_a_session_are_given_in_order_and_the_others_wait(event):
    session = workshop(event)
    for email in ("a@exemple.fr", "b@exemple.fr", "c@exemple.fr"):
        register(event, email, told=to(session))
    assert seats(session) == {"a@exemple.fr": "booked", "b@exemple.fr": "waiting", "c@exemple.fr": "waiting"}


def test_a_freed_place_goes_to_the_next_in_line_who_is_told(event):
    session = workshop(event)
    first = register(event, "a@exemple.fr", told=to(session)).registration
    register(event, "b@exemple.fr", told=to(session))
    mail.outbox.clear()
    cancel_registration(registration_id=first.pk, by=None)
    assert seats(session) == {"b@exemple.fr": "booked"}
    (told,) = [message for message in mail.outbox if message.to == ["b@exemple.fr"]]
    assert session.title_fr in told.subject


def test_who_has_no_place_at_the_event_has_none_in_its_sessions(event):
    event.capacity, event.offer_hours = 1, 0
    event.save()
    session = workshop(event, capacity=5)
    first = register(event, "a@exemple.fr", told=to(session)).registration
    register(event, "b@exemple.fr", told=to(session))
    assert seats(session)["b@exemple.fr"] == "waiting"
    cancel_registration(registration_id=first.pk, by=None)
    assert seats(session) == {"b@exemple.fr": "booked"}


def test_who_takes_an_offered_place_gets_their_sessions_with_it(event):
    event.capacity, event.offer_hours = 1, 48
    event.save()
    session = workshop(event, capacity=5)
    first = register(event, "a@exemple.fr", told=to(session)).registration
    second = register(event, "b@exemple.fr", told=to(session)).registration
    cancel_registration(registration_id=first.pk, by=None)
    assert seats(session) == {"b@exemple.fr": "waiting"}
    accept_offer(registration_id=second.pk, by=None)
    assert seats(session) == {"b@exemple.fr": "booked"}


def test_two_sessions_at_the_same_time_are_refused(event):
    one, other = workshop(event, title_fr="Un"), workshop(event, title_fr="Autre")
    with pytest.raises(ValidationError, match="en même temps"):
        register(event, told=to(one, other))
    assert not event.registrations.exists()


def test_sessions_one_after_the_other_do_not_clash_nor_those_without_hours(event):
    one, other = workshop(event), workshop(event, hours=1)
    without = SessionFactory(event=event, capacity=1, starts_at=None)
    register(event, told=to(one, other, without))
    assert Booking.objects.booked().count() == 3


@pytest.mark.parametrize("of", ["another event", "no choice"])
def test_what_is_not_to_be_chosen_here_is_refused(event, of):
    foreign = workshop(EventFactory()) if of == "another event" else SessionFactory(event=event)
    with pytest.raises(ValidationError):
        register(event, told=to(foreign))


def test_where_nobody_waits_a_full_session_is_refused(event):
    event.has_waiting_list = False
    event.save()
    session = workshop(event)
    register(event, "a@exemple.fr", told=to(session))
    with pytest.raises(ValidationError, match="est complet"):
        register(event, "b@exemple.fr", told=to(session))


def test_who_changes_keeps_the_rank_in_what_they_keep(event):
    one, other = workshop(event), workshop(event, hours=1)
    first, second = (register(event, f"{name}@exemple.fr", told=to(one)).registration for name in "ab")
    change_told(registration_id=second.pk, told=to(one, other), by=None)
    assert seats(one) == {"a@exemple.fr": "booked", "b@exemple.fr": "waiting"}
    change_told(registration_id=first.pk, told=to(other), by=None)
    assert seats(one) == {"b@exemple.fr": "booked"}
    assert seats(other) == {"b@exemple.fr": "booked", "a@exemple.fr": "waiting"}


def test_new_places_in_a_session_go_to_who_waits(event):
    session = workshop(event)
    for email in ("a@exemple.fr", "b@exemple.fr"):
        register(event, email, told=to(session))
    session.capacity = 2
    change_session(session=session, by=None)
    assert set(seats(session).values()) == {"booked"}


def test_new_places_at_the_event_bring_those_in_its_sessions(event):
    event.capacity = 1
    event.save()
    session = workshop(event, capacity=5)
    for email in ("a@exemple.fr", "b@exemple.fr"):
        register(event, email, told=to(session))
    change_capacity(event_id=event.pk, capacity=2, reason="salle plus grande", by=None)
    assert set(seats(session).values()) == {"booked"}


def test_a_session_that_somebody_chose_is_not_deleted(event):
    session = workshop(event)
    register(event, told=to(session))
    with pytest.raises(ProtectedError):
        session.delete()


def test_a_session_at_another_time_is_told_to_who_sits_there(event):
    session = workshop(event, room="Salle 1")
    register(event, "a@exemple.fr", told=to(session))
    register(event, "b@exemple.fr", told=to(session))
    mail.outbox.clear()
    session.room = "Salle 2"
    change_session(session=session, by=None)
    session.title_fr = "Un autre titre"
    change_session(session=session, by=None)
    assert [message.to for message in mail.outbox] == [["a@exemple.fr"]]
    assert "Salle 2" in mail.outbox[0].body
    assert "Salle 1" in mail.outbox[0].body


def test_the_confirmation_names_the_sessions(event):
    session = workshop(event, title_fr="Lire une enquête")
    register(event, "a@exemple.fr", told=to(session))
    assert "Lire une enquête" in mail.outbox[-1].body


def test_an_organiser_chooses_for_somebody_also_once_it_has_begun(event):
    session = workshop(event)
    registration = register(event).registration
    event.starts_at = timezone.now() - HOUR
    event.save()
    change_sessions(registration_id=registration.pk, session_ids=[session.pk], by=None)
    assert list(seats(session).values()) == ["booked"]


def test_who_cancelled_gets_no_session(event):
    gone = RegistrationFactory(event=event, state="cancelled")
    with pytest.raises(Refused):
        change_sessions(registration_id=gone.pk, session_ids=[workshop(event).pk], by=None)


def test_a_cancelled_event_leaves_the_choices_as_they_are(event):
    session = workshop(event)
    register(event, told=to(session))
    cancel_event(event_id=event.pk, by=None)
    assert list(seats(session).values()) == ["booked"]


# On screen


@pytest.fixture
def page(site):
    return pages.event(site)


def url(name: str, *args) -> str:
    with translation.override("en"):
        return reverse(f"events:{name}", args=args)


TYPED = {"first_name": "Zoë", "last_name": "Œuvrard", "email": "zoe@exemple.fr"}


def test_the_form_tells_hours_and_places_and_keeps_the_choice(client, page):
    session = workshop(page.event, capacity=3, room="Salle 7")
    text = client.get(url("register", page.event_id)).text
    assert "3 places left" in text
    assert "Salle 7" in text
    client.post(url("register", page.event_id), {**TYPED, "sessions": [session.pk]})
    assert list(seats(session).values()) == ["booked"]


def test_a_clash_is_told_with_what_was_typed(client, page):
    one, other = workshop(page.event), workshop(page.event)
    response = client.post(url("register", page.event_id), {**TYPED, "sessions": [one.pk, other.pk]})
    assert "sessions" in response.context["form"].errors
    assert "Œuvrard" in response.text


@pytest.mark.parametrize("sessions", [["0"], ["x"], ["\x00"], ["9" * 30], ["-1"]])
def test_a_forged_session_is_refused(client, page, sessions):
    workshop(page.event)
    assert client.post(url("register", page.event_id), {**TYPED, "sessions": sessions}).status_code == 200
    assert not page.event.registrations.exists()


def test_twenty_sessions_cost_what_two_do(client, page):
    there = url("register", page.event_id)
    for hours in range(2):
        workshop(page.event, hours=hours)
    two = queries(client, there)
    for hours in range(2, 20):
        workshop(page.event, hours=hours)
    assert queries(client, there) == two


def test_the_organiser_sees_who_goes_where_and_moves_them(page):
    desk = signed_in(UserFactory(is_superuser=True))
    one, other = workshop(page.event), workshop(page.event, hours=1)
    made = register(page.event, told=to(one)).registration
    assert str(made) in desk.get(reverse("registration:sessions", args=[page.event_id])).text
    response = desk.post(reverse("registration:book", args=[made.pk]), {"sessions": [other.pk]})
    assert response.status_code == 302
    assert (seats(one), list(seats(other).values())) == ({}, ["booked"])
    text = desk.get(f"{reverse('registration:index')}?event={page.event_id}&export=csv").getvalue().decode()
    assert other.title_fr in text
    assert "confirmée" in text


def test_the_organisers_screen_of_twenty_costs_what_one_of_two_does(page):
    desk = signed_in(UserFactory(is_superuser=True))
    session = workshop(page.event, capacity=50)
    there = reverse("registration:sessions", args=[page.event_id])

    def add(count: int) -> None:
        for _each in range(count):
            Booking.objects.create(registration=RegistrationFactory(event=page.event), session=session)

    add(2)
    two = queries(desk, there)
    add(18)
    assert queries(desk, there) == two
