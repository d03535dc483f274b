"""Tables with merged cells, their headers where they were."""

from html import escape

from bs4 import Tag
from django.utils.translation import gettext as _

from portal.core.manuscripts.inline import inline, lines_of, plain
from portal.core.manuscripts.manuscript import Unreadable

MARKED = ("a", "b", "strong", "i", "em", "sup", "sub")
MOST = 5_000


def table_html(table: Tag, language: str) -> tuple[str, list[str]]:
    """Its rows with plain words in each cell, and what was lost."""
    losses = []
    if table.find("table"):
        losses.append(_("A table within a table is there as plain words."))
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    cells = [cell for row in rows for cell in row.find_all(["td", "th"], recursive=False)]
    if sum(_span(cell, "colspan") * _span(cell, "rowspan") for cell in cells) > MOST:
        raise Unreadable(_("A table of this text has more than %(most)s cells: make several of it.") % {"most": MOST})
    html = ""
    for row in rows:
        texts = (_cell(cell, language) for cell in row.find_all(["td", "th"], recursive=False))
        html += f"<tr>{''.join(texts)}</tr>"
    marked = [element for element in table.find_all(MARKED) if element.get_text()]
    if marked:
        losses.append(
            _("Links, note calls, bold and italic in the cells of a table are plain words: “%(text)s”.")
            % {"text": marked[0].get_text(" ", strip=True)[:60]}
        )
    caption = table.find("caption")
    words = plain(inline(list(caption.children), language)) if caption else ""
    shown = f"<caption>{escape(words, quote=False)}</caption>" if words else ""
    return f"<table>{shown}{html}</table>" if html else "", losses


def _cell(cell: Tag, language: str) -> str:
    """A cell in the head of its table is a header, whatever its tag; of one in bold nobody knows."""
    is_header = cell.name == "th" or cell.find_parent("thead") is not None
    name = "th" if is_header else "td"
    spans = "".join(f' {span}="{number}"' for span in ("colspan", "rowspan") if (number := _span(cell, span)) > 1)
    lines = "<br>".join(filter(None, (inline(line, language) for line in lines_of(cell))))
    text = "<br>".join(escape(plain(part), quote=False) for part in lines.split("<br>"))
    return f"<{name}{spans}>{text}</{name}>"


def _span(cell: Tag, name: str) -> int:
    text = str(cell.get(name, "1"))
    return max(int(text), 1) if text.isdecimal() and len(text) < 6 else 1
