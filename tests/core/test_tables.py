"""What a table's grid sends is a table, or nothing."""

import json

import pytest
from django.utils.translation import override

from portal.core.editing.tables import CaptionedTableBlock, drawn

CELL = {"row": 0, "col": 0, "rowspan": 1, "colspan": 2}


@pytest.mark.parametrize("merged", [None, [], [CELL]])
def test_what_the_grid_sends_is_kept(merged):
    table = {"data": [["a", "b"]], "mergeCells": merged}
    assert CaptionedTableBlock().value_from_form(json.dumps(table)) == table


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "",
        "[" * 100_000,
        "[]",
        json.dumps({"data": "a"}),
        json.dumps({"data": [[1]]}),
        json.dumps({"data": [["a"]], "table_caption": ["a"]}),
        json.dumps({"data": [["a"]], "mergeCells": 1}),
        json.dumps({"data": [["a"]], "mergeCells": "abc"}),
        json.dumps({"data": [["a"]], "mergeCells": [1]}),
        json.dumps({"data": [["a"]], "mergeCells": [{**CELL, "row": "0"}]}),
    ],
    ids=lambda sent: str(sent)[:50],
)
def test_anything_else_is_an_empty_table(sent):
    assert CaptionedTableBlock().value_from_form(sent) is None


@pytest.mark.parametrize(
    "cell",
    [
        {**CELL, "colspan": 10**9, "rowspan": 10**9},
        {**CELL, "rowspan": 1, "colspan": 2},
        {"row": 0, "col": 0, "rowspan": 2, "colspan": -4},
    ],
)
def test_a_merged_cell_ends_where_its_table_does(cell):
    (first, *_others), *_rows = drawn({"data": [["a", "b"], ["c", "d"]], "mergeCells": [cell, cell]})["body"]
    assert first.text == "a"
    assert 1 <= first.colspan <= 2
    assert 1 <= first.rowspan <= 2


@pytest.mark.parametrize("place", [(-1, 0), (5, 0), (0, 10**9)])
def test_a_merged_cell_out_of_its_table_is_none(place):
    cell = {"row": place[0], "col": place[1], "rowspan": 2, "colspan": 2}
    assert [len(line) for line in drawn({"data": [["a", "b"], ["c", "d"]], "mergeCells": [cell]})["body"]] == [2, 2]


def test_a_new_table_names_its_columns_and_is_shown_once_it_says_something():
    block = CaptionedTableBlock()
    table = block.get_default()
    assert block.render(table) == ""
    filled = {**table, "data": [["Heure", "Personnes"], ["9 h", "41"]]}
    assert '<th scope="col">Heure</th>' in block.render(block.clean(filled))


def test_a_header_without_words_names_nothing():
    """Such as the corner between the names of lines and of columns."""
    data = [["", "Annoncée"], ["Guichet", "15"], ["", "22"]]
    shown = drawn({"data": data, "first_row_is_table_header": True, "first_col_is_header": True})
    scopes = [[cell.scope for cell in line] for part in ("head", "body") for line in shown[part]]
    assert scopes == [["", "col"], ["row", ""], ["", ""]]


def test_figures_alone_are_no_text_to_translate_and_are_written_as_the_language_of_the_page_does():
    table = {"data": [["Heure", "12,5 %"], ["1 200", "9 h 30"]], "table_caption": "2026"}
    offered = CaptionedTableBlock().get_translatable_segments(table)
    assert [segment.render_text() for segment in offered] == ["Heure", "9 h 30"]
    assert drawn(table)["body"][0][1].text == "12,5 %"
    with override("en"):
        texts = [cell.text for row in drawn(table)["body"] for cell in row]
    assert texts == ["Heure", "12.5 %", "1,200", "9 h 30"]
