"""The demonstration's texts: one plain file a page and language in `texts/`, turned into the editor's blocks.

A file opens with `name: value` lines, then one section a field, each announced by `[field]`. In a section,
blank lines part the blocks. A block is a paragraph, unless its first characters say otherwise:

    ## heading                      > quote | who said it            ? question, its answer on the next lines
    = 71 | % | sentence | change    ! image | alternative text | caption
    ~ study | question | segment    (a key figure of a study may end with the address of the published one)
    -> page | label                 -> https://address | label | site
    @ sentence | address | phone    v document | label
"""

import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from wagtail.models import Locale, Page

from portal.core.models import PortalDocument, PortalImage

TEXTS = Path(__file__).parent / "texts"

Block = tuple[str, object]


@dataclass
class Library:
    """What texts refer to by name, and the words that stand for a date of this very day's demonstration."""

    images: dict[str, PortalImage] = field(default_factory=dict)
    documents: dict[str, PortalDocument] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)


class Writer:
    """Reads the texts of one language."""

    def __init__(self, library: Library, language: str) -> None:
        self.library, self.language = library, language

    def read(self, name: str) -> dict[str, object]:
        """The fields of a page: plain values as text, sections as blocks."""
        source = (TEXTS / f"{name}.{self.language}.txt").read_text(encoding="utf-8")
        for word, value in self.library.words[self.language].items():
            source = source.replace(f"{{{word}}}", value)
        head, *sections = re.split(r"^\[(\w+)\]$", source, flags=re.MULTILINE)
        fields: dict[str, object] = {}
        for line in head.strip().splitlines():
            key, value = line.split(":", 1)
            fields[key] = value.strip()
        for key, section in zip(sections[::2], sections[1::2], strict=True):
            fields[key] = self.blocks(section)
        return fields

    def blocks(self, text: str) -> list[Block]:
        return [self._block(part) for part in re.split(r"\n\s*\n", text.strip())]

    def _block(self, text: str) -> Block:
        mark, _space, rest = text.partition(" ")
        values = [value.strip() for value in rest.split("|")]
        match mark:
            case "##":
                return "heading", rest
            case ">":
                return "quote", dict(zip(("quote", "source"), values, strict=False))
            case "?":
                question, answer = rest.split("\n", 1)
                return "question", {"question": question, "answer": _html(answer)}
            case "=":
                return self._key_figures(text)
            case "!":
                return "figure", self._figure(*values)
            case "~":
                return self._chart(*values)
            case "->":
                return self._link(*values)
            case "@":
                return "contact", dict(zip(("sentence", "email", "phone"), values, strict=False))
            case "v":
                return "download", {"document": self.library.documents[values[0]], "label": values[1]}
        return "paragraph", _html(text)

    def _key_figures(self, text: str) -> Block:
        names = ("number", "unit", "sentence", "change", "cell")
        rows = [[value.strip() for value in line[1:].split("|")] for line in text.splitlines()]
        return "key_figures", [dict(zip(names, row, strict=False)) for row in rows]

    def _figure(self, image: str, alternative: str, caption: str = "") -> dict:
        picture = self.library.images[image]
        picture.contextual_alt_text, picture.decorative = alternative, not alternative
        return {"image": picture, "caption": caption}

    def _chart(self, study: str, question: str, segment: str = "") -> Block:
        return "chart", {"study": self._page(study), "question": question, "segment": segment}

    def _link(self, target: str, label: str = "", site: str = "") -> Block:
        if target.startswith("https://"):
            return "outside_link", {"url": target, "label": label, "site": site}
        return "page_link", {"page": self._page(target), "label": label}

    def _page(self, name: str) -> Page:
        return self.library.pages[name].get_translation(Locale.objects.get(language_code=self.language)).specific


def _html(text: str) -> str:
    """Paragraph or list as the editor stores it; `**words**` are bold and `[words](address)` a link."""
    marked = escape(" ".join(text.split("\n")) if not text.startswith("- ") else text, quote=False)
    marked = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", marked)
    marked = re.sub(r"\[(.+?)\]\((\S+?)\)", r'<a href="\2">\1</a>', marked)
    if marked.startswith("- "):
        items = "".join(f"<li>{line.removeprefix('- ')}</li>" for line in marked.splitlines())
        return f"<ul>{items}</ul>"
    return f"<p>{marked}</p>"
