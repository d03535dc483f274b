"""How to quote a text: in words, for BibTeX, for programs that read RIS."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from anyascii import anyascii
from django.utils.formats import date_format
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Source:
    """What anybody may know of a text. `authors` are people, as their names are written; a report has none.

    `container` is what it stands in: the magazine of an article. `month` is that of the printed `issue`, `period` what
    its cover says instead.
    """

    title: str
    authors: tuple[str, ...]
    publisher: str
    published: date
    address: str
    language: str
    container: str = ""
    issue: int | None = None
    month: date | None = None
    period: str = ""
    page: int | None = None

    @property
    def is_article(self) -> bool:
        return bool(self.container)

    @property
    def year(self) -> int:
        return (self.month or self.published).year


def in_words(source: Source) -> str:
    """One sentence, as a bibliography has it."""
    who = _listed(source.authors) if source.authors else source.publisher
    parts = [who, _("“%(title)s”") % {"title": source.title}, source.container]
    if source.issue:
        parts.append(_("no. %(number)s") % {"number": source.issue})
    if source.month:
        parts.append(source.period or date_format(source.month, "F Y"))
    if source.page:
        parts.append(_("p. %(number)s") % {"number": source.page})
    if not source.month:
        parts.append(date_format(source.published, "j F Y"))
    return f"{', '.join(filter(None, parts))}. {source.address}"


def _listed(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def bibtex(source: Source) -> str:
    people = " and ".join(map(_person, source.authors)) or f"{{{_tex(source.publisher)}}}"
    fields: dict[str, object] = {
        "author": people,
        "title": f"{{{_tex(source.title)}}}",
        "journal": _tex(source.container),
        "number": source.issue,
        "pages": source.page,
        "institution" if not source.is_article else "publisher": _tex(source.publisher),
        "year": source.year,
        "month": (source.month or source.published).month,
        "date": f"{source.month:%Y-%m}" if source.month else source.published.isoformat(),
        "langid": {"fr": "french", "en": "english"}.get(source.language, ""),
        "url": quote(source.address, safe="/:?=&+~@,;!*'()%#-._"),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value not in ("", None)]
    kind = "article" if source.is_article else "techreport"
    return f"@{kind}{{{_key(source)},\n" + ",\n".join(lines) + "\n}\n"


_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "$&#_%"},
}


def _tex(text: str) -> str:
    """No sign in it means anything to TeX, nor are there braces that BibTeX could count."""
    return "".join(_TEX.get(sign, sign) for sign in _one_line(text))


def _person(name: str) -> str:
    """Surname first, as BibTeX can't tell it from the others; what it would take for several people is kept as one."""
    if re.search(r"\band\b|,", name):
        return f"{{{_tex(name)}}}"
    surname, others = _divided(name)
    return f"{_tex(surname)}, {_tex(others)}" if others else f"{{{_tex(surname)}}}"


def _divided(name: str) -> tuple[str, str]:
    """Surname and first names: it begins at its particle, or is the last word."""
    words = _one_line(name).split()
    particle = next((place for place, word in enumerate(words) if place and word[0].islower()), len(words) - 1)
    place = max(particle, 0)
    return " ".join(words[place:]), " ".join(words[:place])


def _key(source: Source) -> str:
    surname = _divided(source.authors[0])[0] if source.authors else source.publisher
    word: Callable[[str], str] = lambda text: re.sub(r"[^a-z0-9]", "", anyascii(text).lower())  # noqa: E731
    first = next((found for each in source.title.split() if len(found := word(each)) > 3), "")
    return f"{word(surname)[:30]}{source.year}{first[:30]}" or "source"


def ris(source: Source) -> str:
    fields: list[tuple[str, object]] = [("TY", "MGZN" if source.is_article else "RPRT")]
    for name in source.authors or (source.publisher,):
        surname, others = _divided(name) if source.authors else (name, "")
        fields.append(("AU", f"{surname}, {others}" if others else surname))
    fields += [
        ("TI", source.title),
        ("T2", source.container),
        ("IS", source.issue),
        ("SP", source.page),
        ("PY", source.year),
        ("DA", f"{source.month:%Y/%m//}" if source.month else f"{source.published:%Y/%m/%d/}"),
        ("PB", source.publisher),
        ("LA", source.language),
        ("UR", source.address),
    ]
    lines = [f"{tag}  - {_one_line(str(value))}" for tag, value in fields if value not in ("", None)]
    return "\r\n".join([*lines, "ER  - ", ""])


def _one_line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split(" ")).strip()
