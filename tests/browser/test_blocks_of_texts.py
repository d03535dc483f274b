"""Films of other sites, galleries and recordings of a text, by keyboard, and what is asked of whom."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served

NIGHT = "/magazine/le-temps-des-autres/une-nuit-avec-l-assistance-routiere/"
FILM = "https://tube.prevenance.example/"


def test_a_film_of_another_site_is_asked_for_once_it_is_pressed(browser: Browser, served: Served):
    context = browser.new_context(base_url=served.url, locale="fr-FR", viewport={"width": 1280, "height": 900})
    page, elsewhere, refused = context.new_page(), [], []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    context.route(f"{FILM}**", lambda route: route.fulfill(body="<p>film</p>", content_type="text/html"))
    page.on(
        "request", lambda asked: None if asked.url.startswith((served.url, "data:")) else elsewhere.append(asked.url)
    )
    night(page, served)
    link = page.get_by_role("link", name="Lire la vidéo")
    link.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    assert elsewhere == []
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("iframe.video__frame")).to_be_focused()
    expect(page.frame_locator("iframe.video__frame").get_by_text("film")).to_be_visible()
    assert [address.startswith(f"{FILM}videos/embed/") for address in elsewhere] == [True]
    assert refused == []
    context.close()


def test_a_film_is_a_link_without_javascript(browser: Browser, served: Served):
    context = browser.new_context(base_url=served.url, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    night(page, served)
    link = page.get_by_role("link", name="Lire la vidéo")
    assert (link.get_attribute("href") or "").startswith(f"{FILM}w/")
    assert page.locator("iframe").count() == 0
    context.close()


def test_a_gallery_is_gone_through_by_keyboard(page: Page, served: Served):
    night(page, served)
    first = page.locator(".gallery__open").first
    first.focus()
    page.keyboard.press("Enter")
    large = page.locator(".gallery__large")
    expect(large.nth(0)).to_be_visible()
    expect(large.nth(0).get_by_role("button", name="Fermer")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(large.nth(1)).to_be_visible()
    expect(large.nth(0)).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(large.nth(2)).to_be_visible()
    page.keyboard.press("Escape")
    expect(large.nth(2)).to_be_hidden()
    expect(page.locator(".gallery__open").nth(2)).to_be_focused()


def test_a_text_of_all_blocks_is_no_barrier(page: Page, served: Served, violations):
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        night(page, served)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert violations(page) == []
        page.locator(".gallery__open").first.click()
        assert violations(page) == []


def night(page: Page, served: Served) -> None:
    page.goto(f"{served.url}{NIGHT}")
