import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from events import limits
from events.models import Registration
from events.services.registering import cancel_registration
from events.sources import SESSION_EMAIL
from portal.core.limits.counting import Limit
from tests.factories import pages
from tests.factories.events import RegistrationFactory
from tests.factories.members import UserFactory, member
from tests.factories.tasks import QUEUED, work
from tests.factories.visitors import signed_in

HOUR = timedelta(hours=1)


@pytest.fixture
def page(site):
    return pages.event(site)


def url(name: str, *args, language: str = "fr") -> str:
    with translation.override(language):
        return reverse(f"events:{name}", args=args)


def typed(**fields) -> dict:
    return {
        "first_name": "Zoë",
        "last_name": "Œuvrard-D’Été",
        "email": "zoe@exemple.fr",
        "organisation_name": "",
        "form_key": str(uuid.uuid4()),
        **fields,
    }


def facts(page, **values):
    for name, value in values.items():
        setattr(page.event, name, value)
    page.event.save()


# The form


def test_the_form_needs_no_account_and_is_kept_by_nobody(client, page):
    response = client.get(url("register", page.event_id))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "sessionid" not in response.cookies


def test_each_form_has_a_key_of_its_own(client, page):
    keys = {client.get(url("register", page.event_id)).context["form"]["form_key"].value() for _twice in range(2)}
    assert len(keys) == 2


def test_a_sent_form_leads_to_a_page_that_says_what_was_recorded(client, page):
    response = client.post(url("register", page.event_id), typed(), follow=True)
    assert response.status_code == 200
    assert response.context["state"] == "confirmed"
    assert "z…@exemple.fr" in response.text
    assert url("calendar", page.event_id) in response.text
    assert Registration.objects.get().state == "confirmed"


def test_an_invalid_form_keeps_what_was_typed(client, page):
    response = client.post(url("register", page.event_id), typed(email="zoe@", first_name="Zoë-Lou"))
    assert response.status_code == 200
    assert "Zoë-Lou" in response.text
    assert not Registration.objects.exists()


@pytest.mark.parametrize("key", ["", "forged", "\x00", "1" * 5000])
def test_a_forged_form_key_registers_all_the_same(client, page, key):
    response = client.post(url("register", page.event_id), typed(form_key=key))
    assert response.status_code in (200, 302)


def test_the_second_click_gets_the_first_one_s_page(client, page):
    fields = typed()
    first, second = (client.post(url("register", page.event_id), fields, follow=True) for _click in range(2))
    assert first.context["state"] == second.context["state"] == "confirmed"
    assert Registration.objects.count() == 1
    assert len(mail.outbox) == 1


def test_the_form_sent_again_after_a_cancellation_says_so(client, page):
    fields = typed()
    client.post(url("register", page.event_id), fields)
    cancel_registration(registration_id=Registration.objects.get().pk, by=None)
    assert client.post(url("register", page.event_id), fields, follow=True).context["state"] == "cancelled"


def test_a_known_address_sees_what_a_new_one_sees(client, page):
    RegistrationFactory(event=page.event, email="known@exemple.fr", first_name="Inconnue")

    def seen(address: str) -> str:
        text = client.post(url("register", page.event_id), typed(email=address), follow=True).text
        return re.sub(r"\w…|[\w-]+(:|%3A)[\w-]+(:|%3A)[\w-]+", "", text)

    assert seen("known@exemple.fr") == seen("new@exemple.fr")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda now: {"cancelled_at": now}, "was cancelled on"),
        (lambda now: {"starts_at": now - 2 * HOUR, "ends_at": now - HOUR}, "ended on"),
        (lambda now: {"registration_opens_at": now + HOUR}, "opens on"),
        (lambda now: {"registration_closes_at": now - HOUR}, "closed on"),
        (lambda now: {"capacity": 0, "has_waiting_list": False}, "no waiting list"),
        (lambda now: {"members_only": True}, "for members"),
        (lambda now: {"starts_at": None, "ends_at": None, "announced_fr": "printemps 2099"}, "not set yet"),
    ],
)
def test_where_there_is_no_form_the_reason_stands(client, page, change, sentence):
    facts(page, **change(timezone.now()))
    response = client.get(url("register", page.event_id, language="en"))
    assert response.context["form"] is None
    assert sentence in response.text


def test_a_form_sent_too_late_keeps_what_was_typed_and_says_why(client, page):
    facts(page, registration_closes_at=timezone.now() - HOUR)
    response = client.post(url("register", page.event_id, language="en"), typed())
    assert response.status_code == 409
    assert "closed on" in response.text
    assert "Œuvrard-D’Été" in response.text


def test_the_server_asks_for_the_membership(client, page):
    facts(page, members_only=True)
    assert client.post(url("register", page.event_id), typed()).status_code == 409
    client.force_login(member())
    assert client.post(url("register", page.event_id), typed()).status_code == 302


