"""From the first line of a writer to the page online: submitted, sent back, compared, approved, as people click it."""

import re

from playwright.sync_api import Page, Route, expect

WRITER, EDITOR = "redaction@prevenance.example", "edition@prevenance.example"
TITLE, STANDFIRST, MENDED = "Une relecture au clic", "Un chapeau trop court.", "Un chapeau comme il en faut un."


def do(page: Page, name: str) -> None:
    """One of those in the menu at the foot of the editor."""
    button = page.locator("footer").get_by_role("button", name=name, exact=True)
    if not button.is_visible():
        page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    button.click()


def write(page: Page, field: str, text: str) -> None:
    page.locator(f"[name={field}]").fill(text)


def test_a_writer_submits_an_editor_sends_it_back_and_then_publishes_it(page, sign_in, served):
    sign_in(WRITER)
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile("^Actualités")).filter(has_text="actualité").last.click()
    write(page, "title", TITLE)
    write(page, "standfirst", STANDFIRST)
    do(page, "Enregistrer le brouillon")
    expect(page.get_by_text("À voir avant la publication")).to_be_visible()
    page.get_by_role("link", name="Personne ne signe ce texte.").click()
    expect(page.locator("#id_bylines-ADD")).to_be_focused()
    draft = page.url
    do(page, "Soumettre à Relecture")
    page.wait_for_url(lambda url: url != draft)

    mail = served.wait_for_mail(EDITOR)
    assert TITLE in str(mail["Subject"])
    sign_in(EDITOR)
    page.goto("/admin/")
    expect(page.get_by_role("link", name=re.compile("textes? attend(ent)? votre relecture"))).to_be_visible()
    page.locator("#awaiting-review, [id^=awaiting-review]").get_by_role("link", name=TITLE).first.click()
    page.wait_for_load_state()
    do(page, "Demander des modifications")
    page.get_by_role("dialog").locator("textarea").fill("Le chapeau est trop court.")
    page.get_by_role("dialog").get_by_role("button", name="Demander des modifications").click()
    page.wait_for_url(lambda url: url != draft)

    sign_in(WRITER)
    page.goto(draft)
    expect(page.locator(".messages")).to_contain_text("Le chapeau est trop court.")
    write(page, "standfirst", MENDED)
    do(page, "Enregistrer le brouillon")
    do(page, "Resoumettre à Relecture")
    page.wait_for_url(lambda url: url != draft)

    sign_in(EDITOR)
    number = re.search(r"/pages/(\d+)/", draft)
    assert number
    page.goto(f"/admin/pages/{number[1]}/revisions/compare/earliest...latest/")
    expect(page.get_by_text("comme il en faut un")).to_be_visible()
    page.goto(draft)
    do(page, "Approuver et publier")
    page.wait_for_url(lambda url: url != draft)
    expect(page.locator(".messages")).to_contain_text("est en ligne")

    page.goto("/actualites/")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.get_by_text(MENDED)).to_be_visible()
    assert TITLE in str(served.wait_for_mail(WRITER)["Subject"])


def test_a_page_whose_button_is_pressed_while_it_saves_itself_is_made_once_and_asks_nothing(page, sign_in):
    sign_in(EDITOR)
    watched = "document.documentElement.setAttribute('data-watched', '')"
    page.add_init_script(f"document.addEventListener('w-unsaved:watch-edits', () => {watched})")
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile("^Actualités")).filter(has_text="actualité").last.click()
    page.wait_for_url("**/pages/add/**")
    page.locator("html[data-watched]").wait_for(state="attached")

    answered = []

    def slowly(route: Route) -> None:
        answer = route.fetch()
        page.wait_for_timeout(1500)
        route.fulfill(response=answer)
        answered.append(answer)

    page.route(lambda url: "/pages/add/" in url, slowly, times=1)
    with page.expect_request(lambda request: request.method == "POST" and "/pages/add/" in request.url):
        write(page, "title", "Enregistrée une fois")
        page.locator("[name=standfirst]").press_sequentially("un deux")
    do(page, "Enregistrer le brouillon")
    expect(page.locator(".messages")).to_contain_text("Enregistrée une fois")
    expect(page).to_have_url(re.compile("/edit/$"))

    page.locator("html[data-watched]").wait_for(state="attached")
    page.route("**/edit/", slowly, times=1)
    with page.expect_request(lambda request: request.method == "POST"):
        page.locator("[name=standfirst]").press_sequentially("trois quatre")
    do(page, "Enregistrer le brouillon")
    expect(page.locator(".messages")).to_contain_text("a été mise à jour")
    while len(answered) < 2:  # else what is still held back fails the test that comes next
        page.wait_for_timeout(100)
