"""What an organiser writes to people of an event, and the reminders that go out by themselves."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events.models import Audience, EventLetter, EventReminder
from events.services.writing import due_reminder, remind_of_events, send_to_all
from events.tasks import remind, send_letter
from portal.core.mail.models import Message
from tests.events.test_admin import organiser, said
from tests.factories.events import EventFactory, RegistrationFactory

__all__ = ["organiser"]

TYPED = {
    "audience": "confirmed",
    "subject_fr": "Changement de salle",
    "body_fr": "Rendez-vous au 2e étage.\n<b>Merci</b>",
}


@pytest.fixture
def event(db):
    return EventFactory()


def letter(event, **fields) -> EventLetter:
    return EventLetter.objects.create(event=event, **{**TYPED, **fields})


def send(letter) -> bool:
    return send_to_all(letter_id=letter.pk, expected=letter.recipients().count(), by=None)


def told() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


@pytest.mark.parametrize("audience", [each for each in Audience if each != "chosen"])
def test_it_goes_to_those_of_its_state_and_to_nobody_else(event, audience):
    rows = {state: RegistrationFactory(event=event, state=state) for state in ("confirmed", "waiting", "offered")}
    rows["absent"] = RegistrationFactory(event=event, was_absent=True)
    rows["present"] = RegistrationFactory(event=event)
    rows["present"].check_ins.create()
    RegistrationFactory(event=event, state="cancelled")
    RegistrationFactory(event=EventFactory())
    everybody = ("confirmed", "absent", "present") if audience == "confirmed" else (audience,)
    assert send(letter(event, audience=audience))
    assert told() == sorted(rows[name].email for name in everybody)


def test_it_is_sent_once_to_each_however_often_it_is_asked_and_worked_at(event):
    RegistrationFactory.create_batch(23, event=event)
    row = letter(event)
    assert send(row)
    late = RegistrationFactory(event=event)
    row.refresh_from_db()
    assert send(row)
    send_letter.call(letter_id=row.pk)
    assert len(mail.outbox) == 23
    assert late.email not in told()
    assert ModelLogEntry.objects.filter(action="events.event.letter").count() == 1


def test_it_is_not_sent_where_they_are_not_as_many_as_was_told(event):
    RegistrationFactory.create_batch(2, event=event)
    assert not send_to_all(letter_id=letter(event).pk, expected=3, by=None)
    assert not send(letter(EventFactory()))
    assert not mail.outbox


def test_each_reads_it_in_their_language_with_their_link_and_nothing_typed_becomes_markup(event):
    french, english = RegistrationFactory(event=event), RegistrationFactory(event=event, language="en")
    send(letter(event, subject_en="Another room", body_en="See you on the second floor."))
    one, other = sorted(mail.outbox, key=lambda message: message.to[0] != french.email)
    assert one.subject == "Changement de salle"
    assert french.token in one.body
    assert "&lt;b&gt;" in one.alternatives[0][0]
    assert other.subject == "Another room"
    assert "/en/" in other.body
    assert english.token in other.body


def test_without_english_everybody_reads_french(event):
    RegistrationFactory(event=event, language="en")
    send(letter(event))
    assert mail.outbox[0].subject == "Changement de salle"
    assert "Bonjour" in mail.outbox[0].body


def test_an_organiser_writes_looks_tries_and_sends(client, event, organiser):
    rows = RegistrationFactory.create_batch(2, event=event)
    page = client.post(reverse("registration:letters", args=[event.pk]), TYPED, follow=True)
    row = EventLetter.objects.get()
    assert "Rendez-vous au 2e étage" in page.text
    assert "L’envoyer à 2 personnes" in page.text
    url = reverse("registration:letter", args=[event.pk, row.pk])
    client.post(url, {**TYPED, "subject_fr": "Salle", "action": "test"})
    assert told() == [organiser.email]
    assert mail.outbox[0].subject == "Essai : Salle"
    assert "mon-inscription" not in mail.outbox[0].body
    assert "le lien vers leur inscription" in mail.outbox[0].body
    assert "relisez" in said(client.post(url, {**TYPED, "action": "send", "expected": "x"}, follow=True))
    client.post(url, {**TYPED, "action": "send", "expected": "2"})
    client.post(url, {**TYPED, "action": "send", "expected": "2"})
    assert told() == sorted([organiser.email, *(each.email for each in rows)])
    assert client.get(url).status_code == 200
    row.refresh_from_db()
    client.post(url, {**TYPED, "subject_fr": "Trop tard", "action": "save"})
    row.refresh_from_db()
    assert row.subject_fr == "Changement de salle"


def test_those_ticked_alone_are_written_to(client, event, organiser):
    rows = RegistrationFactory.create_batch(2, event=event)
    elsewhere = RegistrationFactory(event=EventFactory())
    url = reverse("registration:letters", args=[event.pk])
    chosen = {"chosen": [rows[0].pk, elsewhere.pk, "x"]}
    assert "1 personne est cochée" in client.post(url, chosen).text
    client.post(url, {**TYPED, "audience": "chosen", **chosen})
    send(EventLetter.objects.get())
    assert told() == [rows[0].email]


@pytest.mark.parametrize(
    "typed",
    [{"subject_fr": ""}, {"subject_fr": "a\nb"}, {"subject_en": "Room"}, {"audience": "chosen"}, {"body_fr": "\0"}],
)
def test_what_is_refused_keeps_what_was_typed(client, event, organiser, typed):
    page = client.post(reverse("registration:letters", args=[event.pk]), {**TYPED, "subject_fr": "Salle", **typed})
    assert page.status_code == 200
    assert not EventLetter.objects.exists()


def test_what_did_not_arrive_is_shown_with_the_letter(client, event, organiser):
    registration = RegistrationFactory(event=event)
    row = letter(event)
    send(row)
    Message.objects.filter(to=registration.email).update(state="refused", error="550 inconnu ici")
    assert "550 inconnu ici" in client.get(reverse("registration:letter", args=[event.pk, row.pk])).text


def in_days(days: float, **facts):
    return EventFactory(starts_at=timezone.now() + timedelta(days=days), **facts)


def holder(event, **fields):
    return RegistrationFactory(event=event, created_at=timezone.now() - timedelta(days=60), **fields)


@pytest.mark.django_db
def test_the_latest_reminder_that_is_due_goes_out_once_to_those_who_have_a_place():
    event = in_days(0.9, joining_url="https://exemple.fr/salle", kind="webinar")
    rows = [holder(event) for _number in range(12)]
    holder(event, state="waiting")
    holder(event, state="offered")
    RegistrationFactory(event=event)
    for _minute in range(3):
        remind_of_events()
    assert told() == sorted(row.email for row in rows)
    assert "https://exemple.fr/salle" in mail.outbox[0].body
    assert mail.outbox[0].subject.startswith("Rappel")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [{"reminder_days": ""}, {"cancelled_at": timezone.now()}, {"reminder_days": "7, 1", "days": 7.5}, {"days": -1}],
)
def test_none_goes_out_before_its_time_after_the_start_or_where_none_is_wanted(facts):
    facts = {"days": 0.5, **facts}
    holder(in_days(facts.pop("days"), **facts))
    remind_of_events()
    assert not mail.outbox


@pytest.mark.django_db
def test_an_event_that_moves_is_reminded_of_for_its_new_day_and_not_for_the_old():
    event = in_days(6)
    row = holder(event)
    remind_of_events()
    event.starts_at, event.ends_at = event.starts_at + timedelta(days=30), event.ends_at + timedelta(days=30)
    event.save()
    remind.call(reminder_id=EventReminder.objects.get().pk)
    remind_of_events()
    assert told() == [row.email]
    event.starts_at = timezone.now() + timedelta(days=5)
    event.save()
    remind_of_events()
    assert told() == [row.email] * 2


@pytest.mark.parametrize(("typed", "read"), [("7, 1", [7, 1]), ("", []), (" 14 ", [14])])
def test_the_days_are_read(typed, read):
    assert EventFactory.build(reminder_days=typed).reminders_before() == read


def test_no_date_no_reminder():
    assert due_reminder(EventFactory.build(starts_at=None, ends_at=None), timezone.now()) is None


def test_the_preview_greets_the_first_person_as_the_letter_will(client, event, organiser):
    RegistrationFactory(event=event, first_name="Zoë", last_name="Roy")
    url = reverse("registration:letter", args=[event.pk, letter(event).pk])
    assert "Bonjour Zoë Roy," in client.get(url).text
