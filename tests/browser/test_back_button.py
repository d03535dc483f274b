"""After signing out, no way back through the browser's history shows what was read before."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.test_journeys import MEMBER, STUDY

WALL = "La suite est réservée aux membres"
GATED = 'a[href*="rapport"]'


@pytest.fixture
def context(browser, served):
    """A browser that keeps whole pages for its back button, as people's browsers do."""
    remembering = browser.browser_type.launch(
        executable_path=CHROMIUM, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield remembering.new_context(base_url=served.url, locale="fr-FR")
    remembering.close()


def sign_out(page: Page) -> None:
    page.goto("/compte/")
    page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(lambda url: "/compte/" not in url)


def test_going_back_after_signing_out_shows_the_wall(page, sign_in):
    sign_in(MEMBER)
    page.goto(STUDY)
    expect(page.locator(GATED).first).to_be_visible()
    sign_out(page)

    for _step in range(3):
        page.go_back()
        if STUDY in page.url:
            break

    assert STUDY in page.url
    expect(page.get_by_role("heading", name=WALL)).to_be_visible()
    expect(page.locator(GATED)).to_have_count(0)
