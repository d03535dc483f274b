"""An export of WordPress (WXR): its posts and pages, one at a time, whatever its size."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from html import escape, unescape
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from portal.archive.pieces import Kind, Piece
from studies.survey.doors.lists import clean
from studies.survey.problems import Problem, Refused

LARGEST_TEXT = 2_000_000
"""Characters of one post."""

_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CAPTION = re.compile(r"\[caption[^\]]*\](.*?)\[/caption\]", re.DOTALL)
_PICTURE = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?")
_SHORTCODE = re.compile(r"\[/?([a-z][\w-]*)(?:\s+[\w-]+=[^\]]*|/)?\]")
_BLOCK = re.compile(r"\s*</?(?:p|div|h[1-6]|ul|ol|li|table|figure|blockquote|pre|hr|section|!--)\b|\s*<!--")
_KINDS = {"post", "page"}
_SILENT = {"attachment", "nav_menu_item", "revision", "custom_css", "wp_global_styles", "wp_navigation"}
_OWN_CODES = {"audio", "embed", "gallery", "playlist", "video"}
_NO_TOPIC = {"non-classe", "uncategorized"}


class Export:
    """The file at `path`; `posts_become` is what its posts are here. Raises Refused where it is no such export."""

    def __init__(self, path: Path, posts_become: Kind = Kind.ARTICLE) -> None:
        self._path, self._posts_become = path, posts_become
        self._authors: dict[str, str] = {}
        self._pictures: dict[str, str] = {}
        others: Counter[str] = Counter()
        for item in self._items():
            kind = _said(item, "post_type")
            if kind == "attachment":
                self._pictures[_said(item, "post_id")] = _said(item, "attachment_url")
            elif kind not in _KINDS | _SILENT:
                others[kind] += 1
        self.notices = [
            _("Contents of type “%(kind)s” that are left out: %(count)d.") % {"count": count, "kind": kind[:60]}
            for kind, count in others.items()
        ]

    def pieces(self) -> Iterator[Piece]:
        for item in self._items():
            if _said(item, "post_type") in _KINDS and _said(item, "status") not in ("trash", "auto-draft", "inherit"):
                yield self._piece(item)

    def left_out(self) -> list[str]:
        return []

    def _items(self) -> Iterator[Element]:
        """Each is forgotten once the next is asked for."""
        is_export = False
        try:
            with self._path.open("rb") as file:
                for event, element in iterparse(_Readable(file), events=("start", "end")):
                    name = _local(element.tag)
                    if event == "start":
                        is_export = is_export or "wordpress.org/export" in element.tag
                        continue
                    if name == "author" and "wordpress.org/export" in element.tag:
                        self._authors[_said(element, "author_login")] = _said(element, "author_display_name")
                    elif name == "item":
                        yield element
                        element.clear()
        except DefusedXmlException as error:
            message = _("This export declares entities, which WordPress never writes: it is not read.")
            raise Refused(Problem(message)) from error
        except (ParseError, ValueError, LookupError) as error:
            line = getattr(error, "position", (None,))[0]
            message = _("This is not an XML file, or it is cut short. Export it from WordPress again.")
            raise Refused(Problem(message, line)) from error
        if not is_export:
            raise Refused(Problem(_("This XML file is not an export of WordPress (Tools, Export, All content).")))

    def _piece(self, item: Element) -> Piece:
        number, status, kind = _said(item, "post_id"), _said(item, "status"), _said(item, "post_type")
        title, link, content = _said(item, "title"), _said(item, "link"), _said(item, "encoded", "/content/")
        problems, notices, day = [], [], _day(_said(item, "post_date"))
        if day is None and status == "publish":
            problems.append(Problem(_("It has no date.")))
        if len(content) > LARGEST_TEXT:
            problems.append(Problem(_("Its text is too long to be an article’s.")))
            content = ""
        if _said(item, "post_password"):
            notices.append(_("A password was asked for it: it stays a draft."))
        elif status not in ("publish", "draft"):
            notices.append(_("It was not public: it stays a draft."))
        html, dropped = _written_out(content)
        if dropped:
            notices.append(_("Left out: %(codes)s.") % {"codes": ", ".join(f"[{code}]" for code in sorted(dropped))})
        categories = [
            (each.get("domain"), each.get("nicename") or "", each.text or "") for each in _all(item, "category")
        ]
        languages = [nicename[:2] for domain, nicename, _text in categories if domain == "language"]
        short = f"/?{'p' if kind == 'post' else 'page_id'}={number}"
        return Piece(
            key=f"post {number}"[:255],
            name=title or link,
            kind=self._posts_become if kind == "post" else Kind.PAGE,
            title=title[:255],
            day=day,
            standfirst=_as_text(_said(item, "encoded", "/excerpt/")),
            authors=tuple(filter(None, [self._authors.get(_said(item, "creator"), "")])),
            topics=tuple(
                clean(text)[:80]
                for domain, nicename, text in categories
                if domain == "category" and nicename not in _NO_TOPIC
            ),
            is_draft=status != "publish" or bool(_said(item, "post_password")),
            language=languages[0] if languages and languages[0] in ("fr", "en") else "fr",
            addresses=(link, short) if urlsplit(link).path.strip("/") else (short,),
            cover=self._pictures.get(_thumbnail(item), ""),
            html=html,
            problems=tuple(problems),
            notices=tuple(notices),
        )


class _Readable:
    """A file without the control characters that make an export of WordPress unreadable as XML."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        while chunk := self._file.read(size):
            if kept := _CONTROLS.sub(b"", chunk):
                return kept
        return b""


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _all(item: Element, name: str) -> Iterator[Element]:
    return (each for each in item if _local(each.tag) == name)


