"""What a table's grid sends is a table, or nothing."""

import json

import pytest

from portal.core.editing.tables import CaptionedTableBlock

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
