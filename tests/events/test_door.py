"""At the door: who comes is noted once, by whoever holds a link."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events.models import CheckIn, DoorLink, Registration
from events.services.door import check_in, end_door_link, make_door_link, mark_the_rest, undo_check_in
from events.services.organising import mark_absent
from events.services.seating import correct_registration
from events.states import AtTheDoor
from portal.core.mail.models import Message
from tests.events.test_admin import organiser, said
from tests.factories.events import EventFactory, RegistrationFactory, register
from tests.factories.members import UserFactory

__all__ = ["organiser"]


@pytest.fixture
def event(db):
    return EventFactory(starts_at=timezone.now() - timedelta(minutes=5))


@pytest.fixture
def zoe(event):
    return RegistrationFactory(event=event, first_name="Zoë", last_name="Œuvrard", organisation_name="Institut Été")


@pytest.fixture
def opened(event):
    """A door link and its token."""
    return make_door_link(event=event, note="Accueil", expires_at=timezone.now() + timedelta(hours=6), by=None)


@pytest.fixture
def link(opened):
    return opened[0]


@pytest.fixture
def url(opened):
    return reverse("events:door", args=[opened[1]])


def scan(link, **values):
    return check_in(**{"link": link, "key": uuid.uuid4(), "at": timezone.now(), "by": None, **values})


def send(client, opened, *scans):
    url = reverse("events:door_scans", args=[opened[1]])
    return client.post(url, json.dumps({"scans": list(scans)}), content_type="application/json")


def test_a_badge_read_twice_is_one_entry_flagged_with_the_first_time(link, zoe):
    first = scan(link, code=zoe.code)
    again = scan(link, code=zoe.code)
    assert first.outcome is AtTheDoor.ENTERED
    assert (again.outcome, again.at) == (AtTheDoor.ALREADY, first.at)
    assert CheckIn.objects.count() == 1


def test_the_same_scan_told_twice_answers_the_same(link, zoe):
    key = uuid.uuid4()
    outcomes = [scan(link, code=zoe.code, key=key).outcome for _time in range(2)]
    assert outcomes == [AtTheDoor.ENTERED] * 2


def test_an_earlier_scan_that_comes_late_tells_when_they_came(link, zoe):
    scan(link, code=zoe.code)
    earlier = timezone.now() - timedelta(minutes=3)
    assert scan(link, code=zoe.code, at=earlier).at == earlier
    assert CheckIn.objects.get().at == earlier


def test_a_clock_that_runs_ahead_is_not_believed(link, zoe):
    assert scan(link, code=zoe.code, at=timezone.now() + timedelta(days=1)).at <= timezone.now()


def test_an_undone_entry_stays_undone_when_told_again_and_a_new_scan_lets_in(link, zoe):
    key = uuid.uuid4()
    scan(link, code=zoe.code, key=key)
    undo_check_in(link=link, registration_id=zoe.pk, key=key, by=None)
    assert scan(link, code=zoe.code, key=key).outcome is AtTheDoor.UNDONE
    assert scan(link, code=zoe.code).outcome is AtTheDoor.ENTERED
    assert set(Registration.objects.came()) == {zoe}


@pytest.mark.parametrize("state", ["waiting", "offered", "cancelled"])
def test_who_has_no_place_is_not_let_in(link, event, state):
    row = RegistrationFactory(event=event, state=state)
    assert scan(link, code=row.code).outcome is AtTheDoor.NO_PLACE
    assert not CheckIn.objects.exists()


def test_a_badge_of_another_event_or_a_personal_link_is_unknown(link, zoe):
    elsewhere = RegistrationFactory(event=EventFactory())
    for values in ({"code": elsewhere.code}, {"code": zoe.token}, {"registration_id": elsewhere.pk}):
        assert scan(link, **values).outcome is AtTheDoor.UNKNOWN
    assert not CheckIn.objects.exists()


def test_who_comes_is_not_absent_any_more_and_who_is_marked_absent_did_not_come(link, zoe):
    mark_absent(registration_id=zoe.pk, absent=True, by=None)
    scan(link, code=zoe.code)
    zoe.refresh_from_db()
    assert not zoe.was_absent
    mark_absent(registration_id=zoe.pk, absent=True, by=None)
    assert not Registration.objects.came().exists()


def test_a_corrected_address_has_another_badge(link, zoe):
    code = zoe.code
    fields = {name: getattr(zoe, name) for name in ("first_name", "last_name", "organisation_name")}
    correct_registration(registration_id=zoe.pk, email="autre@exemple.fr", by=None, **fields)
    assert scan(link, code=code).outcome is AtTheDoor.UNKNOWN


def test_the_rest_is_marked_as_one_deed_on_record_and_only_as_many_as_were_told(link, event, zoe):
    rest = RegistrationFactory.create_batch(3, event=event)
    RegistrationFactory(event=event, state="waiting")
    scan(link, code=zoe.code)
    assert not mark_the_rest(event_id=event.pk, absent=True, expected=4, by=None)
    assert mark_the_rest(event_id=event.pk, absent=True, expected=3, by=None)
    assert set(event.registrations.filter(was_absent=True)) == set(rest)
    assert ModelLogEntry.objects.filter(action="events.event.rest_absent").count() == 1


def test_the_rest_is_marked_as_present_where_there_was_no_door(event, zoe):
    assert mark_the_rest(event_id=event.pk, absent=False, expected=1, by=None)
    assert set(event.registrations.came()) == {zoe}


def test_nobody_is_marked_before_the_event_starts(db):
    event = EventFactory()
    RegistrationFactory(event=event)
    assert not mark_the_rest(event_id=event.pk, absent=True, expected=1, by=None)


def test_the_door_finds_lets_in_flags_and_takes_back_without_a_script(client, url, zoe):
    page = client.get(url, {"q": "oeuvrard ete"}).text
    assert "Œuvrard" in page
    assert zoe.email not in page
    assert zoe.code not in page
    typed = {"registration": zoe.pk, "key": str(uuid.uuid4())}
    assert "Bienvenue" in said(client.post(f"{url}?q=zoe", typed, follow=True))
    again = client.post(url, {**typed, "key": str(uuid.uuid4())}, follow=True)
    assert "déjà" in said(again)
    assert "sur 1 inscription confirmée" in again.text
    client.post(url, {**typed, "undo": "1"})
    assert not Registration.objects.came().exists()


@pytest.mark.parametrize(
    "typed",
    [{}, {"registration": "x"}, {"registration": "9" * 40, "key": "x"}, {"code": "a\0b"}, {"code": "🙂" * 10000}],
)
def test_what_makes_no_sense_at_the_door_changes_nothing(client, url, typed):
    assert client.post(url, {"key": str(uuid.uuid4()), **typed}).status_code == 302
    assert not CheckIn.objects.exists()


def test_a_phone_that_was_away_catches_up_and_twice_is_once(client, opened, zoe, event):
    other = RegistrationFactory(event=event)
    at = (timezone.now() - timedelta(minutes=4)).isoformat()
    scans = [
        {"key": str(uuid.uuid4()), "at": at, "code": zoe.code},
        {"key": str(uuid.uuid4()), "registration": other.pk},
    ]
    for _time in range(2):
        answer = send(client, opened, *scans, {"key": "x"}).json()
        assert [each["outcome"] for each in answer["scans"]] == ["entered", "entered", "unknown"]
    assert CheckIn.objects.count() == 2


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"scans": 1}', '{"scans": [1]}', "[" * 100_000, "\0"])
def test_a_phone_that_tells_nonsense_is_refused(client, opened, body):
    url = reverse("events:door_scans", args=[opened[1]])
    assert client.post(url, body, content_type="application/json").status_code == 400


def test_the_list_for_phones_tells_neither_addresses_nor_codes_nor_links(client, opened, link, zoe, event):
    RegistrationFactory(event=event, state="waiting", last_name="Attente")
    scan(link, code=zoe.code)
    text = client.get(reverse("events:door_people", args=[opened[1]])).text
    (row,) = json.loads(text)["people"]
    assert row["name"] == "Zoë Œuvrard"
    assert row["at"]
    for secret in (zoe.email, zoe.code, zoe.token):
        assert secret not in text


@pytest.mark.parametrize("end", ["expired", "ended", "forged"])
def test_a_link_that_holds_no_longer_is_as_unknown_as_a_wrong_one(client, opened, link, url, end):
    if end == "expired":
        DoorLink.objects.update(expires_at=timezone.now())
    elif end == "ended":
        end_door_link(link_id=link.pk, by=None)
        end_door_link(link_id=link.pk, by=None)
    else:
        url = reverse("events:door", args=["inconnu"])
    assert [client.get(url).status_code for _time in range(21)] == [404] * 20 + [429]


def test_the_camera_and_the_reader_are_allowed_there_alone(client, url):
    response = client.get(url)
    assert "camera=(self)" in response.headers["Permissions-Policy"]
    assert "'wasm-unsafe-eval'" in response.headers["Content-Security-Policy"]
    elsewhere = client.get(reverse("account_login"))
    assert "camera=()" in elsewhere.headers["Permissions-Policy"]
    assert "wasm" not in elsewhere.headers["Content-Security-Policy"]


def test_more_people_ask_the_database_no_more(client, opened, url, event, django_assert_max_num_queries):
    for count in (2, 18):
        RegistrationFactory.create_batch(count, event=event, last_name="Martin")
        for address in (f"{url}?q=martin", reverse("events:door_people", args=[opened[1]])):
            with django_assert_max_num_queries(15):
                assert client.get(address).status_code == 200


def test_an_organiser_makes_a_link_that_is_told_once_and_ends_it(client, event, organiser):
    url = reverse("registration:door", args=[event.pk])
    until = f"{timezone.localtime() + timedelta(hours=3):%Y-%m-%d %H:%M}"
    told = said(client.post(url, {"note": "Accueil", "expires_at": until}, follow=True))
    link = DoorLink.objects.get()
    assert "/porte/" in told
    assert "/porte/" not in client.get(url).text
    client.post(reverse("registration:end_door", args=[event.pk, link.pk]))
    link.refresh_from_db()
    assert not link.is_valid
    actions = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert {"events.event.door", "events.event.door_end"} <= actions


def test_a_link_into_the_past_is_refused_with_what_was_typed(client, event, organiser):
    response = client.post(
        reverse("registration:door", args=[event.pk]), {"note": "Nord", "expires_at": "2020-01-01 10:00"}
    )
    assert "Nord" in response.text
    assert not DoorLink.objects.exists()


def test_an_organiser_marks_the_rest(client, event, organiser, zoe):
    url = reverse("registration:attendance", args=[event.pk])
    assert "Marquer absente" in client.get(url).text
    assert "changé" in said(client.post(url, {"rest": "absent", "expected": "²"}, follow=True))
    client.post(url, {"rest": "absent", "expected": "1"})
    zoe.refresh_from_db()
    assert zoe.was_absent


def test_who_may_not_change_registrations_makes_no_link(client, event, link):
    client.force_login(UserFactory())
    for name, args in (("door", [event.pk]), ("attendance", [event.pk]), ("end_door", [event.pk, link.pk])):
        assert client.post(reverse(f"registration:{name}", args=args)).status_code == 302
    assert link.is_valid


@pytest.mark.django_db
def test_the_badge_comes_by_mail_alone_and_is_not_the_link(client):
    registration = register(EventFactory()).registration
    (message,) = mail.outbox
    (picture,) = [part for part in message.message().walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<badge.png>"
    assert picture.get_payload(decode=True).startswith(b"\x89PNG")
    assert "cid:badge.png" in message.alternatives[0][0]
    assert registration.code not in str(message.body) + message.alternatives[0][0]
    page = client.get(reverse("events:registration", args=[registration.token])).text
    assert registration.code not in page


@pytest.mark.django_db
def test_a_webinar_has_no_door_and_who_waits_no_badge():
    register(EventFactory(kind="webinar"))
    register(EventFactory(capacity=0), email="autre@exemple.fr")
    assert not any("badge.png" in str(row.attachments) for row in Message.objects.all())
    assert not any("badge.png" in letter.alternatives[0][0] for letter in mail.outbox)
