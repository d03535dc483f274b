"""axe finds nothing to say, on a page of each type, in both languages, for a visitor and for a member."""

import pytest
from playwright.sync_api import expect

PAGES = (
    "/",
    "/magazine/",
    "/magazine/le-temps-des-autres/",
    "/magazine/le-temps-des-autres/ce-que-l-attente-dit-de-nous/",
    "/actualites/",
    "/actualites/enquete-metiers/",
    "/etudes/",
    "/etudes/barometre-des-attentes-2026/",
    "/evenements/",
    "/evenements/tenir-parole/",
    "/association/",
    "/adherer/",
    "/adhesion/",
    "/adhesion/a-titre-personnel/",
    "/membres/",
    "/vie-privee/",
    "/contact/",
    "/recherche/?q=barometre+attente",
    "/recherche/?q=hippopotame",
    "/sujets/attente/",
    "/auteurs/noe-laffitte/",
    "/compte/login/",
    "/compte/login/code/",
    "/compte/signup/",
    "/compte/password/reset/",
    "/introuvable/",
    "/en/",
    "/en/magazine/other-peoples-time/what-waiting-says-about-us/",
    "/en/studies/barometer-of-expectations-2026/",
    "/en/events/keeping-ones-word/",
    "/en/search/?q=barometter",
    "/en/account/login/",
)
ENGLISH_PAGES_OF_THE_SAME_TEMPLATES = (
    "/en/magazine/",
    "/en/magazine/other-peoples-time/",
    "/en/news/",
    "/en/news/survey-of-the-professions/",
    "/en/studies/",
    "/en/events/",
    "/en/about/",
    "/en/contact/",
)
MEMBERS_PAGES = (
    "/compte/",
    "/compte/email/",
    "/compte/password/change/",
    "/compte/annuaire/",
    "/membres/annuaire/",
    "/magazine/le-temps-des-autres/ce-que-l-attente-dit-de-nous/",
    "/etudes/barometre-des-attentes-2025/",
    "/evenements/webinaire-annoncer-une-duree/",
    "/en/account/",
    "/en/studies/barometer-of-expectations-2025/",
)
EDITED = ("articles/issuepage", "articles/articlepage", "events/eventpage")


@pytest.mark.parametrize(
    "address", [*PAGES, *(pytest.param(page, marks=pytest.mark.drill) for page in ENGLISH_PAGES_OF_THE_SAME_TEMPLATES)]
)
def test_a_visitor_meets_no_barrier(page, violations, address):
    page.goto(address)
    assert violations(page) == []


def test_a_member_meets_no_barrier(page, violations, sign_in):
    sign_in("membre@prevenance.example")
    found = {}
    for address in MEMBERS_PAGES:
        assert page.goto(address).status == 200
        found[address] = violations(page)
    assert {address: problems for address, problems in found.items() if problems} == {}


def test_an_editor_meets_no_barrier(page, violations, sign_in):
    sign_in("edition@prevenance.example")
    found = {}
    for kind in EDITED:
        page.goto(f"/admin/pages/usage/{kind}/")
        page.locator("main a[href*='/edit/']").first.click()
        page.wait_for_url("**/edit/")
        page.wait_for_load_state("networkidle")
        found[kind] = violations(page)
    page.goto("/admin/letter/")
    page.locator("main table a[href*='/letter/edit/']").first.click()
    page.wait_for_url("**/letter/edit/**")
    page.wait_for_load_state("networkidle")
    found["letter"] = violations(page)
    assert {place: problems for place, problems in found.items() if problems} == {}


def test_a_table_in_the_editor_is_seen_and_is_no_barrier(page, violations, sign_in):
    sign_in("edition@prevenance.example")
    page.goto("/admin/pages/search/?q=messages")
    page.locator("main a[href$='/edit/']", has_text="Où vont les messages").first.click()
    page.locator(".ht_master td", has_text="13,5").click()
    expect(page.locator("main #HandsontableCopyPaste")).to_be_attached()
    assert violations(page) == []


def test_a_registration_form_with_errors_is_no_barrier(page, violations):
    page.goto("/evenements/tenir-parole/")
    page.get_by_role("link", name="S’inscrire").first.click()
    assert violations(page) == []
    page.locator("main form button[type=submit]").first.click()
    assert violations(page) == []
    page.get_by_role("button", name="Inscrire une autre personne").click()
    page.get_by_role("button", name="Confirmer mon inscription").click()
    assert violations(page) == []


@pytest.mark.parametrize("address", ["/", "/etudes/barometre-des-attentes-2026/", "/evenements/tenir-parole/"])
def test_the_dark_scheme_is_no_barrier(page, violations, address):
    page.emulate_media(color_scheme="dark")
    page.goto(address)
    assert violations(page) == []
