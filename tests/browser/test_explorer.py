"""The results of a survey explored without a script, by keyboard, on a phone, in the dark and on paper."""

import pytest

STUDY = "/etudes/barometre-des-attentes-2025/"
MEMBER = "membre@prevenance.example"
VIEWS = (
    "?question=q02",
    "?question=q09&segment=age",
    "?question=q04&segment=occupation",
    "?question=q29&segment=channel",
    "?question=q10&segment=town",
    "?question=q04&segment=age&option=1",
    "?question=q07&segment=channel",
)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.drill)])
def test_no_view_is_a_barrier_nor_too_wide(page, violations, sign_in, scheme):
    sign_in(MEMBER)
    page.emulate_media(color_scheme=scheme)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for view in VIEWS:
            assert page.goto(f"{STUDY}{view}").status == 200, view
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), view
            for details in page.locator(".explorer details").all():
                details.locator("summary").click()
            if width == 320 or view in VIEWS[:2]:
                assert violations(page) == [], view


def test_a_question_is_chosen_by_keyboard_and_has_its_address(page, sign_in):
    sign_in(MEMBER)
    page.goto(STUDY)
    page.get_by_label("Question", exact=True).select_option("q09")
    page.get_by_label("Comparer par").select_option("age")
    page.get_by_role("button", name="Afficher").press("Enter")
    page.wait_for_url("**/?question=q09&segment=age#explorer")
    heading = page.locator("#explorer-figure").inner_text()
    assert heading in page.title().replace("\u202f", " ").replace("\xa0", " ") or heading in page.title()
    assert page.locator(".bars").get_by_role("columnheader").count() > 3


def test_bars_are_as_long_as_their_figures(page, sign_in):
    sign_in(MEMBER)
    page.goto(f"{STUDY}?question=q09")
    lengths = page.evaluate(
        """[...document.querySelectorAll(".bars td[class^=v]")].map(
            cell => [parseInt(cell.innerText), parseFloat(getComputedStyle(cell, "::before").width)])"""
    )
    ratios = [width / share for share, width in lengths if share > 4]
    assert max(ratios) - min(ratios) < 0.1


def test_a_visitor_meets_the_wall_and_no_figure(page):
    page.goto(f"{STUDY}?question=q09&segment=age")
    assert page.locator(".explorer").count() == 0
    assert page.locator(".wall").count() == 1


def test_bars_and_scales_are_printed(page, sign_in):
    sign_in(MEMBER)
    page.goto(f"{STUDY}?question=q04&segment=age")
    page.emulate_media(media="print")
    assert page.locator(".explorer .chart").is_visible()
    assert not page.locator(".explorer__form").is_visible()
    assert page.locator(".scale__part").first.evaluate("cell => getComputedStyle(cell).printColorAdjust") == "exact"


def test_on_a_phone_the_segments_of_a_scale_are_as_long_as_their_figures(page, sign_in):
    sign_in(MEMBER)
    for width in (390, 800):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{STUDY}?question=q08&view=battery")
        lengths = page.evaluate(
            """[...document.querySelectorAll(".scale__part")].map(
                part => [parseInt(part.textContent), part.getBoundingClientRect().width])"""
        )
        assert min(width / share for share, width in lengths if share > 2) > 1
