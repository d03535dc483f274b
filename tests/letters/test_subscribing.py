"""Somebody wants letters, chooses among them, and stops them: without an account, or with one."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.core.mail.models import Message
from portal.letters.holdings import forget_asked, forget_readers
from portal.letters.models import AskedFor, Ending, Kind, Reader, Source, Subscription
from tests.factories.letters import letter, reader
from tests.factories.members import UserFactory
from tests.factories.pages import article
from tests.factories.tasks import QUEUED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

EMAIL = "lise@exemple.fr"


def ask(client: Client | None = None, remote: str = "10.1.0.1", **fields):
    sent = {"email": EMAIL, "kinds": ["letter", "studies"], "language": "fr", **fields}
    return (client or Client()).post(reverse("letters:subscribe"), sent, REMOTE_ADDR=remote)


def link_in(message) -> str:
    return re.search(r"http://testserver(\S+)", message.body)[1]


@pytest.mark.parametrize("url", ["/lettre/", "/en/letter/", "/lettre/encore-une-etape/", "/en/letter/one-more-step/"])
def test_each_page_is_there_in_both_languages_and_kept_by_nobody(client, url):
    response = client.get(url)
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_every_page_leads_there(client):
    assert 'href="/lettre/"' in client.get("/").content.decode()


def test_the_form_at_the_foot_of_a_page_needs_no_cookie_and_does_nothing_by_itself(mailoutbox):
    client = Client(enforce_csrf_checks=True)
    page = client.get("/")
    assert 'action="/lettre/commencer/"' in page.text
    assert not page.cookies
    response = client.post("/lettre/commencer/", {"email": EMAIL})
    assert response.status_code == 200
    assert f'value="{EMAIL}"' in response.text
    assert 'action="/lettre/"' in response.text
    assert not AskedFor.objects.exists()
    assert not mailoutbox


@pytest.mark.parametrize("typed", ["", "pas une adresse", "\0", "<b>" * 200])
def test_what_is_typed_there_is_never_lost_nor_a_fault(typed):
    response = Client().post("/en/letter/begin/", {"email": typed})
    assert response.status_code == 200
    assert Client().get("/en/letter/begin/")["Location"] == "/en/letter/"


def test_nothing_is_subscribed_before_the_address_is_confirmed(mailoutbox):
    assert ask()["Location"] == reverse("letters:asked")
    [message] = mailoutbox
    assert message.to == [EMAIL]
    assert not Reader.objects.exists()


def test_only_a_post_confirms(client, mailoutbox):
    ask()
    link = link_in(mailoutbox[0])
    assert client.get(link).status_code == 200
    assert not Subscription.objects.exists()
    client.post(link)
    assert set(Subscription.objects.values_list("kind", "source")) == {("letter", "form"), ("studies", "form")}


def test_the_sentence_agreed_to_is_kept_as_it_was_read(client, mailoutbox):
    ask(kinds=["letter"])
    page = client.get(link_in(mailoutbox[0])).content.decode()
    client.post(link_in(mailoutbox[0]))
    consent = Subscription.objects.get().consent
    assert consent.startswith("Je souhaite recevoir par e-mail : la lettre.")
    assert "Je souhaite recevoir" in page


def test_what_one_gets_already_goes_on(client, mailoutbox):
    known = reader(EMAIL, Kind.EVENTS, Kind.LETTER)
    ask(kinds=["letter", "studies"])
    client.post(link_in(mailoutbox[0]))
    assert known.kinds() == {"events", "letter", "studies"}


def test_the_answer_is_the_same_whoever_the_address_belongs_to(mailoutbox):
    reader(EMAIL)
    known, unknown = ask(), ask(email="autre@exemple.fr")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mailoutbox) == 2


def test_letter_case_makes_no_second_reader(client, mailoutbox):
    reader(EMAIL)
    ask(email="Lise@Exemple.fr")
    client.post(link_in(mailoutbox[0]))
    assert Reader.objects.get().email == EMAIL


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "lise"},
        {"email": "lise\0@exemple.fr"},
        {"email": "a" * 300 + "@exemple.fr"},
        {"kinds": []},
        {"kinds": ["tout"]},
        {"language": "de"},
        {"email": "😀@exemple.fr\nBcc: x@exemple.fr"},
    ],
)
def test_what_can_t_be_is_refused_with_what_was_typed(fields, mailoutbox):
    response = ask(**fields)
    assert response.status_code == 200
    assert "error" in response.content.decode()
    assert not mailoutbox
    assert not AskedFor.objects.exists()


def test_one_network_is_slowed_down(mailoutbox):
    answers = [ask(email=f"lise{number}@exemple.fr") for number in range(11)]
    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"] == "3600"
    assert "lise10@exemple.fr" in answers[-1].content.decode()


def test_one_address_is_written_to_three_times_a_day_and_the_answer_stays_the_same(settings):
    settings.TASKS = QUEUED
    answers = [ask(remote=f"10.2.{number}.1") for number in range(4)]
    assert Message.objects.count() == 3
    assert {answer["Location"] for answer in answers} == {reverse("letters:asked")}


@pytest.mark.parametrize("name", ["letters:confirm", "letters:choices"])
def test_a_link_that_does_not_hold_says_so(client, name):
    response = client.get(reverse(name, args=["inconnu"]))
    assert response.status_code == 404
    assert "n’est plus valable" in response.content.decode()


def test_wrong_links_are_slowed_down(client):
    for number in range(21):
        response = client.get(reverse("letters:choices", args=[f"faux{number}"]))
    assert response.status_code == 429


def test_the_choice_is_exactly_what_is_ticked(client):
    known = reader(EMAIL, Kind.LETTER, Kind.EVENTS)
    url = reverse("letters:choices", args=[known.token])
    client.post(url, {"kinds": ["studies", "letter"], "language": "en"})
    known.refresh_from_db()
    assert (known.kinds(), known.language) == ({"letter", "studies"}, "en")
    added = Subscription.objects.get(kind="studies")
    assert added.source == Source.LINK
    agreed = added.consent.removeprefix("Les nouvelles études. ").partition(" ;")[0]
    assert agreed == "En cochant une case, vous acceptez de recevoir cet envoi"
    assert agreed in client.get(url).content.decode()


def test_unticking_all_stops_all(client):
    known = reader(EMAIL, Kind.LETTER, Kind.EVENTS)
    client.post(reverse("letters:choices", args=[known.token]), {"language": "fr"})
    assert known.kinds() == set()
    assert set(Subscription.objects.values_list("ending", flat=True)) == {Ending.STOPPED}


def test_a_get_stops_nothing(client):
    known, one = reader(EMAIL), letter()
    client.get(reverse("letters:stop", args=[known.token, one.pk]))
    assert known.kinds() == {"letter"}


def test_a_mail_program_stops_the_kind_by_one_post_without_cookie_or_token():
    known, one = reader(EMAIL, Kind.LETTER, Kind.EVENTS), letter()
    strict = Client(enforce_csrf_checks=True)
    url = reverse("letters:stop", args=[known.token, one.pk])
    for _again in range(2):
        assert strict.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert known.kinds() == {"events"}
    assert Subscription.objects.get(kind="letter").ended_after == one


def test_whoever_is_signed_in_chooses_in_their_account(client):
    user = UserFactory(email="zoe@exemple.fr")
    client.force_login(user)
    url = reverse("letters:mine")
    assert client.get(url).status_code == 200
    assert not Reader.objects.exists()
    client.post(url, {"kinds": ["events"], "language": "fr"})
    assert Subscription.objects.get().source == Source.ACCOUNT
    assert Reader.objects.get().email == "zoe@exemple.fr"


def test_the_account_shows_the_proof_and_leads_to_the_choice(client):
    user = UserFactory(email=EMAIL)
    reader(EMAIL)
    client.force_login(user)
    assert reverse("letters:mine") in client.get(reverse("account:home")).content.decode()
    assert "Je souhaite recevoir." in client.get(reverse("letters:mine")).content.decode()


def test_a_signed_in_visitor_alone_has_choices(client):
    assert reverse("account_login") in client.get(reverse("letters:mine"))["Location"]


def test_what_was_never_confirmed_is_forgotten(mailoutbox):
    ask()
    AskedFor.objects.update(asked_at=timezone.now() - timedelta(days=8))
    before = timezone.now() - timedelta(days=7)
    assert (forget_asked(before), forget_asked(before)) == (1, 0)


def test_the_proof_is_forgotten_a_while_after_the_end():
    old, lately, current = (reader(f"{name}@exemple.fr") for name in ("a", "b", "c"))
    Reader.objects.update(created_at=timezone.now() - timedelta(days=5000))
    Subscription.objects.filter(reader=old).update(ended_at=timezone.now() - timedelta(days=1200))
    Subscription.objects.filter(reader=lately).update(ended_at=timezone.now() - timedelta(days=10))
    before = timezone.now() - timedelta(days=1095)
    assert (forget_readers(before), forget_readers(before)) == (1, 0)
    assert set(Reader.objects.all()) == {lately, current}


def test_the_message_that_confirms_is_about_nothing_else(mailoutbox, site):
    article(site)
    ask()
    assert Message.objects.get().stop_url == ""
