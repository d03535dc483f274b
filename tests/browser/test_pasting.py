"""What is copied in a word processor and pasted into a text of the editor."""

import pytest
from playwright.sync_api import expect

EDITOR = "edition@prevenance.example"
WORD = (
    "<html><body><!--StartFragment--><h2>Une partie collée</h2><p class=MsoNormal>Le CO<sub>2</sub> en mots.</p>"
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>un point</p>"
    "<p class=MsoQuote>Bien dit</p><table><tr><td>a</td><td>b</td></tr></table><!--EndFragment--></body></html>"
)
PASTE = """(text, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", "en une fois");
    text.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


TYPES = "document.querySelector('#body-root').rootBlock.children.map((child) => child.type)"
TEXT = "#body-root .DraftEditor-root [contenteditable=true]"
SELECT = """(text, [start, end]) => {
    const words = document.createTreeWalker(text, NodeFilter.SHOW_TEXT).nextNode();
    getSelection().setBaseAndExtent(words, start, words, end);
}"""


@pytest.fixture
def text(page, sign_in):
    """The first text of an article, in the editor."""
    sign_in(EDITOR)
    page.goto("/magazine/le-temps-des-autres/")
    page.locator("main a[href*='/magazine/le-temps-des-autres/']").first.click()
    page.get_by_role("link", name="Modifier cette page").click()
    expect(page.locator("#body-root")).to_be_attached()
    text = page.locator(TEXT).first
    expect(text).to_be_visible()
    text.click()
    return text


def paste(text, html, start, end):
    """In place of the characters from `start` to `end` of the first run of words."""
    text.evaluate(SELECT, [start, end])
    text.page.wait_for_timeout(100)  # Draft.js reads the selection when the browser tells of it
    text.evaluate(PASTE, html)


def test_paragraphs_of_word_become_blocks_between_the_parts_of_the_text(page, text):
    before, words = page.evaluate(TYPES), text.inner_text()
    at = before.index("paragraph")
    paste(text, WORD, 5, 9)
    expect(page.locator(f"{TEXT} li", has_text="un point")).to_be_visible()
    made = ["paragraph", "heading", "paragraph", "quote", "table", "paragraph"]
    assert page.evaluate(TYPES) == [*before[:at], *made, *before[at + 1 :]]
    parts = [page.locator(TEXT).nth(number).inner_text() for number in (0, 2)]
    assert parts == [words[:5], words[9:]]


def test_at_the_beginning_of_a_text_they_come_before_it(page, text):
    before, words = page.evaluate(TYPES), text.inner_text()
    at = before.index("paragraph")
    paste(text, WORD, 0, 0)
    expect(page.locator(f"{TEXT} li", has_text="un point")).to_be_visible()
    assert page.evaluate(TYPES) == [*before[:at], "heading", "paragraph", "quote", "table", *before[at:]]
    assert page.locator(TEXT).nth(1).inner_text() == words


def test_words_with_an_exponent_are_pasted_where_the_cursor_stands(page, text):
    before, words = page.evaluate(TYPES), text.inner_text()
    paste(text, "<p class=MsoNormal>le 1<sup>er</sup> mai</p>", 5, 9)
    expect(text.get_by_text("er", exact=True)).to_be_visible()
    assert text.inner_text() == f"{words[:5]}le 1er mai{words[9:]}"
    value = page.evaluate(
        "document.querySelector('#body-root').rootBlock.getState().find((b) => b.type == 'paragraph')"
    )
    assert "SUPERSCRIPT" in str(value)
    assert page.evaluate(TYPES) == before