def test_somebody_signed_in_finds_their_name_in_the_form(client, page):
    user = UserFactory(first_name="Camille")
    client.force_login(user)
    assert client.get(url("register", page.event_id)).context["form"].initial["email"] == user.email


def test_the_form_speaks_the_language_of_its_address(client, page):
    english = pages.translate(page, title="A workshop")
    assert client.get(url("register", page.event_id, language="en")).context["event_page"].pk == english.pk
    assert client.get(url("register", page.event_id)).context["event_page"].pk == page.pk


@pytest.mark.parametrize("name", ["register", "calendar"])
def test_an_event_without_a_published_page_is_not_there(client, page, name):
    page.unpublish()
    assert client.get(url(name, page.event_id)).status_code == 404
    assert client.post(url("register", page.event_id), typed()).status_code == 404
    assert client.get(url(name, 10**20)).status_code == 404


@pytest.mark.parametrize("field", ["first_name", "last_name", "organisation_name"])
def test_a_web_address_is_not_mailed_to_a_stranger(client, page, field):
    response = client.post(url("register", page.event_id, language="en"), typed(**{field: "Win at exemple.fr/gift"}))
    assert "without a web address" in response.text
    assert "exemple.fr/gift" in response.text
    assert not Registration.objects.exists()
    assert not mail.outbox


# Too often


@pytest.fixture
def few(monkeypatch):
    """The limits, of no more than three."""
    for name in ("REGISTER", "REGISTER_SIGNED_IN"):
        monkeypatch.setattr(limits, name, [Limit(name, 3, timedelta(minutes=1))])


def test_a_flood_is_slowed_down_and_loses_nothing_typed(client, page, few):
    for _time in range(3):
        client.post(url("register", page.event_id), typed(email="x"))
    response = client.post(url("register", page.event_id), typed())
    assert response.status_code == 429
    assert "Œuvrard-D’Été" in response.text
    assert response.headers["Retry-After"] == "60"
    assert "renvoyez-la dans une minute" in response.text
    other = client.post(url("register", page.event_id), typed(), REMOTE_ADDR="203.0.113.7")
    assert other.status_code == 302


def test_who_is_signed_in_is_not_held_up_by_others_behind_the_same_address(client, page, few):
    colleague = signed_in(UserFactory())
    for number in range(3):
        client.post(url("register", page.event_id), typed(email=f"{number}@exemple.fr"))
    assert client.post(url("register", page.event_id), typed()).status_code == 429
    sent = [colleague.post(url("register", page.event_id), typed(email=f"c{number}@exemple.fr")) for number in range(4)]
    assert [response.status_code for response in sent] == [302, 302, 302, 429]


def test_behind_a_trusted_proxy_the_client_counts_and_not_what_it_claims(client, page, settings, few):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(3):
        client.post(
            url("register", page.event_id),
            typed(email="x"),
            headers={"x-forwarded-for": f"192.0.2.{number}, 203.0.113.7"},
        )
    flooder, neighbour = (
        client.post(url("register", page.event_id), typed(), headers={"x-forwarded-for": f"192.0.2.99, {address}"})
        for address in ("203.0.113.7", "203.0.113.8")
    )
    assert (flooder.status_code, neighbour.status_code) == (429, 302)


# A person's own page


@pytest.fixture
def registration(page):
    return RegistrationFactory(event=page.event)


def test_opening_the_link_changes_nothing(client, registration):
    for method in (client.get, client.head):
        assert method(url("registration", registration.token)).status_code == 200
    registration.refresh_from_db()
    assert registration.state == "confirmed"
    assert not mail.outbox


def test_the_button_cancels_once(client, registration):
    for _click in range(2):
        assert client.post(url("registration", registration.token), follow=True).status_code == 200
    registration.refresh_from_db()
    assert registration.state == "cancelled"
    assert len(mail.outbox) == 1


def test_once_the_event_has_started_nobody_cancels_here(client, page, registration):
    facts(page, starts_at=timezone.now() - HOUR)
    response = client.post(url("registration", registration.token), follow=True)
    registration.refresh_from_db()
    assert registration.state == "confirmed"
    assert not response.context["may_cancel"]


def test_the_personal_page_outlives_the_event_s_page(client, page, registration):
    page.unpublish()
    assert client.get(url("registration", registration.token)).status_code == 200


def test_a_wrong_and_an_unknown_token_get_the_same_answer(client, registration):
    wrong = client.get(url("registration", registration.token[:-1]))
    unknown = client.get(url("registration", "x" * 32))
    assert wrong.status_code == unknown.status_code == 404
    assert wrong.text.replace(registration.token[:-1], "") == unknown.text.replace("x" * 32, "")


