"""Names as they are compared: whatever the accents, the capitals and the spaces."""

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

NEAR = 0.88


def folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def alphabetical(people: Iterable[Any]) -> list[Any]:
    """Those registered, by last name as a French list has it, whatever the database's order: É with E, Œ with OE."""
    return sorted(people, key=lambda person: (folded(person.last_name), folded(person.first_name), person.pk))


def named(words: str, people: Iterable[Any], *fields: str) -> list[Any]:
    """Those in whose `fields` all of these words stand, whichever accents and capitals are typed."""
    wanted = folded(words).split()
    rows = ((row, folded(" ".join(getattr(row, name) for name in fields))) for row in people)
    return alphabetical(row for row, text in rows if all(word in text for word in wanted))


def nearest(name: str, names: Iterable[str]) -> str:
    """The one of `names` that `name` may be a slip for: some letters, its parts the other way round; "" if none is."""
    wanted = folded(name)
    parts = sorted(wanted.split())
    best, found = NEAR, ""
    for other in names:
        there = folded(other)
        alike = SequenceMatcher(None, wanted, there)
        if sorted(there.split()) == parts:
            return other
        if alike.real_quick_ratio() >= best and alike.quick_ratio() >= best and alike.ratio() >= best:
            best, found = alike.ratio(), other
    return found
