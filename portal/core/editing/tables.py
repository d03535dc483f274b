"""A table with merged cells and a caption, edited as a grid."""

from copy import deepcopy
from dataclasses import dataclass
from types import UnionType
from typing import Any

from bs4 import Tag
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail_localize.segments.types import StringSegmentValue

from portal.core.editing.figures import has_words, written

MENU = {
    "items": {
        "row_above": {"name": _("Insert a row above")},
        "row_below": {"name": _("Insert a row below")},
        "col_left": {"name": _("Insert a column on the left")},
        "col_right": {"name": _("Insert a column on the right")},
        "remove_row": {"name": _("Remove the rows")},
        "remove_col": {"name": _("Remove the columns")},
        "mergeCells": {"name": _("Merge or separate the cells")},
        "undo": {"name": _("Undo")},
        "redo": {"name": _("Redo")},
    }
}
CAPTION = "caption"
FRESH = {
    "data": [["", "", ""]] * 3,
    "first_row_is_table_header": True,
    "first_col_is_header": False,
    "table_header_choice": "row",
}
"""Most tables name their columns: an editor says so where one does not."""


class CaptionedTableBlock(TableBlock):
    """Its head is as many rows deep as the tallest cell of the first one."""

    def __init__(self, **kwargs) -> None:
        super().__init__(table_options={"contextMenu": MENU, "mergeCells": True, "language": "en-US"}, **kwargs)

    def get_default(self) -> dict:
        """One of its own for each block."""
        return deepcopy(FRESH)

    def value_from_form(self, value: str) -> Any:
        """What is no table, as no editor of ours sends it, is an empty one."""
        try:
            table = super().value_from_form(value)
        except (TypeError, ValueError, RecursionError):
            return None
        return table if is_table(table) else None

    def get_searchable_content(self, value: dict | None) -> list[str]:
        return [text for _place, text in _texts(value)]

    def get_translatable_segments(self, value: dict | None) -> list[StringSegmentValue]:
        return [StringSegmentValue(place, text) for place, text in _texts(value) if has_words(text)]

    def restore_translated_segments(self, value: dict, segments: list[StringSegmentValue]) -> dict:
        value = {**value, "data": [list(row) for row in value["data"]]}
        for segment in segments:
            if segment.path == CAPTION:
                value["table_caption"] = segment.render_text()
            else:
                row, column = map(int, segment.path.split("-"))
                value["data"][row][column] = segment.render_text()
        return value

    def render(self, value: dict | None, context: dict | None = None) -> str:
        if not value or not is_table(value) or not _texts(value):
            return ""
        shown = {**(context or {}), "caption": value.get("table_caption"), **drawn(value)}
        return render_to_string("blocks/table.html", shown)

    def render_basic(self, value: dict | None, context: dict | None = None) -> str:
        """In words, a line a row: what two versions of a page are compared by."""
        rows = value["data"] if value and is_table(value) else []
        lines = [[value.get("table_caption")], *rows] if value else []
        shown = [" | ".join(text or "" for text in line) for line in lines]
        return format_html_join("", "<p>{}</p>", ((line,) for line in shown if line.strip(" |")))

    class Meta:
        icon = "table"
        label = _("Table")


@dataclass(frozen=True)
class Cell:
    text: str
    rowspan: int
    colspan: int
    scope: str = ""


def is_table(value: Any) -> bool:
    """Whether it is what the grid stores: rows of texts, and merged cells by their places."""
    if not isinstance(value, dict):
        return False
    rows, merged = value.get("data", ""), value.get("mergeCells") or []
    if not _is_list_of(list, rows) or not _is_list_of(dict, merged):
        return False
    spans = ("row", "col", "rowspan", "colspan")
    texts = [value.get("table_caption"), *(text for row in rows for text in row)]
    return _is_list_of(str | None, texts) and all(isinstance(cell.get(name), int) for cell in merged for name in spans)