def _said(item: Element, name: str, space: str = "") -> str:
    """The text of its first child of that name, and of a namespace that holds `space`."""
    return next((clean(each.text or "") for each in _all(item, name) if space in each.tag), "")


def _thumbnail(item: Element) -> str:
    meta = ((_said(each, "meta_key"), _said(each, "meta_value")) for each in _all(item, "postmeta"))
    return next((value for key, value in meta if key == "_thumbnail_id"), "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _as_text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def _written_out(content: str) -> tuple[str, set[str]]:
    """What WordPress makes of its own shorthand when it shows a post, and the codes that it alone knows."""
    content = _CAPTION.sub(_figure, content)
    dropped: set[str] = set()

    def drop(found: re.Match[str]) -> str:
        name = found[1]
        if "=" not in found[0] and name not in _OWN_CODES and f"[/{name}]" not in content:
            return found[0]  # « [sic] » is a word
        dropped.add(name)
        return ""

    kept = _SHORTCODE.sub(drop, content)
    if "<p" in kept:
        return kept, dropped
    parts = [part.strip() for part in re.split(r"\n\s*\n", kept) if part.strip()]
    return "\n".join(part if _BLOCK.match(part) else f"<p>{_broken(part)}</p>" for part in parts), dropped


def _broken(text: str) -> str:
    return text.replace("\n", "<br>\n")


def _figure(found: re.Match[str]) -> str:
    picture = _PICTURE.search(found[1])
    if picture is None:
        return found[1]
    caption = _as_text(found[1].replace(picture[0], ""))
    return f"\n\n<figure>{picture[0]}<figcaption>{escape(caption)}</figcaption></figure>\n\n"


def in_uploads(names: list[str]) -> Callable[[str], str | None]:
    """Which of these files the address of a picture means; WordPress adds its size to the names of smaller ones."""
    by_end = {name.rpartition("uploads/")[2].lower(): name for name in names}

    def found(address: str) -> str | None:
        path = urlsplit(unescape(address)).path.rpartition("uploads/")[2].lstrip("/").lower()
        whole = re.sub(r"-(?:\d{1,5}x\d{1,5}|scaled)(\.\w+)$", r"\1", path)
        return by_end.get(whole) or by_end.get(path)

    return found
