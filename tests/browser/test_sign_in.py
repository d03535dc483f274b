"""Passkeys, by Chromium's virtual authenticator, and the application of the second step, as a person uses them."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.doors.application import code_of


@pytest.fixture
def device(browser, served):
    """A browser on a device that has passkeys; they need a name, not a number, for a host."""
    base = served.url.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=base, locale="fr-FR", viewport={"width": 390, "height": 900})
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield page
    context.close()
    assert refused == []


def enter(page: Page, who: str, password: str) -> None:
    page.goto("/compte/login/")
    page.locator("[name=login]").fill(f"{who}@prevenance.example")
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


def sign_out(page: Page) -> None:
    page.goto("/compte/logout/")
    page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(lambda url: "/logout/" not in url)


def test_a_passkey_signs_in_alone_and_leads_where_one_was_going(device, served):
    enter(device, "convention", served.password)
    device.goto("/compte/2fa/webauthn/add/")
    device.get_by_role("button", name="Ajouter une clé d’accès").click()
    expect(device.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    sign_out(device)
    device.goto("/compte/login/?next=/etudes/%3Fpage%3D1")
    device.get_by_role("button", name="Utiliser une clé d’accès").click()
    device.wait_for_url(re.compile(r"/etudes/\?page=1$"))
    device.goto("/compte/")
    expect(device.get_by_role("heading", level=1)).to_have_text("Agnès Pujol")


def test_an_application_is_set_up_and_its_code_asked_for(device, served):
    enter(device, "echue", served.password)
    device.goto("/compte/2fa/totp/activate/")
    secret = device.get_by_label("Clé secrète").input_value()
    device.locator("[name=code]").fill(code_of(secret, time.time()))
    device.get_by_role("button", name="Utiliser cette application").click()
    expect(device.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    recovery = device.locator(".codes code").first.inner_text()
    sign_out(device)
    enter(device, "echue", served.password)
    expect(device.get_by_role("heading", level=1)).to_have_text("Seconde étape")
    device.locator("[name=code]").fill(recovery)
    device.get_by_role("button", name="Se connecter", exact=True).click()
    device.wait_for_url(lambda url: "/2fa/" not in url)
    expect(device.get_by_role("heading", level=1)).to_have_text("Paul Roussel")
