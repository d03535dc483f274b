"""Texts of the length that editors write, put together from the demonstration's own."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from demo.writing import TEXTS, Library, Writer
from portal.core.editing.blocks import BodyField

DIFFERENT = 48
BLOCKS = range(15, 31)
NAMESPACE = uuid.UUID("0b2f3f0e-3a0f-4d52-9d4e-6d1f0c1b7a55")

PLAIN = re.compile(r"(?!v )(## |> |- |\w|«|“)(?!.*(\{|\]\())", re.DOTALL)
STREAM = BodyField().stream_block

Reference = tuple[type, str, str, str]


@dataclass(frozen=True)
class Body:
    """Blocks as they are stored, and what they point at, as Wagtail's reference index says it."""

    blocks: tuple[dict, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Prose:
    """Of one language; `pages` and `images` are the keys of those that texts point at and show."""

    language: str
    pages: tuple[int, ...]
    images: tuple[int, ...]

    def title(self, number: int) -> str:
        headings = _parts(self.language)["heading"]
        return f"{headings[number % len(headings)]} ({number})"

    def sentence(self, number: int) -> str:
        """Public and short: a standfirst, an introduction, a summary."""
        text = re.sub(r"<[^>]+>", "", self._pick("paragraph", number))
        return " ".join(text.split()[:40])

    def opening(self, number: int) -> Body:
        return _body(self, number % DIFFERENT, 2)

    def body(self, number: int) -> Body:
        number %= DIFFERENT
        return _body(self, number, BLOCKS[number % len(BLOCKS)])

    def _pick(self, kind: str, number: int):
        parts = _parts(self.language)[kind]
        return parts[number % len(parts)]

    def blocks(self, number: int, count: int) -> Iterator[tuple[str, object]]:
        """Headings and paragraphs, some with a link; here and there a quote, a picture, a link to a page."""
        for place in range(count):
            step = number * 31 + place
            if place % 5 == 2:
                yield "heading", self._pick("heading", step)
            elif place % 9 == 5:
                yield "quote", self._pick("quote", step)
            elif place % 11 == 6 and self.images:
                image = {"image": self.images[step % len(self.images)], "alt_text": "Mosaïque", "decorative": False}
                yield "figure", {"image": image, "caption": self._pick("heading", step)}
            elif place % 13 == 8 and self.pages:
                yield "page_link", {"page": self.pages[step % len(self.pages)], "label": ""}
            elif place % 4 == 0 and self.pages:
                link = f'<a linktype="page" id="{self.pages[step % len(self.pages)]}">{self._pick("heading", step)}</a>'
                yield "paragraph", f"{self._pick('paragraph', step)}<p>{link}</p>"
            else:
                yield "paragraph", self._pick("paragraph", step)


@cache
def _body(prose: Prose, number: int, count: int) -> Body:
    """The same one for many pages: making it costs more than storing it."""
    blocks = tuple(
        {"type": kind, "value": value, "id": str(uuid.uuid5(NAMESPACE, f"{prose.language} {number} {count} {place}"))}
        for place, (kind, value) in enumerate(prose.blocks(number, count))
    )
    return Body(blocks, tuple(STREAM.extract_references(STREAM.to_python(list(blocks)))))


@cache
def _parts(language: str) -> dict[str, list]:
    """Headings, quotes and paragraphs of all texts; what points at a page, an image or a date stays out."""
    writer = Writer(Library(), language)
    parts: dict[str, list] = {"heading": [], "quote": [], "paragraph": []}
    for file in sorted(TEXTS.glob(f"*.{language}.txt")):
        _head, *sections = re.split(r"^\[\w+\]$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for part in re.split(r"\n\s*\n", "\n\n".join(sections).strip()):
            if (
                re.match(r"(##|>|[^\W_]|«|“|- )", part)
                and not re.match(r"v ", part)
                and not re.search(r"\{|\]\(", part)
            ):
                for kind, value in writer.blocks(part):
                    parts[kind].append(value)
    return parts
