"""Words as the index knows them, the same on every database.

A word is known by two *keys*: stemmed, then without its accents; and without its accents, then stemmed. With one order
alone, three words of ten that are typed without accents are missed. Keys are of the letters a to z and figures, so that
no database reads anything else into them.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from string import ascii_lowercase
from threading import local

import Stemmer
from anyascii import anyascii

STEMMERS = {"fr": "french", "en": "english"}
LONGEST = 40
BREAK = "0x"
"""Stands between two texts in the index, so that no phrase runs from one into the other."""

WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_OWN = local()
_SMALL_WORDS = """
a ai au aux avec ce ces cette d dans de des du elle en est et eux il ils j je l la le les leur leurs m ma mais
me mes mon n ne nos notre nous on ou par pas pour qu que qui s sa se ses son sont sur t ta te tes ton un une
vos votre vous y an and are as at be by for from in is it its of or that the this to was were with
"""
_SMALL = frozenset(_SMALL_WORDS.split())


def fold(word: str) -> str:
    """Small letters without accents, in a to z where the script allows: « Cœur » is coeur, 李明 is liming."""
    word = unicodedata.normalize("NFKD", word.lower().translate(_LIGATURES))
    if not (word.isascii() and word.isalnum()):  # ⑴ is (1)
        word = "".join(filter(str.isalnum, anyascii(word).lower()))
    return word[:LONGEST]


def words_of(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFC", text))


@lru_cache(maxsize=20_000)
def keys_of(word: str, language: str) -> tuple[str, str]:
    """The two keys of a word; empty ones where nothing of it can be written in letters or figures."""
    stem = _stemmer(language).stemWord
    return _safe(fold(stem(word.lower()))), _safe(stem(fold(word)))


def indexed(texts: Iterable[str], language: str) -> str:
    """The keys of these texts, in the order of their words, once in each of the two orders."""
    first, second = [], []
    for text in texts:
        for word in words_of(text):
            one, other = keys_of(word, language)
            if one or other:
                first.append(one)
                second.append(other)
        first.append(BREAK)
        second.append(BREAK)
    return " ".join([*first, *second])


def is_small(word: str) -> bool:
    """Whether a word, of either language, is in nearly every text."""
    return len(word) == 1 or word.lower() in _SMALL


def near(word: str) -> set[str]:
    """All that is one slip away from a folded word: a letter too many, too few, another one, or two that changed
    places."""
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    fewer = {left + right[1:] for left, right in parts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1}
    other = {left + letter + right[1:] for left, right in parts if right for letter in ascii_lowercase}
    more = {left + letter + right for left, right in parts for letter in ascii_lowercase}
    return (fewer | swapped | other | more) - {word}


def _stemmer(language: str) -> Stemmer.Stemmer:
    """One a thread: they are not made to be shared."""
    if not hasattr(_OWN, "stemmers"):
        _OWN.stemmers = {code: Stemmer.Stemmer(name) for code, name in STEMMERS.items()}
    return _OWN.stemmers.get(language) or _OWN.stemmers["fr"]


def _safe(key: str) -> str:
    """PostgreSQL takes figures followed by letters, such as 1e5, for more than one word."""
    return f"n{key}" if key[:1].isdigit() and not key.isdigit() else key
