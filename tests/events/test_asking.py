"""What an event asks beside who somebody is: told by the form, changed by the link, seen by whom it concerns."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from events.holdings import forget_needs, without_names
from events.models import Agreement, Answer, Needs, Question, QuestionKind, Registration
from events.services.asking import Told, change_told
from events.states import Refused
from portal.core.mail.models import Message
from portal.core.personal_data.registry import Subject, exported
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.events import ConsentFactory, EventFactory, QuestionFactory, RegistrationFactory, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site):
    return pages.event(site)


@pytest.fixture
def dinner(page) -> Question:
    return QuestionFactory(event=page.event, kind="yes_no", text_fr="Serez-vous au dîner ?", required=True)


@pytest.fixture
def dish(page, dinner) -> Question:
    """Asked of those alone who come to the dinner."""
    facts = {"kind": "choice", "options_fr": "Poisson\nLégumes", "options_en": "Fish\nVegetables", "only_if": "Oui"}
    return QuestionFactory(event=page.event, text_fr="Quel plat ?", required=True, **facts)


def url(name: str, *args, language: str = "fr") -> str:
    with translation.override(language):
        return reverse(f"events:{name}", args=args)


def typed(**fields) -> dict:
    person = {"first_name": "Zoë", "last_name": "Œuvrard", "email": "zoe@exemple.fr", "form_key": str(uuid.uuid4())}
    return {**person, **fields}


def send(client, page, **fields):
    return client.post(url("register", page.event_id), typed(**fields))


def shown(client, there: str) -> str:
    """The page, with its French spaces as they are typed."""
    return re.sub("[\u00a0\u202f]", " ", client.get(there).text)


def answers() -> dict[str, str]:
    return dict(Answer.objects.values_list("question__text_fr", "text"))


# Questions


def test_the_form_asks_what_the_event_asks_and_keeps_the_answers(client, page, dinner, dish):
    response = send(client, page, **{f"question_{dinner.pk}": "yes", f"question_{dish.pk}": "Légumes"})
    assert response.status_code == 302
    assert answers() == {"Serez-vous au dîner ?": "yes", "Quel plat ?": "Légumes"}


def test_a_question_that_must_be_answered_is_told_and_what_was_typed_stays(client, page, dinner):
    response = send(client, page)
    assert response.status_code == 200
    assert f"question_{dinner.pk}" in response.context["form"].errors
    assert "Œuvrard" in response.text
    assert not Registration.objects.exists()


def test_who_meets_the_condition_must_answer_and_who_does_not_is_not_asked(client, page, dinner, dish):
    refused = send(client, page, **{f"question_{dinner.pk}": "yes"})
    assert f"question_{dish.pk}" in refused.context["form"].errors
    assert send(client, page, **{f"question_{dinner.pk}": "no", f"question_{dish.pk}": "Poisson"}).status_code == 302
    assert answers() == {"Serez-vous au dîner ?": "no"}


def test_the_condition_is_told_beside_its_question(client, page, dish):
    text = shown(client, url("register", page.event_id))
    assert "« Oui » à « Serez-vous au dîner ? »" in text


def test_several_choices_are_kept_one_a_line(client, page):
    question = QuestionFactory(event=page.event, kind="several", options_fr="Lundi\nMardi\nJeudi")
    send(client, page, **{f"question_{question.pk}": ["Mardi", "Jeudi"]})
    assert Answer.objects.get().text == "Mardi\nJeudi"


@pytest.mark.parametrize("kind", QuestionKind.values)
@pytest.mark.parametrize("answer", ["\x00", "é" * 10_000, "🥕", "'; --", "Mercredi", ""])
def test_whatever_is_sent_for_an_answer_never_breaks_the_form(client, page, kind, answer):
    question = QuestionFactory(event=page.event, kind=kind, options_fr="Lundi\nMardi")
    assert send(client, page, **{f"question_{question.pk}": answer}).status_code in (200, 302)


def test_another_events_question_is_refused(client, page):
    foreign = QuestionFactory(event=EventFactory())
    response = send(client, page, **{f"question_{foreign.pk}": "Bonjour"})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    with pytest.raises(ValidationError):
        register(page.event, told=Told(answers={foreign.pk: "Bonjour"}))
    assert not Registration.objects.exists()


def test_the_server_asks_too(page, dinner):
    with pytest.raises(ValidationError):
        register(page.event)
    with pytest.raises(ValidationError):
        register(page.event, told=Told(answers={dinner.pk: "peut-être"}))


def test_what_is_missing_in_english_stands_in_french_and_is_marked_so(client, page, dish):
    text = shown(client, url("register", page.event_id, language="en"))
    assert '<span lang="fr">Quel plat ?</span>' in text
    assert "Vegetables" in text


def test_a_text_of_the_organiser_is_no_markup(client, page):
    QuestionFactory(event=page.event, text_fr="<b>Gras</b>", help_fr="<script>alert(1)</script>")
    text = client.get(url("register", page.event_id)).text
    assert "<b>Gras" not in text
    assert "<script>alert" not in text


def test_a_known_address_is_answered_alike_and_tells_nothing_new(client, page, dinner):
    def seen(email: str) -> str:
        answer = {f"question_{dinner.pk}": "no"}
        text = client.post(url("register", page.event_id), typed(email=email, **answer), follow=True).text
        return re.sub(r"\w…|[\w-]+(:|%3A)[\w-]+(:|%3A)[\w-]+", "", text)

    RegistrationFactory(event=page.event, email="known@exemple.fr")
    assert seen("known@exemple.fr") == seen("new@exemple.fr")
    assert Answer.objects.count() == 1


def test_a_form_of_twenty_questions_costs_what_one_of_two_does(client, page):
    def add(count: int) -> None:
        for number in range(count):
            kind = QuestionKind.values[number % 4]
            QuestionFactory(event=page.event, kind=kind, options_fr="Lundi\nMardi", only_if="oui" if number % 3 else "")
            ConsentFactory(event=page.event)

    there = url("register", page.event_id)
    add(2)
    two = queries(client, there)
    add(18)
    assert queries(client, there) == two


# Consents


def test_a_consent_is_kept_with_its_words_its_version_and_the_moment(client, page):
    consent = ConsentFactory(event=page.event)
    consent.text_fr = "J’accepte d’être photographiée ou photographié."
    consent.save()
    send(client, page, **{f"consent_{consent.pk}": "on"})
    agreement = Agreement.objects.get()
    assert (agreement.words, agreement.version, agreement.withdrawn_at) == (consent.text_fr, 2, None)
    consent.delete()
    agreement.refresh_from_db()
    assert agreement.words.startswith("J’accepte")


def test_who_registers_in_english_agreed_to_english_words(page):
    consent = ConsentFactory(event=page.event)
    register(page.event, language="en", told=Told(consents=frozenset([consent.pk])))
    assert Agreement.objects.get().words == "I agree to be photographed."


def test_nobody_registers_without_what_is_required(client, page):
    consent = ConsentFactory(event=page.event, required=True)
    assert f"consent_{consent.pk}" in send(client, page).context["form"].errors
    with pytest.raises(ValidationError):
        register(page.event)


# Allergies and access needs


def needs_asked(page):
    page.event.asks_needs = True
    page.event.save()
    return page.event


def test_needs_are_asked_where_the_organiser_wants_them_alone(client, page):
    assert "allergies" not in client.get(url("register", page.event_id)).context["form"].fields
    needs_asked(page)
    assert "allergies" in client.get(url("register", page.event_id)).context["form"].fields


def test_needs_are_optional(client, page):
    needs_asked(page)
    assert send(client, page).status_code == 302
    assert not Needs.objects.exists()


def test_needs_stand_apart_and_in_no_message_nor_log(client, page):
    needs_asked(page)
    send(client, page, diets=["vegan"], allergies="céleri rave", access="fauteuil roulant")
    needs = Needs.objects.get()
    assert (needs.diets, needs.allergies, needs.access) == (["vegan"], "céleri rave", "fauteuil roulant")
    told = [str(row) for row in (*mail.outbox, *Message.objects.values_list(), *ModelLogEntry.objects.values_list())]
    told += [part for message in mail.outbox for part in (message.body, message.subject)]
    assert not [text for text in told if "céleri" in text or "fauteuil" in text or "vegan" in text]


def test_needs_are_erased_after_the_event_once():
    now = timezone.now()
    for days, left in ((1, True), (9, False)):
        ended = EventFactory(starts_at=now - timedelta(days=days, hours=3), ends_at=now - timedelta(days=days))
        Needs.objects.create(registration=RegistrationFactory(event=ended), allergies=f"noix {left}")
    cancelled = RegistrationFactory(event=EventFactory(), state="cancelled", cancelled_at=now - timedelta(days=9))
    Needs.objects.create(registration=cancelled, allergies="noix")
    coming = Needs.objects.create(registration=RegistrationFactory(event=EventFactory()), allergies="noix")
    before = now - timedelta(days=7)
    assert forget_needs(before) == 2
    assert forget_needs(before) == 0
    assert set(Needs.objects.values_list("allergies", flat=True)) == {"noix True", coming.allergies}


# Changed by the link


def test_what_was_told_is_changed_by_the_link(client, page, dinner):
    event = needs_asked(page)
    consent = ConsentFactory(event=event)
    told = Told({dinner.pk: "no"}, frozenset([consent.pk]), {"diets": ["vegan"], "allergies": "", "access": ""})
    registration = register(event, told=told).registration
    there = url("told", registration.token)
    form = client.get(there).context["form"]
    assert form.initial[f"question_{dinner.pk}"] == "no"
    assert form.initial[f"consent_{consent.pk}"] is True
    assert form.initial["diets"] == ["vegan"]
    response = client.post(there, {f"question_{dinner.pk}": "yes", "access": "boucle magnétique"})
    assert response.url == url("registration", registration.token)
    assert answers() == {"Serez-vous au dîner ?": "yes"}
    assert Agreement.objects.get().withdrawn_at is not None
    assert (Needs.objects.get().diets, Needs.objects.get().access) == ([], "boucle magnétique")


def test_the_link_shows_what_was_told(client, page, dinner):
    registration = register(page.event, told=Told({dinner.pk: "yes"})).registration
    text = shown(client, url("registration", registration.token))
    assert "Serez-vous au dîner ?" in text
    assert url("told", registration.token) in text


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": timezone.now() - timedelta(hours=1)},
        {"cancelled_at": timezone.now()},
    ],
)
def test_nothing_is_changed_once_it_is_too_late(client, page, dinner, change):
    registration = register(page.event, told=Told({dinner.pk: "yes"})).registration
    for name, value in change.items():
        setattr(page.event, name, value)
    page.event.save()
    assert client.post(url("told", registration.token), {f"question_{dinner.pk}": "no"}).status_code == 302
    with pytest.raises(Refused):
        change_told(registration_id=registration.pk, told=Told({dinner.pk: "no"}), by=None)
    assert answers() == {"Serez-vous au dîner ?": "yes"}


def test_a_link_that_leads_nowhere_is_answered_like_any_other(client, page):
    assert client.get(url("told", "wrong")).status_code == 404


def test_what_is_missing_is_not_saved(client, page, dinner):
    registration = register(page.event, told=Told({dinner.pk: "yes"})).registration
    assert client.post(url("told", registration.token), {}).status_code == 200
    assert answers() == {"Serez-vous au dîner ?": "yes"}


# Personal data


def test_what_was_told_is_in_ones_copy(page, dinner):
    event = needs_asked(page)
    consent = ConsentFactory(event=event)
    register(event, told=Told({dinner.pk: "yes"}, frozenset([consent.pk]), {"allergies": "noix"}))
    copy = exported(Subject(0, frozenset(["zoe@exemple.fr"])))
    assert copy["events.Answer"][0]["text"] == "yes"
    assert copy["events.Agreement"][0]["words"] == consent.text_fr
    assert copy["events.Needs"][0]["allergies"] == "noix"


def test_what_was_told_goes_with_the_name(page, dinner):

    register(page.event, told=Told({dinner.pk: "yes"}))
    without_names(Registration.objects.all())
    assert not Answer.objects.exists()


def test_a_copied_event_asks_the_same(page, dinner, dish):
    ConsentFactory(event=page.event)
    copy = page.event.clone()
    copy.save()
    assert list(copy.questions.values_list("text_fr", "only_if")) == [
        ("Serez-vous au dîner ?", ""),
        ("Quel plat ?", "Oui"),
    ]
    assert copy.consents.count() == 1
