"""Where the numbered lists of Word begin, which lists of ours, that all begin at 1, can't say."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from portal.core.manuscripts.package import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
UNNUMBERED = ("bullet", "none")


def told_of_starts(package: Package) -> Iterator[str]:
    """A sentence for each list that begins elsewhere, or goes on with another one's numbers after other words."""
    lists = _lists(package.part("numbering"))
    next_of: dict[str, int] = {}
    goes_on = False
    for paragraph in package.trees[package.main].iter(f"{W}p"):
        number, level = (_value(paragraph, f"{W}pPr/{W}numPr/{W}{name}") for name in ("numId", "ilvl"))
        if number in lists and level in ("", "0"):
            key, start = lists[number]
            begins = next_of.get(key, start)
            if not goes_on and begins != 1:
                yield _("A list that began at %(number)s begins at 1.") % {"number": begins}
            next_of[key] = begins + 1
        goes_on = number not in ("", "0")


def _lists(numbering: Element | None) -> dict[str, tuple[str, int]]:
    """By its number, with whom a numbered list shares its count, and where that begins."""
    if numbering is None:
        return {}
    kinds = {kind.get(f"{W}abstractNumId", ""): kind for kind in numbering.iter(f"{W}abstractNum")}
    found = {}
    for one in numbering.iter(f"{W}num"):
        shared = _value(one, f"{W}abstractNumId")
        first = kinds[shared].find(f"{W}lvl") if shared in kinds else None
        if first is None or _value(first, f"{W}numFmt") in UNNUMBERED:
            continue
        own = _value(one, f"{W}lvlOverride/{W}startOverride")
        key = one.get(f"{W}numId", "")
        found[key] = (f"own {key}" if own else shared, _whole(own or _value(first, f"{W}start")))
    return found


def _value(element: Element, path: str) -> str:
    found = element.find(path)
    return found.get(f"{W}val", "") if found is not None else ""


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
