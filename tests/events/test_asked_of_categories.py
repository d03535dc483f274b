"""Questions that are for those of one category alone."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from events.models import Answer, Question
from events.services.asking import Told
from tests.events.test_admin import edit, organiser
from tests.events.test_asking import shown, typed
from tests.events.test_asking_desk import question, save
from tests.events.test_categories import in_editor
from tests.factories import pages
from tests.factories.events import CategoryFactory, QuestionFactory, RegistrationFactory, register

__all__ = ["organiser"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site):
    return pages.event(site)


@pytest.fixture
def visitor(page):
    return CategoryFactory(event=page.event, label_fr="Visiteur")


@pytest.fixture
def press(page):
    return CategoryFactory(event=page.event, label_fr="Presse", label_en="Press")


@pytest.fixture
def paper(page, press) -> Question:
    return QuestionFactory(event=page.event, text_fr="Quel journal ?", required=True, only_for="Presse")


def url(page) -> str:
    return reverse("events:register", args=[page.event_id])


def send(client, page, category, **fields):
    return client.post(url(page), typed(category_id=f"{category.pk}-0.00-0.00", **fields))


def test_the_form_says_of_whom_it_is_asked_and_asks_nobody_else(client, page, visitor, press, paper):
    text = shown(client, url(page))
    assert "Seulement si vous venez en tant que « Presse »." in text
    assert "Quel journal ?</label>" in text, "it is not said to be optional"
    assert send(client, page, visitor).status_code == 302
    refused = send(client, page, press, email="a@exemple.fr")
    assert f"question_{paper.pk}" in refused.context["form"].errors
    answer = {f"question_{paper.pk}": "Le Matin"}
    assert send(client, page, press, email="b@exemple.fr", **answer).status_code == 302
    assert Answer.objects.get().registration.email == "b@exemple.fr"


def test_what_somebody_else_would_be_asked_is_not_kept_and_what_follows_neither(client, page, visitor, press, paper):
    known = QuestionFactory(event=page.event, kind="yes_no", only_for="Presse")
    since = QuestionFactory(event=page.event, only_if="oui", required=True)
    answers = {f"question_{paper.pk}": "Le Matin", f"question_{known.pk}": "yes", f"question_{since.pk}": "2020"}
    assert send(client, page, visitor, **answers).status_code == 302
    assert not Answer.objects.exists()


def test_another_category_s_question_is_refused_by_the_server(page, visitor, paper):
    with pytest.raises(ValidationError):
        register(page.event, category_id=visitor.pk, told=Told({paper.pk: "Le Matin"}))


def test_by_their_link_and_to_the_organiser_each_is_asked_what_is_theirs(client, page, visitor, press, paper):
    rows = [RegistrationFactory(event=page.event, category=category) for category in (visitor, press)]
    asked = ["Quel journal" in client.get(reverse("events:told", args=[row.token])).text for row in rows]
    assert asked == [False, True]
    assert "ont des questions" in shown(client, reverse("events:registration", args=[rows[1].token]))


def test_where_nobody_may_come_as_that_it_is_not_shown(client, page, visitor, paper):
    paper.event.categories.filter(label_fr="Presse").update(by_hand=True)
    assert "Quel journal" not in client.get(url(page)).text
    assert send(client, page, visitor).status_code == 302


def test_an_organiser_names_a_category_in_either_language_and_none_that_is_not_there(client, page, organiser, press):
    save(client, page, question("Quel journal ?", only_for="press"))
    assert Question.objects.get().only_for == "Presse"
    assert "n’a pas de catégorie de ce nom" in save(client, page, question("Quoi ?", only_for="Jury")).text


def test_a_renamed_category_keeps_its_questions(client, page, organiser, press, paper):
    edit(client, page.event, **in_editor({"id": press.pk, "label_fr": "Journalistes"}))
    paper.refresh_from_db()
    assert paper.only_for == "Journalistes"


def test_a_category_stays_while_a_question_is_asked_of_it_alone(client, page, organiser, press, paper):
    gone = {"id": press.pk, "label_fr": "Presse", "DELETE": "1"}
    assert "n’est demandé qu’à la catégorie « Presse »" in edit(client, page.event, **in_editor(gone)).text
    assert page.event.categories.exists()
    edit(client, page.event, **in_editor(gone, {"label_fr": "Presse"}))
    assert page.event.categories.get() != press
    again = {"id": page.event.categories.get().pk, "DELETE": "1"}
    paper.delete()
    edit(client, page.event, **in_editor(again))
    assert not page.event.categories.exists()
