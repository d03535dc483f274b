from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.core import mail
from django.utils import timezone

from events.ical import PARIS, TIMEZONE, Method, calendar
from events.models import Event, Registration
from events.services.organising import cancel_event, change_event
from events.services.registering import cancel_registration
from tests.factories import pages
from tests.factories.events import EventFactory, RegistrationFactory, register


def entry_of(text: str):
    """The one event in a calendar."""
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return event


def attached(message):
    return entry_of(message.attachments[0][1])


@pytest.fixture
def event(db):
    return EventFactory(capacity=1)


@pytest.mark.parametrize("year", [1997, 2026, 2027, 2040])
def test_the_clock_changes_with_that_of_paris(year):
    rules = icalendar.Timezone.from_ical(TIMEZONE)
    clock = rules.to_tz()
    for month in (3, 10):
        hours = [datetime(year, month, 24, tzinfo=UTC) + timedelta(hours=hour) for hour in range(8 * 24)]
        wrong = [hour for hour in hours if hour.astimezone(clock).utcoffset() != hour.astimezone(PARIS).utcoffset()]
        assert wrong == []


def test_summer_begins_at_two_by_the_clock_of_winter(event):
    text = calendar(event, title="Un atelier", url="")
    (summer,) = icalendar.Calendar.from_ical(text).walk("DAYLIGHT")
    assert (summer.decoded("dtstart").hour, summer.decoded("tzoffsetfrom")) == (2, timedelta(hours=1))


@pytest.mark.parametrize("method", Method)
def test_an_entry_says_who_organises(event, method):
    entry = entry_of(calendar(event, title="Un atelier", url="", method=method))
    assert entry["organizer"].startswith("mailto:")
    assert entry["organizer"].params["CN"] == "Prévenance"
    event.contact_email = "ateliers@exemple.fr"
    assert entry_of(calendar(event, title="Un atelier", url=""))["organizer"] == "mailto:ateliers@exemple.fr"


def test_hours_in_words_make_an_entry_of_whole_days(db):
    start = datetime(2027, 3, 11, 8, 30, tzinfo=UTC)
    event = Event(starts_at=start, ends_at=start + timedelta(hours=3), hours_fr="matinée")
    entry = entry_of(calendar(event, title="Un atelier", url=""))
    assert (str(entry.decoded("dtstart")), str(entry.decoded("dtend"))) == ("2027-03-11", "2027-03-12")


def test_an_entry_stays_the_same_where_the_portal_moves_to_another_host(event, settings):
    def uid() -> str:
        return str(icalendar.Calendar.from_ical(calendar(event, title="Un atelier", url="")).walk("VEVENT")[0]["uid"])

    before = uid()
    settings.ALLOWED_HOSTS = ["ailleurs.exemple.fr"]
    assert uid() == before == str(event.uid)


def test_what_leaves_the_calendar_names_whom_it_leaves(event):
    registration = register(event).registration
    mail.outbox.clear()
    cancel_registration(registration_id=registration.pk, by=None)
    entry = attached(mail.outbox[0])
    assert entry["attendee"] == "mailto:zoe@exemple.fr"
    assert entry["status"] == "CANCELLED"


def test_the_sequence_rises_whenever_a_person_leaves_and_comes_back(event):
    for _time in range(3):
        registration = register(event).registration
        cancel_registration(registration_id=registration.pk, by=None)
    sequences = [attached(message)["sequence"] for message in mail.outbox]
    assert sequences == [0, 1, 2, 3, 4, 5]


def test_it_goes_on_rising_when_the_event_is_cancelled(event):
    cancel_registration(registration_id=register(event).registration.pk, by=None)
    register(event)
    cancel_event(event_id=event.pk, by=None)
    assert [attached(message)["sequence"] for message in mail.outbox] == [0, 1, 2, 3]


def test_only_who_had_a_place_has_an_entry_taken_out(event):
    RegistrationFactory(event=event, email="place@exemple.fr")
    RegistrationFactory(event=event, email="attente@exemple.fr", state="waiting")
    cancel_event(event_id=event.pk, by=None)
    assert {message.to[0]: len(message.attachments) for message in mail.outbox} == {
        "place@exemple.fr": 1,
        "attente@exemple.fr": 0,
    }


def test_an_event_put_off_without_a_date_leaves_the_calendars(event):
    RegistrationFactory(event=event)
    start = event.starts_at
    event.starts_at, event.ends_at, event.announced_fr = None, None, "automne 2099"
    change_event(event=event, by=None)
    (message,) = mail.outbox
    entry = attached(message)
    assert entry["status"] == "CANCELLED"
    assert entry.decoded("dtstart") == start.replace(microsecond=0)
    assert "automne 2099" in message.body


# The joining link


LINK = "https://visio.exemple/salle-7"


@pytest.fixture
def webinar(site):
    return pages.event(site, facts={"kind": "webinar", "joining_url": LINK, "capacity": 1}).event


def test_who_has_a_place_gets_the_joining_link(client, webinar):
    registration = register(webinar).registration
    (message,) = mail.outbox
    assert LINK in message.body
    assert attached(message)["conference"] == LINK
    assert LINK in client.get(f"/inscriptions/mon-inscription/{registration.token}/").text
    assert LINK in client.get(f"/inscriptions/mon-inscription/{registration.token}/event.ics").text.replace("\r\n ", "")


def test_who_waits_or_has_left_does_not(client, webinar):
    first = register(webinar).registration
    second = register(webinar, "deux@exemple.fr").registration
    mail.outbox.clear()
    Event.objects.filter(pk=webinar.pk).update(starts_at=timezone.now())  # nobody moves up any more
    cancel_registration(registration_id=first.pk, by=None, by_organiser=True)
    for registration in (first, second):
        assert LINK not in client.get(f"/inscriptions/mon-inscription/{registration.token}/").text
        assert client.get(f"/inscriptions/mon-inscription/{registration.token}/event.ics").status_code == 404
    assert not any(LINK in str(message.message()) for message in mail.outbox)


def test_the_attached_entry_is_called_after_the_page_in_the_language_of_the_message(site):
    page = pages.event(site, slug="l-heure-des-comptes")
    pages.translate(page, title="The hour of reckoning", slug="the-hour-of-reckoning")
    for language in ("fr", "en"):
        register(page.event, email=f"{language}@exemple.fr", language=language)
    names = [message.attachments[0][0] for message in mail.outbox]
    assert names == ["l-heure-des-comptes.ics", "the-hour-of-reckoning.ics"]


def test_the_attached_entry_of_an_event_without_a_page_says_of_which_kind_it_is(event):
    event.kind = "workshop"
    event.save()
    register(event)
    assert mail.outbox[0].attachments[0][0] == "atelier.ics"


def test_the_public_never_gets_it(client, webinar):
    register(webinar)
    page = webinar.page()
    for address in (
        page.url,
        "/",
        "/evenements/",
        f"/inscriptions/{webinar.pk}/",
        f"/inscriptions/{webinar.pk}/event.ics",
    ):
        assert "visio" not in client.get(address).text


def test_a_new_joining_link_is_told_to_those_with_a_place_alone(webinar):
    Registration.objects.all().delete()
    RegistrationFactory(event=webinar, email="place@exemple.fr")
    RegistrationFactory(event=webinar, email="attente@exemple.fr", state="waiting")
    webinar.joining_url = "https://visio.exemple/salle-8"
    change_event(event=webinar, by=None)
    (message,) = mail.outbox
    assert message.to == ["place@exemple.fr"]
    assert "salle-8" in message.body
