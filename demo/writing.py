"""The demonstration's texts: one plain file a page and language in `texts/`, turned into the editor's blocks.

A file opens with `name: value` lines, then one section a field, each announced by `[field]`. In a section,
blank lines part the blocks. A block is a paragraph, unless its first characters say otherwise:

    ## heading                      > quote | who said it            ? question, its answer on the next lines
    = 71 | % | sentence | change    ! image | alternative text | caption
    ~ study | question | segment    (a key figure of a study may end with the address of the published one)
    -> page | label                 -> https://address | label | site
    @ sentence | address | phone    v document | label
    * page | page                   cards
    !! title                        a gallery, a line a picture: image | alternative text | caption
    + title                         a box, a line a paragraph
    (( document | title | duration  a recording, its transcript on the next lines, one a paragraph
    [[ address | title | image | duration
    ~~ title | bars or lines | unit | source    the table of a chart, a row a line: name | number | number
    & days ago | what was corrected
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from pathlib import Path

from django.utils.timezone import localdate
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
        marks: dict[str, Callable[[], Block]] = {
            "##": lambda: ("heading", rest),
            ">": lambda: ("quote", dict(zip(("quote", "source"), values, strict=False))),
            "?": lambda: self._question(*rest.split("\n", 1)),
            "=": lambda: self._key_figures(text),
            "!": lambda: ("figure", self._figure(*values)),
            "!!": lambda: self._gallery(*rest.splitlines()),
            "~": lambda: self._chart(*values),
            "~~": lambda: self._typed_chart(*rest.splitlines()),
            "->": lambda: self._link(*values),
            "*": lambda: ("cards", [self._page(name) for name in values]),
            "+": lambda: self._box(*rest.splitlines()),
            "((": lambda: self._recording(*rest.splitlines()),
            "[[": lambda: ("video", self._film(*values)),
            "&": lambda: self._correction(*values),
            "@": lambda: ("contact", dict(zip(("sentence", "email", "phone"), values, strict=False))),
            "v": lambda: ("download", {"document": self.library.documents[values[0]], "label": values[1]}),
        }
        made = marks.get(mark)
        return made() if made else ("paragraph", _html(text))

    def _question(self, question: str, answer: str) -> Block:
        return "question", {"question": question, "answer": _html(answer)}

    def _box(self, title: str, *lines: str) -> Block:
        return "box", {"title": title, "content": [("paragraph", _html(line)) for line in lines]}

    def _correction(self, days_ago: str, text: str) -> Block:
        return "correction", {"date": localdate() - timedelta(days=int(days_ago)), "text": _html(text)}

    def _key_figures(self, text: str) -> Block:
        names = ("number", "unit", "sentence", "change", "cell")
        rows = [[value.strip() for value in line[1:].split("|")] for line in text.splitlines()]
        return "key_figures", [dict(zip(names, row, strict=False)) for row in rows]

    def _figure(self, image: str, alternative: str, caption: str = "") -> dict:
        picture = self.library.images[image]
        picture.contextual_alt_text, picture.decorative = alternative, not alternative
        return {"image": picture, "caption": caption}

    def _gallery(self, title: str, *lines: str) -> Block:
        pictures = [self._figure(*(value.strip() for value in line.split("|"))) for line in lines]
        return "gallery", {"title": title, "pictures": pictures}

    def _recording(self, head: str, *lines: str) -> Block:
        document, title, duration = (value.strip() for value in head.split("|"))
        transcript = "".join(_html(line) for line in lines)
        sound = self.library.documents[document]
        return "audio", {"document": sound, "title": title, "duration": duration, "transcript": transcript}

    def _film(self, address: str, title: str, image: str, duration: str) -> dict:
        picture = self.library.images[image]
        picture.contextual_alt_text, picture.decorative = "", True
        return {"address": address, "title": title, "poster": picture, "duration": duration}

    def _chart(self, study: str, question: str, segment: str = "") -> Block:
        return "chart", {"study": self._page(study), "question": question, "segment": segment}

    def _typed_chart(self, head: str, *lines: str) -> Block:
        title, kind, unit, source = (value.strip() for value in head.split("|"))
        table = {"data": [[text.strip() for text in line.split("|")] for line in lines]}
        return "typed_chart", {"title": title, "kind": kind, "table": table, "unit": unit, "source": source}

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
