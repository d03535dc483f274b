"""The addresses of the parts of a text, and the list of them that stands before it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import slugify
from wagtail.blocks import StreamValue

LONGEST = 60


@dataclass(frozen=True)
class Part:
    title: str
    anchor: str


class Anchors:
    """Given in the order of the headings: of two alike, the second has a number."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def anchor(self, title: str) -> str:
        """Never one that a page uses itself."""
        name = f"h-{slugify(title)[:LONGEST].strip('-') or 'part'}"
        self._given[name] += 1
        return name if self._given[name] == 1 else f"{name}-{self._given[name]}"


def parts_of(texts: Iterable[StreamValue]) -> list[Part]:
    """Of texts that are shown one after the other."""
    anchors = Anchors()
    headings = (str(block.value) for text in texts for block in text or () if block.block_type == "heading")
    return [Part(title, anchors.anchor(title)) for title in headings]
