"""What the organiser sees and does of what the form asks."""

import csv
import re
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from events.models import Agreement, Answer, Needs
from events.services.asking import Told
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.events import ConsentFactory, QuestionFactory, RegistrationFactory, register
from tests.factories.members import UserFactory
from tests.factories.visitors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site):
    return pages.event(site)


@pytest.fixture
def desk(site):
    return signed_in(UserFactory(is_superuser=True))


def rows_of(prefix: str, *rows: dict, there: int = 0) -> dict:
    """What the editor's form sends for the rows of a panel."""
    sent = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": there}
    sent |= {f"{prefix}-MIN_NUM_FORMS": 0, f"{prefix}-MAX_NUM_FORMS": 1000}
    for number, row in enumerate(rows):
        cells = {"id": "", "DELETE": "", "ORDER": number + 1, **row}
        sent |= {f"{prefix}-{number}-{name}": value for name, value in cells.items()}
    return sent


def question(text: str, kind: str = "text", **facts) -> dict:
    return {"text_fr": text, "kind": kind, "options_fr": "", "only_if": "", **facts}


def save(desk, page, *questions: dict, consents: tuple = (), there: int = 0, **facts):
    sent = {**rows_of("questions", *questions, there=there), **rows_of("consents", *consents), **facts}
    return desk.post(reverse("event:asked", args=[page.event_id]), sent)


@pytest.mark.parametrize("name", ["event:asked", "event:feedback"])
def test_what_is_written_on_a_screen_of_questions_is_sent_to_that_screen(desk, page, name):
    url = reverse(name, args=[page.event_id])
    assert f'action="{url}"' in desk.get(url).text


def test_questions_consents_and_needs_are_set_on_one_screen(desk, page):
    asked = [question("Un mot ?"), question("Dîner ?", "yes_no"), question("Plat ?", only_if="oui")]
    response = save(desk, page, *asked, consents=({"text_fr": "D’accord."},), asks_needs="on")
    assert response.status_code == 302
    page.event.refresh_from_db()
    assert [row.text_fr for row in page.event.questions.all()] == ["Un mot ?", "Dîner ?", "Plat ?"]
    assert page.event.consents.get().version == 1
    assert page.event.asks_needs


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ([question("Plat ?", only_if="oui")], "n’offre pas ce choix"),
        ([question("Un mot ?"), question("Plat ?", only_if="oui")], "n’offre pas ce choix"),
        ([question("Dîner ?", "yes_no"), question("Plat ?", only_if="peut-être")], "n’offre pas ce choix"),
        ([question("Plat ?", "choice", options_fr="Poisson")], "au moins deux choix"),
        ([question("Plat ?", "choice", options_fr="Poisson\nPoisson")], "au moins deux choix"),
        ([question("Plat ?", "several", options_fr="Poisson\nLégumes", options_en="Fish")], "autant de choix"),
    ],
)
def test_what_could_not_be_asked_is_refused_and_kept(desk, page, asked, sentence):
    response = save(desk, page, *asked)
    assert response.status_code == 200
    assert sentence in response.text
    assert "Plat ?" in response.text
    assert not page.event.questions.exists()


def test_what_somebody_answered_is_not_taken_away(desk, page):
    row = QuestionFactory(event=page.event)
    register(page.event, told=Told({row.pk: "Bonjour"}))
    response = save(desk, page, {**question(row.text_fr), "id": row.pk, "DELETE": "1"}, there=1)
    assert "ont déjà répondu" in response.text
    assert Answer.objects.exists()


def test_a_question_nobody_answered_is_taken_away(desk, page):
    row = QuestionFactory(event=page.event)
    assert save(desk, page, {**question(row.text_fr), "id": row.pk, "DELETE": "1"}, there=1).status_code == 302
    assert not page.event.questions.exists()


def test_an_event_that_lacks_its_date_takes_questions_too(desk, page):
    """Its own facts are another form's."""
    page.event.starts_at = page.event.ends_at = None
    page.event.save()
    assert save(desk, page, question("Un mot ?")).status_code == 302


def test_the_registration_shows_what_was_told(desk, page):
    row, consent = QuestionFactory(event=page.event), ConsentFactory(event=page.event)
    made = register(page.event, told=Told({row.pk: "=1+1"}, frozenset([consent.pk]))).registration
    Needs.objects.create(registration=made, diets=["vegan"], access="fauteuil")
    text = desk.get(reverse("registration:edit", args=[made.pk])).text
    assert "=1+1" in text
    assert consent.text_fr in text
    assert "fauteuil" in text


