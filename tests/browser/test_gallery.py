"""The components side by side."""


def test_no_component_is_a_barrier_nor_too_wide(browser, served, violations):
    page = browser.new_page(viewport={"width": 320, "height": 700}, locale="fr-FR")
    sheets = []
    page.on("response", lambda answer: sheets.append(answer.status) if answer.url.endswith(".css") else None)
    page.goto(f"{served.url}/composants/")
    assert set(sheets) == {200}
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    page.close()
