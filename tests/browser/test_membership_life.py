"""A membership's whole life, as its people and the association live it: from the application to the renewal."""

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.browser.test_seats import STUDY, WALL, latest

NAME, DOMAIN = "Estacade", "estacade.example"
DELEGATE, COLLEAGUE = f"direction@{DOMAIN}", f"lise@{DOMAIN}"
FILE = 'a[href*="rapport"]'


def apply(visitor: Page, served, violations: Callable) -> None:
    visitor.goto("/adherer/")
    visitor.get_by_role("link", name="Demander cette formule (Organisation)").click()
    assert violations(visitor) == []
    fields = {"organisation_name": NAME, "first_name": "Zoé", "last_name": "Œuvrard", "role": "Directrice"}
    for name, value in {**fields, "email": DELEGATE, "billing_city": "Nantes"}.items():
        visitor.get_by_role("main").locator(f"[name={name}]").fill(value)
    visitor.locator("[name=agrees]").check()
    visitor.get_by_role("button", name="Envoyer ma demande").click()
    expect(visitor.get_by_role("heading", name="Encore une étape")).to_be_visible()
    visitor.goto(re.search(r"http\S+/demande/\S+", latest(served, DELEGATE, "demande")).group(0))
    visitor.get_by_role("button", name="Confirmer ma demande").click()
    expect(visitor.get_by_text("Elle est confirmée")).to_be_visible()


def accept(officer: Page) -> None:
    officer.goto("/admin/application/?state=confirmed")
    officer.get_by_role("link", name=NAME, exact=True).click()
    officer.locator("[name=fee]").fill("0")
    officer.get_by_role("button", name="Accepter et prévenir").click()
    expect(officer.get_by_text("La demande est acceptée")).to_be_visible()


def type_the_code(visitor: Page, served, address: str) -> None:
    visitor.wait_for_url("**/confirm/**")
    visitor.locator("[name=code]").fill(re.search(r"^[A-Z0-9-]{6,9}$", latest(served, address, "code"), re.M).group(0))
    visitor.locator("main form button[type=submit]").first.click()
    visitor.wait_for_url("**/compte/")


def edit_organisation(officer: Page) -> None:
    officer.goto(f"/admin/organisations/?q={NAME}")
    officer.get_by_role("link", name=NAME, exact=True).first.click()


def save(officer: Page) -> None:
    officer.get_by_role("button", name="Enregistrer", exact=True).first.click()
    expect(officer.get_by_text(re.compile(f"Modifications enregistrées.*{NAME}"))).to_be_visible()


def verify_the_domain(officer: Page) -> None:
    edit_organisation(officer)
    officer.locator("#id_domains-ADD").click()
    officer.locator("[name=domains-0-domain]").fill(DOMAIN)
    officer.locator("[name=domains-0-verified_on]").fill(localdate().strftime("%d/%m/%Y"))
    save(officer)


def end_yesterday(officer: Page) -> None:
    """What a year does by itself."""
    edit_organisation(officer)
    first, last = localdate() - timedelta(days=365), localdate() - timedelta(days=1)
    officer.locator("[name=memberships-0-starts_on]").fill(first.strftime("%d/%m/%Y"))
    officer.locator("[name=memberships-0-ends_on]").fill(last.strftime("%d/%m/%Y"))
    officer.locator("[name=memberships-0-grace_days]").fill("0")
    save(officer)


def act_on_the_period(officer: Page, action: str, button: str, **facts: str) -> None:
    officer.goto(f"/admin/memberships/?q={NAME}&ordering=-starts_on")
    officer.locator("[data-bulk-action-checkbox]").first.check()
    officer.get_by_role("link", name=re.compile(f"^{action}")).click()
    for name, value in facts.items():
        officer.locator(f"[name={name}]").fill(value)
        officer.keyboard.press("Escape")
        officer.get_by_role("heading", level=1).first.click()  # closes the calendar
    officer.get_by_role("button", name=button).click()
    expect(officer.get_by_text("1 adhésion traitée")).to_be_visible()


def reads(visitor: Page) -> bool:
    visitor.goto(STUDY)
    return visitor.get_by_role("heading", name=WALL).count() == 0


def status(visitor: Page, address: str) -> int:
    return visitor.request.get(address).status


def test_a_membership_from_the_application_to_the_renewal(page, sign_in, served, browser, violations):
    delegate, colleague = (browser.new_context(base_url=served.url, locale="fr-FR").new_page() for _who in range(2))
    apply(delegate, served, violations)
    officer = sign_in("adhesions@prevenance.example")
    accept(officer)
    verify_the_domain(officer)

    delegate.goto(re.search(r"http\S+/invitation/\S+", latest(served, DELEGATE, "place")).group(0))
    delegate.get_by_role("button", name="Accepter la place").click()
    delegate.get_by_role("button", name="Recevoir le code").click()
    type_the_code(delegate, served, DELEGATE)
    assert reads(delegate)
    file = delegate.locator(FILE).first.get_attribute("href")
    assert status(delegate, file) == 200

    colleague.goto("/compte/signup/")
    colleague.get_by_role("main").locator("[name=email]").fill(COLLEAGUE)
    colleague.locator("main form button[type=submit]").first.click()
    type_the_code(colleague, served, COLLEAGUE)
    colleague.get_by_role("button", name=re.compile("Demander une place")).click()
    assert not reads(colleague)

    delegate.goto("/compte/")
    delegate.get_by_role("link", name=re.compile("^Gérer les places")).click()
    assert violations(delegate) == []
    delegate.get_by_role("button", name=re.compile("^Attribuer une place")).click()
    assert reads(colleague)
    assert status(colleague, file) == 200

    delegate.get_by_role("link", name=f"Retirer ou transférer ({COLLEAGUE})").click()
    delegate.get_by_role("button", name="Retirer la place").click()
    expect(delegate.get_by_text(re.compile("n’a plus de place"))).to_be_visible()
    assert status(colleague, file) == 404
    colleague.reload()
    expect(colleague.get_by_role("heading", name=WALL)).to_be_visible()

    end_yesterday(officer)
    assert status(delegate, file) == 404
    assert not reads(delegate)
    expect(delegate.get_by_role("heading", name="Renouveler l’adhésion")).to_be_visible()

    until = (localdate() + timedelta(days=364)).strftime("%d/%m/%Y")
    act_on_the_period(officer, "Renouveler", "Confirmer", ends_on=until, fee="900")
    assert not reads(delegate)
    act_on_the_period(officer, "Marquer", "Confirmer", paid_on=localdate().strftime("%d/%m/%Y"), reference="VIR 12")
    assert reads(delegate)
    assert status(delegate, file) == 200
    assert not reads(colleague)
    for visitor in (delegate, colleague):
        visitor.context.close()
