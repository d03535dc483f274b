"""On a page of each type, on a phone, a large phone and a desk: nothing lies over a link, nothing leaves the screen."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_accessibility import MEMBERS_PAGES, PAGES

WIDTHS = (320, pytest.param(390, marks=pytest.mark.drill), 1280)
WIDTHS_FOR_LONG_WORDS = {320: 320, 390: 390, 1280: 768}
SIGN_IN_PAGES = (
    "/compte/login/",
    "/compte/login/code/",
    "/compte/signup/",
    "/compte/password/reset/",
    "/inscriptions/code/",
    "/en/account/signup/",
)
VISITORS_PAGES = tuple(dict.fromkeys((*(page for page in PAGES if "/en/" not in page), *SIGN_IN_PAGES)))
DELEGATES_PAGES = ("/compte/", "/compte/2fa/", "/compte/2fa/totp/activate/", "/compte/logout/")
LONG_WORDS = "L’interprofessionnalisation des télécommunications INTERPROFESSIONNALISATION"

# A link that runs over several lines is asked for at its first one; a stretched one where its words stand.
COVERED = """() => {
  const found = []
  for (const element of document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select')) {
    if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue
    if (element.closest('.visually-hidden, .skip-link')) continue
    element.scrollIntoView({block: 'center', behavior: 'instant'})
    const box = [...element.getClientRects()].find(box => box.width > 1 && box.height > 1)
    if (!box) continue
    const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    if (there && (element.contains(there) || there.contains(element))) continue
    const name = element => element ? element.outerHTML.slice(0, 100) : 'nothing'
    found.push(`${name(element)} is covered by ${name(there)}`)
  }
  return found
}"""
LEAVING = """() => {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width) return []
  const leaving = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1)
  return leaving.map(e => e.outerHTML.slice(0, 100)).slice(-3)
}"""
# As the server sends long words: with the places where they may be divided.
WITH_LONG_WORDS = """words => {
  const texts = 'h1, h2, h3, .standfirst, .kicker span, .card__text, .prose p, .facts dd, .button, .breadcrumb a, label'
  for (const element of document.querySelectorAll(texts)) {
    if (!element.closest('.masthead, .visually-hidden') && !element.querySelector('img, svg, input')) {
      element.textContent = words
    }
  }
}"""
LONG_NAME = "Interlocution"
LINES_OF_A_LONG_NAME = """(logo, name) => {
  logo.lastChild.textContent = name
  logo.classList.add('logo--long')
  const words = document.createRange()
  words.selectNodeContents(logo.lastChild)
  return new Set([...words.getClientRects()].map(box => Math.round(box.y))).size
}"""
PRINTED_PAGES = (
    "/magazine/le-temps-des-autres/un-bon-script/",
    "/magazine/le-temps-des-autres/une-nuit-avec-l-assistance-routiere/",
    "/etudes/barometre-des-attentes-2026/",
    "/evenements/tenir-parole/",
)
RULES_AROUND_NOTHING = """() => [...document.querySelectorAll('main *')].filter(element => {
  const {borderTopWidth, borderBottomWidth} = getComputedStyle(element)
  const isRuled = parseFloat(borderTopWidth) > 0 || parseFloat(borderBottomWidth) > 0
  return isRuled && element.checkVisibility() && !element.innerText.trim() && !element.querySelector('img, svg')
}).map(element => element.outerHTML.slice(0, 100))"""
INDENTED_OUT_OF_THE_PAGE = """() => [...document.querySelectorAll('main p')]
  .filter(text => text.checkVisibility() && parseFloat(getComputedStyle(text).textIndent) < 0)
  .map(text => text.outerHTML.slice(0, 100))"""


def faults(page: Page) -> list[str]:
    return [*page.evaluate(COVERED), *(f"{element} leaves the screen" for element in page.evaluate(LEAVING))]


def look_at(page: Page, addresses: tuple[str, ...]) -> dict[str, list[str]]:
    """The faults of each of these pages, with its own words, then with the longest ones (on a tablet for a desk)."""
    found = {}
    wide = page.viewport_size
    for address in addresses:
        page.goto(address)
        found[address] = faults(page)
        page.evaluate(WITH_LONG_WORDS, LONG_WORDS)
        page.set_viewport_size({**wide, "width": WIDTHS_FOR_LONG_WORDS[wide["width"]]})
        found[f"{address} in long words"] = [f"{e} leaves the screen" for e in page.evaluate(LEAVING)]
        page.set_viewport_size(wide)
    return {address: problems for address, problems in found.items() if problems}


@pytest.fixture(params=WIDTHS)
def narrow(browser: Browser, served, request) -> Iterator[Page]:
    """One visitor a width."""
    context = browser.new_context(
        base_url=served.url, locale="fr-FR", reduced_motion="reduce", viewport={"width": request.param, "height": 800}
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_nothing_lies_over_what_a_visitor_clicks(narrow):
    assert look_at(narrow, VISITORS_PAGES) == {}
    narrow.goto("/evenements/tenir-parole/")
    form = narrow.get_by_role("link", name="S’inscrire").first.get_attribute("href")
    assert look_at(narrow, (form,)) == {}


def test_a_name_of_thirteen_letters_stays_on_one_line(narrow):
    narrow.goto("/contact/")
    lines = narrow.locator(".masthead .logo").evaluate(LINES_OF_A_LONG_NAME, LONG_NAME)
    assert lines == 1


def test_paper_has_no_rule_around_nothing_nor_text_cut_at_its_edge(narrow):
    for address in PRINTED_PAGES:
        narrow.goto(address)
        narrow.emulate_media(media="print")
        assert narrow.evaluate(RULES_AROUND_NOTHING) == []
        assert narrow.evaluate(INDENTED_OUT_OF_THE_PAGE) == []


def test_nothing_lies_over_what_a_member_clicks(narrow, served):
    enter(narrow, served, "membre")
    assert look_at(narrow, MEMBERS_PAGES) == {}
    narrow.goto("/etudes/barometre-des-attentes-2025/")
    questions = narrow.locator(".explorer__nav li a").evaluate_all("links => links.map(link => link.search)")
    assert look_at(narrow, tuple(f"/etudes/barometre-des-attentes-2025/{question}" for question in questions[:2])) == {}


def test_nothing_lies_over_what_a_delegate_clicks(narrow, served):
    enter(narrow, served, "referente")
    seats = narrow.get_by_role("main").get_by_role("link", name="Gérer les places").get_attribute("href")
    assert look_at(narrow, (*DELEGATES_PAGES, seats)) == {}


def test_a_code_to_photograph_stands_on_white_in_the_dark(narrow, served):
    enter(narrow, served, "sans-adhesion")
    narrow.emulate_media(color_scheme="dark")
    narrow.goto("/compte/2fa/totp/activate/")
    ground = narrow.locator("img.qr").evaluate("image => getComputedStyle(image).backgroundColor")
    assert ground == "rgb(255, 255, 255)"


def enter(page: Page, served, who: str) -> None:
    page.goto("/compte/login/")
    page.locator("[name=login]").fill(f"{who}@prevenance.example")
    page.locator("[name=password]").fill(served.password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)
