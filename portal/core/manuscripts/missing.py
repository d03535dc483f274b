"""What a document says and the text made of it does not: the last look, so that no word is lost unseen."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from django.utils.translation import gettext as _

from portal.core.manuscripts.inline import INVISIBLE
from portal.core.manuscripts.manuscript import Manuscript
from portal.core.manuscripts.markup import W, texts_of
from portal.core.manuscripts.package import Package

SHOWN = 12
APART = {f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen"}
_CALL = re.compile(r'<a href="#note-[^"]*">.*?</a>')
_WITHIN = re.compile(r"</?(?:a|b|i|sub|sup)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r"\w+")


def missing_words(package: Package, manuscript: Manuscript) -> list[str]:
    """A sentence where words were lost, the first of them in it."""
    kept = Counter(_kept(manuscript))
    written = list(_written(package))
    if sum(map(len, written)) <= sum(len(word) * times for word, times in kept.items()):
        return []  # whatever was put together or apart
    lost = []
    for word in written:
        if kept[word] > 0:
            kept[word] -= 1
        else:
            lost.append(word)
    if not lost:
        return []
    shown = " ".join(lost[:SHOWN]) + (" …" if len(lost) > SHOWN else "")
    return [_("Words of the document are not in the text: “%(text)s”.") % {"text": shown[:200]}]


def _kept(manuscript: Manuscript) -> Iterator[str]:
    for html in (manuscript.title, manuscript.html, *(note.html for note in manuscript.notes)):
        yield from _WORD.findall(unescape(_TAG.sub(" ", _WITHIN.sub("", _CALL.sub("", html)))))


def _written(package: Package) -> Iterator[str]:
    for tree in texts_of(package):
        pieces = []
        for element in tree.iter():
            if element.tag == f"{W}t":
                pieces.append(element.text or "")
            elif element.tag in APART or element.tag == f"{W}p":
                pieces.append(" ")
        yield from _WORD.findall(INVISIBLE.sub("", "".join(pieces)))
