"""How a value of a file becomes an `Answer`: the one place where spaces, decimal commas and « 3.0 » are dealt with."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from django.utils.text import slugify

from studies.survey.answers import Answer
from studies.survey.limits import LONGEST_CELL

_WHOLE = re.compile(r"([+-]?[0-9]+)\.0+")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_PARTS = re.compile(r"[_’'/.,:;()\[\]]")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(\s[0-9]{3})+([.,][0-9]+)?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class TooLong(ValueError):
    """The cell holds more than `LONGEST_CELL` characters."""


def from_text(text: str, *, decimal_comma: bool = True) -> Answer:
    """« 3,5 » becomes « 3.5 », unless commas part the file's columns: there « 1,234 » may be a thousand."""
    text = text.strip()
    if len(text) > LONGEST_CELL:
        raise TooLong
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if " " in text or not text.isascii():
        text = _in_thousands(text)
    if decimal_comma and "," in text and _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if "." in text and (whole := _WHOLE.fullmatch(text)):
        text = whole[1]
    return text or None


def _in_thousands(text: str) -> str:
    """« 1 200 » is 1200, with whatever space."""
    return re.sub(r"\s", "", text) if _THOUSANDS.fullmatch(text) else text


def from_value(value: object) -> Answer:
    """A spreadsheet's value as a file of answers needs it."""
    text = as_text(value)
    return from_text(text) if isinstance(value, str) else text or None


def as_text(value: object) -> str:
    """Dates in ISO 8601 (a duration in seconds), true and false as « 1 » and « 0 », whole numbers without a point."""
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case timedelta():
            return as_text(value.total_seconds())
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
    text = str(value).strip()
    return _ESCAPED.sub(_unescaped, text).strip() if "_x" in text else text


def _unescaped(match: re.Match[str]) -> str:
    """Office Open XML (ECMA-376 part 1, 22.9.2.19) writes « _x000D_ » what XML can't hold; NUL and the like stay so."""
    character = chr(int(match[1], 16))
    return character if character.isprintable() or character in "\t\n\r" else match[0]


def spreadsheet_column(place: int) -> str:
    """The letters of a column counted from 0: A, …, Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def slug(text: str) -> str:
    """« Plutôt d'accord » becomes « plutot-d-accord »."""
    return slugify(_PARTS.sub("-", text).replace("°", "o"))


def spelling(text: str) -> str:
    """What is the same in all spellings of one answer: « D'accord », « d’accord » and « D’ACCORD »."""
    return " ".join(fold(text).replace("’", "'").replace("_", " ").split())


def fold(text: str) -> str:
    """« Base efficace » and « BASE_EFFICACE » are one name, with or without accents."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return "_".join(plain.casefold().replace("_", " ").split())
