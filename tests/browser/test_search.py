"""The search as people use it: by typing, by keyboard, without a script, on a phone."""

from playwright.sync_api import expect

TYPED = "barom"


def test_titles_are_suggested_as_one_types_and_reached_by_keyboard(page, violations):
    page.goto("/")
    field = page.get_by_role("searchbox", name="Chercher sur le site")
    field.press_sequentially(TYPED)
    suggestions = page.locator(".search__suggestions a")
    expect(suggestions.first).to_contain_text("baromètre")
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    expect(suggestions.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    expect(suggestions).to_have_count(0)


def test_a_search_works_without_a_script_and_sets_no_cookie(browser, served):
    context = browser.new_context(base_url=served.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("barometre")
    page.keyboard.press("Enter")
    expect(page.locator(".result").get_by_role("link", name="Baromètre des attentes 2026")).to_be_visible()
    page.locator(".found__filters").get_by_role("link", name="Études").click()
    expect(page.locator(".result")).not_to_have_count(0)
    assert context.cookies() == []
    context.close()


def test_it_fits_a_small_phone(page):
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/", "/recherche/?q=barometre+attente", "/auteurs/noe-laffitte/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
