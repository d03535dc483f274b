"""What people come for, done as they do it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import manuscripts as made

MEMBER = "membre@prevenance.example"
STUDY = "/etudes/barometre-des-attentes-2025/"


def test_a_member_reads_the_full_results_and_downloads_the_report(page, sign_in):
    sign_in(MEMBER)
    page.goto(STUDY)
    expect(page.get_by_text("La suite est réservée aux membres")).to_have_count(0)
    report = page.locator('a[href*="rapport"]').first.get_attribute("href")
    response = page.request.get(report)
    assert response.headers["cache-control"] == "private, no-store"
    assert response.body().startswith(b"%PDF")


def test_an_anonymous_visitor_meets_the_wall_and_a_way_on(page):
    page.goto(STUDY)
    expect(page.get_by_role("heading", name="La suite est réservée aux membres")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Se connecter")).to_be_visible()
    report = page.locator('a[href*="rapport"]')
    assert report.count() == 0


def test_public_pages_set_no_cookie(page, context):
    for address in ("/", "/magazine/", STUDY, "/evenements/tenir-parole/", "/en/"):
        page.goto(address)
    assert context.cookies() == []


def test_a_visitor_registers_for_the_workshop_and_gets_the_calendar(page, served):
    page.goto("/evenements/atelier-lire-le-barometre/")
    page.get_by_role("link", name="S’inscrire").first.click()
    page.get_by_label("Prénom").fill("Zoé")
    page.get_by_label(re.compile("^Nom")).fill("Œuvrard-D’Été")
    page.get_by_label(re.compile("Adresse")).first.fill("zoe@visiteuse.example")
    page.get_by_role("button", name=re.compile("S’inscrire|inscription")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("inscrit|enregistrée|confirmée", re.I))
    mail = served.wait_for_mail("zoe@visiteuse.example")
    [calendar] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert "BEGIN:VEVENT" in calendar.get_content()


def test_a_place_that_is_taken_shows_at_once_to_who_looked_before(browser, served):
    def places(page: Page) -> int:
        page.goto("/evenements/atelier-lire-le-barometre/")
        return int(re.search(r"Plus que (\d+) place", page.inner_text("main")).group(1))

    looking, registering = (browser.new_context(base_url=served.url, locale="fr-FR").new_page() for _each in range(2))
    before = places(looking)
    assert places(looking) == before
    assert looking.context.cookies() == []
    registering.goto("/evenements/atelier-lire-le-barometre/")
    registering.get_by_role("link", name="S’inscrire").first.click()
    registering.get_by_label("Prénom").fill("Noé")
    registering.get_by_label(re.compile("^Nom")).fill("Îlot")
    registering.get_by_label(re.compile("Adresse")).first.fill("noe@visiteur.example")
    registering.get_by_role("button", name=re.compile("S’inscrire|inscription")).click()
    expect(registering.get_by_role("heading", level=1)).to_contain_text("enregistrée")

    assert places(looking) == before - 1
    for page in (looking, registering):
        page.context.close()


def test_a_registration_works_without_javascript(browser, served):
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/evenements/tenir-parole/")
    page.get_by_role("link", name="S’inscrire").first.click()
    page.get_by_label("Prénom").fill("Anne")
    page.get_by_role("button", name=re.compile("S’inscrire|inscription")).click()
    expect(page).to_have_title(re.compile("^Erreur"))
    expect(page.get_by_label("Prénom")).to_have_value("Anne")
    context.close()


def test_an_editor_publishes_an_article(page, sign_in, served, browser):
    sign_in("edition@prevenance.example")
    page.goto("/admin/pages/")
    page.goto("/magazine/le-temps-des-autres/")
    page.get_by_role("link", name="Modifier cette page").click()
    issue_id = re.search(r"/pages/(\d+)/edit/", page.url).group(1)
    page.goto(f"/admin/pages/add/articles/articlepage/{issue_id}/")
    page.locator("#id_title").click()
    page.keyboard.type("Un article tout neuf", delay=10)
    page.locator("#id_standfirst").fill("Son chapeau.")
    page.locator("#id_slug").dispatch_event("blur")
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    page.get_by_role("button", name=re.compile("^Publier")).click()
    page.wait_for_load_state()
    visitor = browser.new_page(base_url=served.url)
    visitor.goto("/magazine/le-temps-des-autres/un-article-tout-neuf/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Un article tout neuf")
    visitor.close()


def test_an_editor_makes_a_draft_of_a_document(page, sign_in, served, tmp_path, violations):
    document = tmp_path / "manuscrit.docx"
    content = made.word(
        lambda written: written.add_heading("Ce que disent les classes", 0),
        made.paragraph(made.run("Une enquête") + '<w:r><w:footnoteReference w:id="5"/></w:r>'),
        made.table,
    )
    document.write_bytes(made.with_notes(content, "footnotes", {5: made.run("En ligne")}))
    sign_in("edition@prevenance.example")
    page.goto("/magazine/le-temps-des-autres/")
    page.get_by_role("link", name="Modifier cette page").click()
    issue_id = re.search(r"/pages/(\d+)/edit/", page.url).group(1)
    page.goto(f"/admin/pages/add/articles/articlepage/{issue_id}/document/")
    page.get_by_label("Document").set_input_files(document)
    page.get_by_role("button", name="Créer le brouillon").click()
    expect(page.locator("#id_title")).to_have_value("Ce que disent les classes")
    expect(page.locator(".htCore td").first).to_be_attached()
    page.get_by_role("button", name="Enregistrer le brouillon").first.click()
    page.wait_for_load_state()
    page.goto(page.url.replace("/edit/", "/view_draft/"))
    page.locator("[role=doc-noteref]").click()
    page.locator("[role=doc-backlink]").click()
    expect(page.get_by_role("columnheader", name="2024")).to_have_attribute("colspan", "2")
    assert violations(page) == []


@pytest.mark.parametrize("address", ["/", STUDY, "/evenements/tenir-parole/", "/compte/login/"])
def test_nothing_overflows_a_phone_of_320_pixels(page, address):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_an_address_that_nobody_ever_had_leads_nowhere(page):
    assert page.goto("/en/actualites/a-morning-at-cigalis/").status == 404
