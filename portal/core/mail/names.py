"""What strangers type and the portal mails to others: words on one line, of which no mail reader makes a link."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_DOTS = str.maketrans({"。": ".", "．": ".", "｡": ".", "․": "."})
_LETTERS_AND_MARKS = ("L", "M")


def single_line(text: str) -> None:
    """Refuse what could end a line or a mail header; every script, mark and emoji is welcome."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
        raise ValidationError(_("Write this on one line."))


def no_web_address(text: str) -> None:
    """Refuse `https://…`, `www.…` and `exemple.fr`, in any script; an initial before a name, “J.Martin”, is none."""
    plain = unicodedata.normalize("NFKC", text).translate(_DOTS)
    plain = "".join(character for character in plain if unicodedata.category(character) != "Cf")
    dots = (place for place, character in enumerate(plain) if character == ".")
    if "://" in plain or "www." in plain.lower() or any(_joins_a_domain(plain, place) for place in dots):
        raise ValidationError(_("Write this without a web address, and leave a space after a full stop."))


def _joins_a_domain(text: str, dot: int) -> bool:
    before, after = _word(text[:dot][::-1]), _word(text[dot + 1 :])
    if not before or len(after) < 2 or not _is_letter(after[0]):
        return False
    is_initial = len(before) == 1 and after[0].isupper() and after[1:].islower()
    return not is_initial or text[dot + 1 + len(after) :].startswith(("/", "."))


def _word(text: str) -> str:
    """The letters and digits that `text` starts with."""
    end = next((place for place, character in enumerate(text) if not _is_of_a_word(character)), len(text))
    return text[:end]


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in _LETTERS_AND_MARKS


def _is_of_a_word(character: str) -> bool:
    return _is_letter(character) or character.isdigit()