def test_the_list_of_one_event_has_a_column_for_each_question_and_consent(desk, page):
    row, consent = QuestionFactory(event=page.event, text_fr="=Un mot"), ConsentFactory(event=page.event)
    page.event.asks_needs = True
    page.event.save()
    told = Told({row.pk: "=1+1"}, frozenset([consent.pk]), {"allergies": "noix"})
    register(page.event, told=told)
    RegistrationFactory(event=page.event)
    there = f"{reverse('registration:index')}?event={page.event_id}"
    text = desk.get(f"{there}&export=csv").getvalue().decode("utf-8-sig")
    lines = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert {line["'=Un mot"] for line in lines} == {"'=1+1", ""}
    assert {line["J’accepte d’être photographié."] for line in lines} == {"oui", ""}
    assert "noix" not in text
    sheet = load_workbook(BytesIO(desk.get(f"{there}&export=xlsx").getvalue())).active
    assert "=1+1" in {cell.value for row in sheet.iter_rows(min_row=2) for cell in row if cell.data_type == "s"}
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_list_of_all_events_and_a_forged_one_have_no_such_column(desk, page):
    QuestionFactory(event=page.event, text_fr="Un mot")
    RegistrationFactory(event=page.event)
    for event in ("", "999999", "x", "1" * 40):
        response = desk.get(f"{reverse('registration:index')}?event={event}&export=csv")
        assert "Un mot" not in response.getvalue().decode()


def test_a_list_of_twenty_costs_what_one_of_two_does(desk, page):
    row, consent = QuestionFactory(event=page.event), ConsentFactory(event=page.event)

    def add(count: int) -> None:
        for made in [RegistrationFactory(event=page.event) for _each in range(count)]:
            Answer.objects.create(registration=made, question=row, text="Bonjour")
            Agreement.to(consent, made, timezone.now()).save()

    there = f"{reverse('registration:index')}?event={page.event_id}&export=csv"
    add(2)
    two = queries(desk, there)
    add(18)
    assert queries(desk, there) == two


def test_the_kitchen_gets_numbers_without_names(desk, page):
    for name, diets, allergies in (
        ("Ada", ["vegan", "no_nuts"], ""),
        ("Bo", ["vegan"], "Céleri"),
        ("Cy", [], "céleri "),
    ):
        made = RegistrationFactory(event=page.event, first_name=name, last_name="Quenouille")
        Needs.objects.create(registration=made, diets=diets, allergies=allergies)
    waiting = RegistrationFactory(event=page.event, state="waiting")
    Needs.objects.create(registration=waiting, diets=["vegan"])
    response = desk.get(reverse("registration:needs", args=[page.event_id]))
    assert response.context["kitchen"] == [
        ("Végétalien", 2),
        ("Sans fruits à coque ni arachides", 1),
        ("Céleri", 2),
        ("Rien d’indiqué", 0),
    ]
    assert "Quenouille" not in response.text


def test_access_needs_stand_beside_the_person_to_receive(desk, page):
    made = RegistrationFactory(event=page.event, last_name="Quenouille")
    Needs.objects.create(registration=made, access="fauteuil")
    assert "Quenouille" in desk.get(reverse("registration:needs", args=[page.event_id])).text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_kitchen_gets_a_file_without_names(desk, page, kind):
    page.event.asks_needs = True
    page.event.save()
    for number in range(3):
        row = RegistrationFactory(event=page.event, last_name="Quenouille")
        allergies = "=arachide" if number == 0 else ""
        Needs.objects.create(registration=row, diets=["vegan"], allergies=allergies)
    RegistrationFactory(event=page.event)
    content = desk.get(reverse("registration:kitchen", args=[page.event_id, kind])).content
    if kind == "csv":
        rows = list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))
    else:
        rows = [list(map(str, row)) for row in load_workbook(BytesIO(content)).active.iter_rows(values_only=True)]
    assert [count for _words, count in rows[1:]] == ["3", "1", "1"]
    assert "Quenouille" not in str(rows)
    assert not any(words.startswith("=") for words, _count in rows)


def test_what_somebody_answered_is_corrected_by_hand_and_only_that(desk, page):
    first = QuestionFactory(event=page.event, kind="choice", options_fr="Oui\nNon", required=True)
    then = QuestionFactory(event=page.event, only_if="Oui")
    row = RegistrationFactory(event=page.event)
    consent = ConsentFactory(event=page.event)
    Agreement.objects.create(registration=row, consent=consent, words="D’accord.", version=1)
    Answer.objects.create(registration=row, question=first, text="Non")
    url = reverse("registration:answers", args=[row.pk])
    assert "checked" in desk.get(url).text
    assert desk.post(url, {f"question_{first.pk}": "Peut-être"}).status_code == 200
    assert desk.post(url, {f"question_{first.pk}": "Oui", f"question_{then.pk}": "Trois"}).status_code == 302
    assert list(row.answers.values_list("text", flat=True)) == ["Oui", "Trois"]
    assert row.agreements.standing().exists()


@pytest.mark.parametrize("name", ["asked", "feedback"])
def test_a_screen_of_questions_is_called_by_what_it_is_and_by_its_event_once(client, site, name):
    event = pages.event(site).event
    client = signed_in(UserFactory(is_superuser=True))
    title = re.search(r"<title>(.*?)</title>", client.get(reverse(f"event:{name}", args=[event.pk])).text, re.DOTALL)[1]
    assert title.count(str(event)) == 1
    assert ("Ce que demande le formulaire" if name == "asked" else "Questions") in title