def test_guessing_tokens_is_slowed_down(client, registration):
    for number in range(25):
        client.get(url("registration", f"guess-{number}"))
    assert client.get(url("registration", registration.token)).status_code == 429
    assert client.get(url("registered", "a:b:c")).status_code == 429
    assert client.get(url("registration", registration.token), REMOTE_ADDR="203.0.113.7").status_code == 200


@pytest.mark.parametrize("receipt", ["forged", "a:b:c", "é:è:à", "\x00"])
def test_a_forged_receipt_is_not_there(client, page, receipt):
    assert client.get(url("registered", receipt)).status_code == 404


def test_a_receipt_expires(client, page, time_machine):
    receipt = client.post(url("register", page.event_id), typed()).url
    time_machine.move_to(timezone.now() + timedelta(days=8))
    assert client.get(receipt).status_code == 404


# The calendar


def test_anybody_gets_the_event_for_their_calendar(client, page):
    response = client.get(url("calendar", page.event_id))
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert f"URL:http://testserver{page.url}" in response.text.replace("\r\n ", "")


def test_a_cancelled_event_leaves_the_calendar(client, page):
    facts(page, cancelled_at=timezone.now())
    assert "METHOD:CANCEL" in client.get(url("calendar", page.event_id)).text


# An event announced without a date


@pytest.fixture
def announced(site):
    words = {"starts_at": None, "ends_at": None, "announced_fr": "printemps 2099", "announced_en": "spring 2099"}
    return pages.event(site, title="Un jour", facts=words)


def test_it_stands_in_the_lists_after_those_with_a_date(client, site, page, announced):
    for address in ("/evenements/", "/"):
        text = client.get(address).text
        assert text.index(page.title) < text.index("Un jour")
        assert "Printemps 2099" in text


def test_its_page_says_when_in_words_and_that_registration_waits_for_the_date(client, announced):
    text = client.get(announced.url).text
    assert "Printemps 2099" in text
    assert "Les inscriptions ouvriront" in text
    assert url("register", announced.event_id) not in text
    assert '"startDate"' not in text
    assert '"@type": "Event"' in text


def test_it_has_no_calendar_entry_and_no_form(client, announced):
    assert client.get(url("calendar", announced.event_id)).status_code == 404
    assert client.get(url("register", announced.event_id)).context["form"] is None
    assert client.post(url("register", announced.event_id), typed()).status_code == 409


def test_its_words_follow_the_language(client, announced):
    english = pages.translate(announced, title="One day")
    assert "Spring 2099" in client.get(english.url).text


# The attendee's code


def test_the_code_opens_what_is_reserved_for_attendees(client, site, page):
    RegistrationFactory(event=page.event, email="zoe@exemple.fr")
    page.materials = pages.text("canaricode")
    page.save_revision().publish()
    pages.release(page, preview_event=page.event, preview_at=timezone.now())
    assert "canaricode" not in client.get(page.url).text

    sent = client.post(f"{url('attendee_code')}?next={page.url}", {"email": "Zoe@exemple.fr"})
    code = mail.outbox[-1].subject.split()[-1]
    response = client.post(sent.url, {"code": f" {code[:3]} {code[3:]} "}, follow=True)

    assert response.redirect_chain[-1][0] == page.url
    assert list(client.session[SESSION_EMAIL]) == ["zoe@exemple.fr"]
    assert "canaricode" in response.text


def test_the_first_of_several_codes_still_opens(client, page):
    RegistrationFactory(event=page.event, email="zoe@exemple.fr")
    for _asked in range(4):
        sent = client.post(url("attendee_code"), {"email": "zoe@exemple.fr"})
    code = mail.outbox[0].subject.split()[-1]
    assert client.post(sent.url, {"code": code}).url == "/"


def test_an_unknown_address_gets_the_same_answer_and_no_message(client, page, settings):
    settings.TASKS = QUEUED
    RegistrationFactory(event=page.event, email="known@exemple.fr")
    known, unknown = (
        client.post(url("attendee_code"), {"email": f"{name}@exemple.fr"}) for name in ("known", "unknown")
    )
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert (work(), len(mail.outbox)) == (1, 1)
    assert client.post(known.url, {"code": "000000"}).status_code == 200
    assert SESSION_EMAIL not in client.session


def test_the_code_works_only_where_it_was_asked_for(client, page):
    assert client.get(url("attendee_code_enter")).status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_a_foreign_next_leads_home(client, page, target):
    RegistrationFactory(event=page.event, email="zoe@exemple.fr")
    sent = client.post(f"{url('attendee_code')}?next={target}", {"email": "zoe@exemple.fr"})
    code = mail.outbox[-1].subject.split()[-1]
    assert client.post(sent.url, {"code": code}).url == "/"


def test_trying_codes_is_slowed_down(client, page):
    sent = client.post(url("attendee_code"), {"email": "zoe@exemple.fr"})
    answers = [client.post(sent.url, {"code": f"{number:06}"}).status_code for number in range(12)]
    assert answers[0] == 200
    assert answers[-1] == 429
