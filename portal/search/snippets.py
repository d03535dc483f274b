"""Why a result was found: a few lines of what its reader may read, with the words marked."""

import re
import unicodedata
from collections.abc import Iterable, Set
from functools import lru_cache
from itertools import islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.search.words import fold, keys_of

LENGTH = 230
BEFORE = 60
LONGEST = 30_000
MOST_HITS = 200

Hit = tuple[int, int]
"""Where a word begins and ends."""


def marked(text: str, keys: Set[str], language: str) -> SafeString:
    """The whole text with the words of these keys marked."""
    text = unicodedata.normalize("NFC", text)
    return mark_safe(_marked(text, _hits(text, keys, language)))  # noqa: S308 - escaped


def snippet(text: str, keys: Set[str], language: str) -> SafeString:
    """The stretch of the text that holds most different words of these keys; its beginning where it holds none."""
    text = unicodedata.normalize("NFC", text[:LONGEST])
    hits = _hits(text, keys, language)
    start = _best_start(text, hits)
    end = min(start + LENGTH, len(text))
    if end < len(text):
        end = text.rfind(" ", start, end) + 1 or end
    head, tail = "… " if start else "", "…" if end < len(text) else ""
    inside = [(first - start, last - start) for first, last in hits if start <= first and last <= end]
    return mark_safe(f"{head}{_marked(text[start:end].rstrip(), inside)}{tail}")  # noqa: S308 - escaped


def _best_start(text: str, hits: list[Hit]) -> int:
    best, most = 0, 0
    for number, (start, _end) in enumerate(hits):
        words = set()
        for first, last in hits[number : number + LENGTH]:
            if first >= start + LENGTH - BEFORE:
                break
            words.add(text[first:last].lower())
        if len(words) > most:
            best, most = start, len(words)
    return 0 if best <= BEFORE else text.find(" ", best - BEFORE, best) + 1 or best


def _hits(text: str, keys: Set[str], language: str) -> list[Hit]:
    """The words of the text that these keys are of, in whatever form."""
    if not keys:
        return []
    words = _words_from("".join(sorted({key[0] for key in keys}))).finditer(text)
    found = (word.span() for word in words if not keys.isdisjoint(keys_of(word[0], language)))
    return list(islice(found, MOST_HITS))


@lru_cache(maxsize=200)
def _words_from(initials: str) -> re.Pattern[str]:
    """Words with one of these letters first, in whatever accent, with a figure, or in another script.

    No word's key begins with another letter than the word: most of a text need not be looked at any further.
    """
    letters = "".join(letter for letter in map(chr, range(0x250)) if letter.isalnum() and fold(letter)[:1] in initials)
    return re.compile(rf"\b(?:[{letters}0-9]|(?![\u0000-\u024f])[^\W_])[^\W_]*")


def _marked(text: str, hits: Iterable[Hit]) -> str:
    parts, last = [], 0
    for start, end in hits:
        parts += [escape(text[last:start]), f"<mark>{escape(text[start:end])}</mark>"]
        last = end
    return "".join([*parts, escape(text[last:])])
