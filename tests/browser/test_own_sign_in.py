"""A colleague signs in by her organisation's own provider, which an administrator set up."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories.oidc import openid_provider


@pytest.fixture
def provider():
    with openid_provider() as theirs:
        theirs.person |= {"email": "nadia@orvelle.example", "given_name": "Nadia", "family_name": "Lebrun"}
        yield theirs


def test_an_administrator_sets_it_up_and_a_colleague_signs_in(browser, served, sign_in, provider, violations):
    desk = sign_in("administration@prevenance.example")
    desk.goto("/admin/organisations/?q=Orvelle")
    desk.get_by_role("link", name="Orvelle", exact=True).first.click()
    address = desk.url.replace("/edit/", "/").rstrip("/")
    desk.goto(f"{address}/sign-in/")
    desk.locator("[name=issuer]").fill(provider.url)
    desk.locator("[name=client_id]").fill(provider.client_id)
    desk.locator("[name=secret]").fill(provider.secret)
    desk.get_by_role("button", name="Mettre en place cette connexion").click()
    expect(desk.get_by_role("button", name="Supprimer cette connexion")).to_be_visible()

    context = browser.new_context(base_url=served.url, locale="fr-FR", viewport={"width": 390, "height": 900})
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    page.goto("/compte/login/?next=/etudes/%3Fpage%3D1")
    page.get_by_role("link", name="Se connecter par mon organisation").click()
    assert violations(page) == []
    main = page.get_by_role("main")
    main.get_by_label("Adresse e-mail").fill("nadia@orvelle.example")
    main.get_by_role("button", name="Continuer").click()
    page.wait_for_url(re.compile(r"/etudes/\?page=1$"))
    page.goto("/compte/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nadia Lebrun")
    expect(page.get_by_text("Orvelle").first).to_be_visible()
    context.close()
    assert refused == []
