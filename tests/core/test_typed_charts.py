"""A small table that an editor types, drawn as a survey's figures are, or refused in words that say where."""

import json
import re

import pytest
from django.core.exceptions import ValidationError

from portal.core.charts.typed import BARS, LINES, figure, number, problems
from portal.core.editing.blocks import BodyField
from tests.factories import pages
from tests.factories.counting import queries

BLOCK = BodyField().stream_block.child_blocks["typed_chart"]
YEARS = [["", "Appels", "Messages"], ["2022", "1 250", "300"], ["2024", "1 100,5", "480"], ["2025", "", "610"]]
SHARES = [["", "Part"], ["Annoncer la durée", "71 %"], ["Rappeler", "58 %"], ["", ""]]


def chart(data: list, kind: str = BARS, **fields) -> tuple[str, dict]:
    return "typed_chart", {"title": "Ce qui change", "kind": kind, "table": {"data": data}, **fields}


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [
        ("1 250", 1250, "1\xa0250"),
        ("1\u202f250,5", 1250.5, "1\xa0250,5"),
        ("12.5", 12.5, "12,5"),
        ("71 %", 71, "71 %"),
        ("−3", -3, "−3"),
        ("+4,25", 4.25, "4,25"),
    ],
)
def test_numbers_are_read_and_written_in_french(typed, value, shown):
    read = number(typed)
    assert read.value == value
    assert read.written().replace("\u202f", "\xa0").replace("\xa0%", " %") == shown


@pytest.mark.parametrize("typed", ["", "douze", "12 000 00", "1,2,3", "12 €", "1e9", "٣", "9" * 13])
def test_what_is_no_number(typed):
    assert number(typed) is None


def test_bars_of_shares_are_out_of_a_hundred_and_others_of_the_longest():
    shares = figure(SHARES, BARS, title="", unit="", source="")
    assert [row.cells[0].share for row in shares.rows] == [71, 58]
    years = figure(YEARS, BARS, title="", unit="", source="")
    assert [cell.share for row in years.rows for cell in row.cells] == [100, 24, 88, 38, None, 49]


def test_lines_are_drawn_twice_described_and_in_a_table():
    drawn = figure(YEARS, LINES, title="", unit="", source="Nos comptes")
    assert [drawing.size.name for drawing in drawn.drawings] == ["wide", "narrow"]
    assert [len(line.points) for line in drawn.drawings[0].lines] == [2, 3]
    assert drawn.description.startswith("Appels: 2022 ")
    assert drawn.grid.rows[2] == ("2025", ("", "610"))
    assert "Nos comptes" in drawn.notes[0]


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        ([], BARS, "une ligne de noms"),
        ([["", "Part"]], BARS, "une ligne de noms"),
        ([["", "Part"], ["Rappeler", "beaucoup"]], BARS, "Ligne 2, colonne 2 : « beaucoup »"),
        ([["", "Part"], ["", "3"]], BARS, "Ligne 2"),
        ([["", "Solde"], ["2024", "-3"]], BARS, "choisissez des courbes"),
        ([["", "Part"], ["2024", "3"]], LINES, "deux lignes"),
        ([["", "A", "B"], ["2024", "3", ""], ["2025", "4", ""]], LINES, "un nombre"),
        ([["", *"ABCDEF"], ["2024", *"123456"], ["2025", *"123456"]], LINES, "5 colonnes"),
        ([["", "Part"], *([str(row), "3"] for row in range(25))], BARS, "24 lignes"),
    ],
)
def test_what_can_not_be_drawn_is_told_in_words(data, kind, said):
    assert said in " ".join(problems(data, kind))
    assert figure(data, kind, title="", unit="", source="") is None
    with pytest.raises(ValidationError) as refusal:
        BLOCK.clean(BLOCK.normalize(chart(data, kind)[1]))
    assert set(refusal.value.block_errors) == {"table"}


def test_it_is_shown_with_its_names_numbers_and_source(client, site):
    blocks = [chart(SHARES, source="Prévenance"), chart(YEARS, LINES)]
    page = pages.article(site, body=blocks)
    html = client.get(page.url).content.decode()
    assert '<td class="v71">' in html
    assert "Source : Prévenance" in html.replace("\xa0", " ").replace("\u202f", " ")
    assert html.count('<svg class="drawing drawing--') == 2
    assert "Annoncer la durée" in page.gated_text()


def test_a_draft_that_can_not_be_drawn_shows_nothing(client, site):
    page = pages.article(site, body=[chart([["", "Part"], ["Rappeler", "beaucoup"]]), *pages.text("La suite.")])
    html = client.get(page.url).content.decode()
    assert "chart__title" not in html
    assert "La suite." in html


def test_names_are_translated_and_numbers_are_not():
    table = BLOCK.child_blocks["table"]
    value = {"data": SHARES, "table_caption": ""}
    words = [segment.render_text() for segment in table.get_translatable_segments(value)]
    assert [word for word in words if word] == ["Part", "Annoncer la durée", "Rappeler"]


def test_what_an_editor_sends_is_read(site):
    sent = table_sent = BLOCK.child_blocks["table"].value_from_form(json.dumps({"data": SHARES}))
    assert table_sent == sent
    assert problems(sent["data"], BARS) == []


def test_twenty_cost_what_two_do(client, site):
    two, twenty = (
        pages.article(site, title=f"Avec {count}", body=[chart(YEARS, LINES), chart(SHARES)] * count)
        for count in (2, 20)
    )
    assert queries(client, twenty.url) == queries(client, two.url)


def test_its_title_follows_the_headings_of_the_text(client, site):
    body = [chart(SHARES, title="Avant"), ("heading", "Les chiffres"), chart(SHARES, title="Après")]
    html = client.get(pages.article(site, body=body).url).text
    assert re.findall(r"<(h\d)[^>]*chart__title[^>]*>([^<]*)<", html) == [("h2", "Avant"), ("h3", "Après")]