def _is_list_of(kind: type | UnionType, value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)


def drawn(value: dict) -> dict[str, list[list[Cell]]]:
    """The rows of its head and of its body, each cell as wide and tall as it was merged."""
    rows = value["data"]
    spans, covered = _spans(value.get("mergeCells") or [], len(rows), len(rows[0]) if rows else 0)
    deep = max((spans.get((0, column), (1, 1))[0] for column in range(len(rows[0]) if rows else 0)), default=0)
    head = deep if value.get("first_row_is_table_header") else 0
    lines = []
    for at, texts in enumerate(rows):
        line = []
        for column, text in enumerate(texts):
            if (at, column) in covered:
                continue
            height, width = spans.get((at, column), (1, 1))
            text, scope = (text or "").strip(), ""
            if text and at < head:
                scope = "colgroup" if width > 1 else "col"
            elif text and column == 0 and value.get("first_col_is_header"):
                scope = "rowgroup" if height > 1 else "row"
            line.append(Cell(written(text), height, width, scope))
        lines.append(line)
    return {"head": lines[:head], "body": lines[head:]}


def _spans(merged: list[dict], height: int, width: int) -> tuple[dict, set]:
    """The height and width of each merged cell, within a grid of that size, and the places these cover."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for cell in sorted(merged, key=lambda cell: (cell["row"], cell["col"])):
        row, column = cell["row"], cell["col"]
        if not (0 <= row < height and 0 <= column < width) or (row, column) in covered or (row, column) in spans:
            continue
        tall, wide = min(max(cell["rowspan"], 1), height - row), min(max(cell["colspan"], 1), width - column)
        spans[row, column] = (tall, wide)
        covered |= {(row + down, column + right) for down in range(tall) for right in range(wide) if down or right}
    return spans, covered


def table_value(table: Tag) -> dict:
    """What the block stores of a table in HTML."""
    rows = table.find_all("tr")
    places: dict[tuple[int, int], str] = {}
    merged: list[dict[str, int]] = []
    headers: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        column = 0
        for cell in row.find_all(["td", "th"]):
            while (at, column) in places:
                column += 1
            height = min(int(str(cell.get("rowspan", "1"))), len(rows) - at)
            width = int(str(cell.get("colspan", "1")))
            for down in range(height):
                places.update({(at + down, column + right): "" for right in range(width)})
            places[at, column] = cell.get_text("\n")
            if height > 1 or width > 1:
                merged.append({"row": at, "col": column, "rowspan": height, "colspan": width})
            if cell.name == "th":
                headers.update((at + down, column + right) for down in range(height) for right in range(width))
            column += width
    widest = max((column for _row, column in places), default=-1) + 1
    first_row = bool(widest) and all((0, column) in headers for column in range(widest))
    below = range(1 if first_row else 0, len(rows))
    first_column = bool(below) and all((row, 0) in headers for row in below)
    choice = {(True, True): "both", (True, False): "row", (False, True): "column", (False, False): "neither"}
    return {
        "data": [[places.get((row, column), "") for column in range(widest)] for row in range(len(rows))],
        "cell": [
            {"row": cell["row"] + down, "col": cell["col"] + right, "hidden": True}
            for cell in merged
            for down in range(cell["rowspan"])
            for right in range(cell["colspan"])
            if down or right
        ],
        "mergeCells": merged,
        "first_row_is_table_header": first_row,
        "first_col_is_header": first_column,
        "table_header_choice": choice[first_row, first_column],
        "table_caption": table.caption.get_text() if table.caption else "",
    }


def _texts(value: dict | None) -> list[tuple[str, str]]:
    """Every text of a table, by its place."""
    if not value:
        return []
    cells = [(f"{row}-{column}", text) for row, line in enumerate(value["data"]) for column, text in enumerate(line)]
    return [(place, text) for place, text in [(CAPTION, value.get("table_caption")), *cells] if text]
