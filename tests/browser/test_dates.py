"""Dates typed into the editor: read as the person meant them, or refused with what was typed still there."""

import re

import pytest
from playwright.sync_api import expect

EDITOR = "edition@prevenance.example"


@pytest.fixture
def article(page, sign_in):
    """The editor of an article, and a way to save it."""
    sign_in(EDITOR)
    page.goto("/magazine/le-temps-des-autres/")
    page.locator("main a[href*='/magazine/le-temps-des-autres/']").first.click()
    page.get_by_role("link", name="Modifier cette page").click()
    return page


@pytest.fixture
def speak(page):
    """Change the editor's language; afterwards it is French again for the tests that share the demonstration."""

    def change(language: str) -> None:
        edited = page.url
        page.goto("/admin/account/")
        page.locator("[name$=preferred_language]").select_option(language)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()
        page.goto(edited)

    yield change
    change("fr")


def type_date(page, text: str) -> None:
    field = page.locator("#id_web_date")
    field.click()
    field.press("ControlOrMeta+a")
    page.keyboard.type(text, delay=10)
    page.keyboard.press("Tab")


@pytest.mark.parametrize(("language", "save"), [("fr", "Enregistrer le brouillon"), ("en", "Save draft")])
def test_a_date_typed_with_the_day_first_stays_that_day(article, speak, language, save):
    speak(language)
    type_date(article, "1/4/2022")
    article.get_by_role("button", name=save).click()
    article.wait_for_load_state()
    article.reload()
    expect(article.locator("#id_web_date")).to_have_value("01/04/2022")


def test_what_is_no_date_is_kept_and_refused(article):
    type_date(article, "courant avril")
    expect(article.locator("#id_web_date")).to_have_value("courant avril")
    article.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(article.get_by_text(re.compile("Cette date ne peut pas être lue"))).to_be_visible()
    expect(article.locator("#id_web_date")).to_have_value("courant avril")


def test_no_calendar_opens_over_what_follows_a_field_that_was_left(article):
    field = article.locator("#id_web_date")
    field.focus()
    article.keyboard.press("Tab")
    article.wait_for_timeout(500)
    expect(article.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
    field.focus()
    expect(article.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)


def test_the_words_of_a_standfirst_are_counted(article):
    article.locator("#id_standfirst").fill("« Un mot ? Deux ! »")
    expect(article.locator("[data-max-words]")).to_contain_text("3 / 45")
