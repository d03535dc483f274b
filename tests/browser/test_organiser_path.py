"""What an organiser does about people, on a phone and on a desk: added, moved, written to, printed for."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_organiser import FINISH, go
from tests.browser.test_registration_path import EVENT, is_sound, mail, sized

__all__ = ["is_sound", "sized"]

ORGANISER = "evenements@prevenance.example"


def save(page: Page) -> None:
    page.locator("main").get_by_role("button", name="Enregistrer", exact=True).click()


def test_an_organiser_adds_somebody_moves_them_writes_and_prints(sized, served, sign_in, is_sound):
    page = sign_in(ORGANISER)
    page.goto(EVENT)
    form = page.locator("main").get_by_role("link", name="S’inscrire").first.get_attribute("href")
    dashboard = f"/admin/registration/event/{re.search('[0-9]+', form)[0]}/"
    who = f"Ondine {sized.viewport_size['width']}"

    def look() -> None:
        page.evaluate(FINISH)  # what fades in is pale meanwhile
        is_sound(page)

    page.goto(dashboard)
    look()
    go(page, "Ajouter quelqu’un")
    page.get_by_label("Prénom").fill("Ondine")
    page.get_by_label("Nom", exact=False).last.fill(who.split()[1])
    page.get_by_label("Adresse e-mail").fill(f"{who.replace(' ', '-').lower()}@exemple.fr")
    page.get_by_label("Catégorie").select_option(label="Adhérent")
    look()
    save(page)
    expect(page.locator(".messages")).to_contain_text(who)
    page.get_by_label("Nom, adresse ou organisation").fill(who)
    page.locator("main").get_by_role("button", name="Chercher", exact=True).click()
    expect(page.get_by_text("1 inscription", exact=True)).to_be_visible()
    look()
    go(page, who, "Déplacer vers un autre événement")
    places = page.get_by_label("Vers quel événement")
    places.select_option(label=places.locator("option", has_text="écouter un appel à plusieurs").inner_text())
    look()
    save(page)
    expect(page.locator(".messages")).to_contain_text("Inscription déplacée")

    page.goto(dashboard)
    go(page, "Écrire aux inscrits")
    page.get_by_label("Objet, en français").fill(f"Salle {who}")
    page.get_by_label("Texte, en français").fill("Rendez-vous au deuxième étage.")
    look()
    page.locator("main").get_by_role("button", name="Relire avant l’envoi").click()
    page.get_by_role("button", name="Enregistrer et me l’envoyer").click()
    assert (
        "le lien vers leur inscription"
        in mail(served, ORGANISER, f"Essai : Salle {who}").get_body(("plain",)).get_content()
    )
    look()

    page.goto(dashboard)
    go(page, "Badges, listes, attestations")
    page.get_by_label("feuille d’émargement").check()
    look()
    with page.expect_download(timeout=120_000) as download:
        page.get_by_role("button", name="Créer le PDF").click()
    assert download.value.suggested_filename.startswith("feuille-d-emargement")
