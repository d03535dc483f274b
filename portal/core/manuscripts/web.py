"""Web pages and Markdown."""

import base64
import binascii
import re
from collections.abc import Callable
from html import unescape

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector
from django.utils.translation import gettext as _

from portal.core.manuscripts.manuscript import Manuscript, Picture, Unreadable, check_size
from portal.core.manuscripts.pictures import picture_of
from portal.core.manuscripts.tidying import cleaned, tidy

LONGEST = 3_000_000
Fetch = Callable[[str], bytes | None]

_DATA = re.compile(r"data:image/[\w.+-]+;base64,([A-Za-z0-9+/=\s]+)")
_TITLE = re.compile(r"<title[^>]*>([^<]{1,300})</title>", re.IGNORECASE)
_NOTE = re.compile(r"^\[\^([^\]\s]{1,40})\]:[ \t]*(.+(?:\n(?:[ \t]+.+))*)", re.MULTILINE)


def read_html(content: bytes, *, language: str = "fr", fetch: Fetch | None = None) -> Manuscript:
    """The text of a web page: its `article`, else its `main`, else all of it.

    `fetch` gives the bytes of the picture at an address, None where there is none: it is told to the editor. Without
    it, a picture that is not in the page itself makes it Unreadable.
    """
    text = _text(content, declared=EncodingDetector.find_declared_encoding(content[:4096], is_html=True))
    manuscript = Manuscript()
    data: list[str] = []
    text = _DATA.sub(lambda match: data.append(match[1]) or f"picture:{len(data) - 1}", text)  # type: ignore[func-returns-value]
    if len(text) > LONGEST:
        raise Unreadable(_("This text is too long: make several of it."))
    soup = cleaned(text)
    root = _root(soup)
    _Pictures(manuscript, data, fetch).take(root)
    tidy(root, manuscript, language)
    if not manuscript.title and (title := _TITLE.search(text)):
        manuscript.title = " ".join(unescape(title[1]).split())
    return filled(manuscript)


def read_markdown(content: bytes, *, language: str = "fr", fetch: Fetch | None = None) -> Manuscript:
    """CommonMark with tables and footnotes; HTML in it is words like others. `fetch` is that of `read_html`."""
    text = _text(content, declared=None)
    if len(_DATA.sub("", text)) > LONGEST:
        raise Unreadable(_("This text is too long: make several of it."))
    notes: dict[str, str] = {}
    text = _NOTE.sub(lambda match: notes.setdefault(match[1], " ".join(match[2].split())) and "", text)
    called = {name: number for number, name in enumerate(notes, 1)}
    text = re.sub(
        r"\[\^([^\]\s]{1,40})\]",
        lambda match: f"[{called[match[1]]}](#md-{called[match[1]]})" if match[1] in called else match[0],
        text,
    )
    from markdown_it import MarkdownIt  # noqa: PLC0415 - heavy, and seldom needed

    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    html = markdown.render(text)
    listed = "".join(f'<li id="md-{called[name]}">{markdown.renderInline(note)}</li>' for name, note in notes.items())
    return read_html(f"{html}<ol>{listed}</ol>".encode(), language=language, fetch=fetch)


def filled(manuscript: Manuscript) -> Manuscript:
    if not manuscript.html:
        raise Unreadable(_("There is no text in this file."))
    return manuscript


def _text(content: bytes, declared: str | None) -> str:
    check_size(content)
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else declared or "utf-8-sig"
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except (ValueError, LookupError) as error:  # a name with a NUL in it is neither known nor unknown
        name = "".join(filter(str.isprintable, encoding.removesuffix("-sig").upper()))[:40]
        raise Unreadable(
            _("The letters of this file can't be read as %(encoding)s: save it again in UTF-8.") % {"encoding": name}
        ) from error
    if "\0" in text:
        raise Unreadable(_("This file is no text, or it is in an encoding of its own: save it again in UTF-8."))
    return text


def _root(soup: BeautifulSoup) -> Tag:
    """What the page is about: of several articles, all, as far as they stand in its main part."""
    articles = soup.find_all("article")
    root: Tag = articles[0] if len(articles) == 1 else soup.find("main") or soup
    for around in root.find_all(["nav", "form"]):
        around.extract()
    return root


class _Pictures:
    """Those of one page, each as often as it is shown."""

    def __init__(self, manuscript: Manuscript, data: list[str], fetch: Fetch | None) -> None:
        self.manuscript, self.data, self.fetch = manuscript, data, fetch

    def take(self, root: Tag) -> None:
        for image in root.find_all("img"):
            picture = self._picture(str(image.get("src", "")), str(image.get("alt", "")))
            if picture is None:
                image.extract()
                continue
            self.manuscript.pictures.append(picture)
            image["src"] = f"picture:{len(self.manuscript.pictures) - 1}"

    def _picture(self, source: str, alt: str) -> Picture | None:
        number = len(self.manuscript.pictures) + 1
        if source.startswith("picture:"):
            return self._within(source.removeprefix("picture:"), number, alt)
        if not source:
            return None
        if self.fetch is None:
            raise Unreadable(
                _("Picture %(number)s (%(address)s) is not in the file: put it into the text itself.")
                % {"number": number, "address": source[:120]}
            )
        try:
            content = self.fetch(source)
            if content:
                return picture_of(content, number, source.partition("?")[0], alt)
            sentence = _("The picture at %(address)s was not found.") % {"address": source[:200]}
        except Unreadable as refusal:
            sentence = str(refusal)
        self.manuscript.left_out.append(sentence)
        return None

    def _within(self, number_of_data: str, number: int, alt: str) -> Picture | None:
        if not number_of_data.isdecimal() or int(number_of_data) >= len(self.data):
            return None
        try:
            content = base64.b64decode(re.sub(r"\s", "", self.data[int(number_of_data)]))
        except binascii.Error:
            content = b""
        return picture_of(content, number, "", alt)
