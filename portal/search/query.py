"""What a visitor typed, whatever it is, as terms that must all be found."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.search.words import is_small, keys_of, words_of

LONGEST = 300
MOST_TERMS = 12

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_PHRASE = re.compile(r"[\"“”„«]([^\"“”„«»]*)[\"“”»]")


def cleaned(typed: str) -> str:
    """Without what can't be seen, and no longer than anybody types."""
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", typed[: LONGEST * 4])).split())[:LONGEST]


@dataclass(frozen=True)
class Term:
    """One word, or a phrase of several; either way of writing its keys will do."""

    words: tuple[str, ...]
    language: str

    def ways(self) -> list[tuple[str, ...]]:
        pairs = [pair for word in self.words if all(pair := keys_of(word, self.language))]
        return list(dict.fromkeys(zip(*pairs, strict=True)))


@dataclass(frozen=True)
class Query:
    text: str
    terms: tuple[Term, ...]
    any_will_do: bool = False

    @property
    def words(self) -> list[str]:
        return [word for term in self.terms for word in term.words]

    def keys(self) -> set[str]:
        return {key for term in self.terms for way in term.ways() for key in way}

    def loosened(self) -> "Query":
        return replace(self, any_will_do=True)

    def told(self, vendor: str) -> tuple[str, str]:
        """What must be found, and what is weighed, any of these words, as a database of that kind is told them."""
        write = _for_postgresql if vendor == "postgresql" else _for_sqlite
        return write(self.terms, self.any_will_do), write(self.terms, True)


def _for_sqlite(terms: Sequence[Term], any_will_do: bool) -> str:
    phrases = [" OR ".join(f'"{" ".join(way)}"' for way in term.ways()) for term in terms]
    return (" OR " if any_will_do else " AND ").join(f"({phrase})" for phrase in phrases)


def _for_postgresql(terms: Sequence[Term], any_will_do: bool) -> str:
    phrases = [" | ".join(f"({_followed(way)})" for way in term.ways()) for term in terms]
    return (" | " if any_will_do else " & ").join(f"({phrase})" for phrase in phrases)


def parse(typed: str, language: str) -> Query:
    """Without terms where nothing of it is a word. What is in nearly every text counts only in phrases, or alone."""
    text = cleaned(typed)
    phrases = [tuple(words_of(phrase)) for phrase in _PHRASE.findall(text)]
    words = words_of(_PHRASE.sub(" ", text))
    telling = [word for word in words if not is_small(word)] or ([] if any(phrases) else words)
    found = dict.fromkeys([*filter(None, phrases), *((word,) for word in telling)])
    terms = [Term(words, language) for words in found]
    return Query(text, tuple(term for term in terms if term.ways())[:MOST_TERMS])


def _followed(way: tuple[str, ...]) -> str:
    return " <-> ".join(f"'{key}'" for key in way)
