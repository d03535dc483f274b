"""A seat's whole way: offered by a delegate, accepted by a colleague, withdrawn while they read."""

import re
import time

from playwright.sync_api import expect

DELEGATE = "referente@prevenance.example"
COLLEAGUE = "collegue@visiteuse.example"
STUDY = "/etudes/barometre-des-attentes-2025/"
WALL = "La suite est réservée aux membres"


def test_a_colleague_reads_by_the_seat_they_accepted_until_it_is_withdrawn(page, sign_in, served, browser, violations):
    sign_in(DELEGATE)
    page.goto("/compte/")
    page.get_by_role("link", name=re.compile("^Gérer les places")).click()
    assert violations(page) == []
    page.get_by_role("main").get_by_label("Adresse e-mail").fill(COLLEAGUE)
    page.get_by_role("button", name="Proposer une place").click()
    expect(page.get_by_text(f"Une place est réservée à {COLLEAGUE}")).to_be_visible()

    offer = served.wait_for_mail(COLLEAGUE).get_body(("plain",)).get_content()
    colleague = browser.new_context(base_url=served.url, locale="fr-FR").new_page()
    colleague.goto(re.search(r"http\S+/invitation/\S+", offer).group(0))
    colleague.get_by_role("button", name="Accepter la place").click()
    colleague.get_by_role("button", name="Recevoir le code").click()
    colleague.wait_for_url("**/confirm/**")
    code = re.search(r"^[A-Z0-9-]{6,9}$", latest(served, COLLEAGUE, "code"), re.M).group(0)
    colleague.locator("[name=code]").fill(code)
    colleague.locator("main form button[type=submit]").first.click()
    colleague.wait_for_url("**/compte/")
    colleague.goto(STUDY)
    expect(colleague.get_by_text(WALL)).to_have_count(0)

    page.reload()
    page.get_by_role("link", name=f"Retirer ou transférer ({COLLEAGUE})").click()
    page.get_by_role("button", name="Retirer la place").click()
    expect(page.get_by_text(f"{COLLEAGUE} n’a plus de place")).to_be_visible()
    colleague.reload()
    expect(colleague.get_by_role("heading", name=WALL)).to_be_visible()
    colleague.context.close()


def latest(served, address: str, word: str) -> str:
    """The text of the message to this address whose subject has that word, once it has come."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for message in served.mails_to(address):
            if word in str(message["Subject"]).lower():
                return message.get_body(("plain",)).get_content()
        time.sleep(0.3)
    raise AssertionError(f"No message about “{word}” arrived.")
