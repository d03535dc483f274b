"""An organisation's way in: it applies, confirms its address, is accepted, and its delegate reads."""

import re

from playwright.sync_api import expect

from tests.browser.test_seats import STUDY, WALL, latest

APPLICANT = "direction@estacade.example"


def test_an_organisation_applies_is_accepted_and_its_delegate_reads(page, sign_in, served, browser, violations):
    delegate = browser.new_context(base_url=served.url, locale="fr-FR").new_page()
    delegate.goto("/adherer/")
    delegate.get_by_role("link", name="Demander cette formule (Organisation)").click()
    assert violations(delegate) == []
    fields = {"organisation_name": "Estacade", "first_name": "Zoé", "last_name": "Œuvrard", "role": "Directrice"}
    for name, value in {**fields, "email": APPLICANT}.items():
        delegate.locator(f"[name={name}]").fill(value)
    delegate.locator("[name=agrees]").check()
    delegate.get_by_role("button", name="Envoyer ma demande").click()
    expect(delegate.get_by_role("heading", name="Encore une étape")).to_be_visible()
    confirmation = served.wait_for_mail(APPLICANT).get_body(("plain",)).get_content()
    delegate.goto(re.search(r"http\S+/demande/\S+", confirmation).group(0))
    delegate.get_by_role("button", name="Confirmer ma demande").click()
    expect(delegate.get_by_text("Elle est confirmée")).to_be_visible()

    sign_in("adhesions@prevenance.example")
    page.goto("/admin/application/?state=confirmed")
    page.get_by_role("link", name="Estacade", exact=True).click()
    page.locator("[name=fee]").fill("0")
    page.get_by_role("button", name="Accepter et prévenir").click()
    expect(page.get_by_text("La demande est acceptée")).to_be_visible()

    delegate.goto(re.search(r"http\S+/invitation/\S+", latest(served, APPLICANT, "place")).group(0))
    delegate.get_by_role("button", name="Accepter la place").click()
    delegate.get_by_role("button", name="Recevoir le code").click()
    delegate.wait_for_url("**/confirm/**")
    code = re.search(r"^[A-Z0-9-]{6,9}$", latest(served, APPLICANT, "code"), re.M).group(0)
    delegate.locator("[name=code]").fill(code)
    delegate.locator("main form button[type=submit]").first.click()
    delegate.wait_for_url("**/compte/")
    expect(delegate.get_by_role("link", name=re.compile("^Gérer les places"))).to_be_visible()
    delegate.goto(STUDY)
    expect(delegate.get_by_text(WALL)).to_have_count(0)
    delegate.context.close()
