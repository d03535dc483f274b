"""What an organiser does for an event, from its page: the programme, the form, the people."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

EVENT = "/evenements/tenir-parole/"
FINISH = """document.getAnimations()
    .filter(each => Number.isFinite(each.effect.getComputedTiming().endTime)).forEach(each => each.finish())"""
WIDTHS = {"starts_at": 50, "ends_at": 50, "room": 90, "title_fr": 180}


@pytest.fixture
def desk(sign_in, violations) -> Iterator[Page]:
    """The organiser, gone from the convention's page to its editor; the screen they end on is no barrier."""
    page = sign_in("evenements@prevenance.example")
    page.goto(EVENT)
    page.get_by_role("link", name="Modifier cette page").click()
    yield page
    page.evaluate(FINISH)  # what fades in is pale meanwhile
    assert violations(page) == []


def go(page: Page, *links: str) -> None:
    for name in links:
        page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def test_the_programme_is_a_table_whose_fields_can_be_read(desk):
    go(desk, "Programme")
    expect(desk.get_by_role("button", name="Enregistrer le programme")).to_be_visible()
    for name, width in WIDTHS.items():
        fields = desk.locator(f".programme-table [name$=-{name}]").all()
        assert min(field.bounding_box()["width"] for field in fields) >= width


def test_a_question_is_added_to_the_form_and_asked_there(desk):
    go(desk, "Ce que demande le formulaire")
    desk.locator("#id_questions-ADD").click()
    desk.get_by_label("Question en français").last.fill("Venez-vous en train ?")
    desk.get_by_label("Forme de la réponse").last.select_option(label="oui ou non")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk.locator(".messages")).to_contain_text("Les questions du formulaire sont enregistrées")
    desk.goto(EVENT)
    go(desk, "S’inscrire")
    expect(desk.get_by_role("group", name=re.compile("^Venez-vous en train"))).to_be_visible()


def test_a_name_is_corrected_and_places_are_raised_with_a_reason(desk):
    go(desk, "Inscriptions", "Inscriptions")
    desk.get_by_label("Nom, adresse ou organisation").fill("abgrall awa")
    desk.locator("main").get_by_role("button", name="Chercher", exact=True).click()
    expect(desk.get_by_text("1 inscription", exact=True)).to_be_visible()
    go(desk, "Awa Abgrall", "Corriger l’inscription")
    desk.get_by_label("Prénom").fill("Awa-Rose")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk.locator(".messages")).to_contain_text("corrigée")
    expect(desk.locator("main")).to_contain_text("Awa-Rose Abgrall")
    go(desk, "Voir l’événement", "Changer le nombre de places")
    desk.get_by_label("Places").fill("650")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk.get_by_text("Remplissez ce champ pour continuer.")).to_be_visible()
    desk.get_by_label("Motif").fill("Une salle plus grande")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk.get_by_role("row", name="Places prises")).to_contain_text("/ 650")
