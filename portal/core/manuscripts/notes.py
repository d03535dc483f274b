"""Footnotes and endnotes: whatever numbers or names they had, they are counted in the order of their calls."""

import re

from bs4 import BeautifulSoup, Tag

from portal.core.manuscripts.inline import inline, lines_of
from portal.core.manuscripts.manuscript import Note

_MARK = re.compile(r"^\W{0,2}(?:\d{1,3}|[ivxlc]{1,6}|[a-z]|\*{1,3}|†)\W{0,2}$", re.IGNORECASE)
_BLOCKS = ("li", "p", "div", "dd", "td", "aside")
_NEW = BeautifulSoup("", "html.parser")


def take_notes(root: Tag, language: str) -> list[Note]:
    """Take them out of the tree, and leave `<a href="#note-MARK">MARK</a>` where they are called."""
    places = {str(element["id"]): element for element in root.find_all(id=True)}
    order = {id(element): at for at, element in enumerate(root.find_all(True))}
    bodies: dict[int, tuple[str, Tag]] = {}
    for link in root.find_all("a", href=re.compile("^#.")):
        target = places.get(str(link["href"])[1:])
        body = _body(target) if target is not None else None
        if body is None or order[id(body)] < order[id(link)] or not _MARK.match(link.get_text(strip=True)):
            continue
        mark, _body_found = bodies.setdefault(id(body), (str(len(bodies) + 1), body))
        call = _NEW.new_tag("a", href=f"#note-{mark}")
        call.string = mark
        _raised(link).replace_with(call)
    return [Note(mark, _text(body, language)) for mark, body in bodies.values()]


def _raised(link: Tag) -> Tag:
    """With the marks around it that raise it and nothing else."""
    while link.parent is not None and link.parent.name == "sup" and len(link.parent.contents) == 1:
        link = link.parent
    return link


def _body(target: Tag) -> Tag | None:
    """The block that holds the note: the one that is named, or the one around what is."""
    around = [target, *target.parents]
    return next((element for element in around if element.name in _BLOCKS), None)


def _text(body: Tag, language: str) -> str:
    for link in body.find_all("a", href=re.compile(r"^#(?!note-)")):
        (link.parent if link.parent and link.parent.name == "sup" else link).extract()
    lines = [inline(line, language) for line in lines_of(body)]
    list_around = body.parent
    body.extract()
    if list_around is not None and list_around.name in ("ol", "ul") and not list_around.find("li"):
        list_around.extract()
    return "<br>".join(filter(None, lines))
