"""Why a result was found: a few lines of what its reader may read, with the words marked."""

import re
import unicodedata
from collections.abc import Set

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.search.words import WORD, keys_of

LENGTH = 230
BEFORE = 60
LONGEST = 30_000


def marked(text: str, keys: Set[str], language: str) -> SafeString:
    """The whole text with the words of these keys marked."""
    text = unicodedata.normalize("NFC", text)
    return _marked(text, _pattern(text, keys, language))


def snippet(text: str, keys: Set[str], language: str) -> SafeString:
    """The stretch of the text that holds most different words of these keys; its beginning where it holds none."""
    text = " ".join(unicodedata.normalize("NFC", text[:LONGEST]).split())
    pattern = _pattern(text, keys, language)
    start = _best_start(text, pattern) if pattern else 0
    end = min(start + LENGTH, len(text))
    if end < len(text):
        end = text.rfind(" ", start, end) + 1 or end
    head, tail = "… " if start else "", "…" if end < len(text) else ""
    return mark_safe(f"{head}{_marked(text[start:end].rstrip(), pattern)}{tail}")  # noqa: S308 - escaped


def _best_start(text: str, pattern: re.Pattern[str]) -> int:
    hits = [(match.start(), match[0].lower()) for match in pattern.finditer(text)][:200]
    found = {start: {word for at, word in hits if start <= at < start + LENGTH - BEFORE} for start, _word in hits}
    best = max(found, key=lambda start: len(found[start]), default=0)
    return 0 if best <= BEFORE else text.find(" ", best - BEFORE, best) + 1 or best


def _pattern(text: str, keys: Set[str], language: str) -> re.Pattern[str] | None:
    """Those words of the text, as they are written there."""
    words = [word for word in set(WORD.findall(text)) if not keys.isdisjoint(keys_of(word, language))]
    return re.compile(rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b") if words else None


def _marked(text: str, pattern: re.Pattern[str] | None) -> SafeString:
    parts, last = [], 0
    for match in pattern.finditer(text) if pattern else ():
        parts += [escape(text[last : match.start()]), f"<mark>{escape(match[0])}</mark>"]
        last = match.end()
    return mark_safe("".join([*parts, escape(text[last:])]))  # noqa: S308 - escaped
