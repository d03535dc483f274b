"""What is copied in a word processor and pasted into a text of the editor."""

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


def test_paragraphs_of_word_become_blocks(page, sign_in):
    sign_in(EDITOR)
    page.goto("/magazine/le-temps-des-autres/")
    page.locator("main a[href*='/magazine/le-temps-des-autres/']").first.click()
    page.get_by_role("link", name="Modifier cette page").click()
    types = "document.querySelector('#body-root').rootBlock.children.map((child) => child.type)"
    expect(page.locator("#body-root")).to_be_attached()
    page.wait_for_function(f"{types}.includes('paragraph')")
    before = page.evaluate(types)
    text = page.locator("#body-root [contenteditable=true]").first
    at = before.index("paragraph")
    text.click()
    text.evaluate(PASTE, WORD)
    expect(page.locator("#body-root [contenteditable=true] li", has_text="un point")).to_be_visible()
    assert page.evaluate(types) == [*before[: at + 1], "heading", "paragraph", "quote", "table", *before[at + 1 :]]
