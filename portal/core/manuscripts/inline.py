"""The words of a paragraph: few tags, plain spaces, quotation marks as the language has them."""

import re
from collections.abc import Container
from html import escape

from bs4 import Comment as HTMLComment
from bs4 import NavigableString, Tag

BOLD, ITALIC = frozenset({"b", "strong"}), frozenset({"i", "em", "cite", "dfn", "var"})
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
    }
    | {"q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset"}
    | {
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "img",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
    }
    | {"summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", *HEADINGS}
)
KEPT = {**dict.fromkeys(BOLD, "b"), **dict.fromkeys(ITALIC, "i"), "sub": "sub", "sup": "sup"}
ADDRESSES = ("http://", "https://", "mailto:", "tel:", "#note-")
QUOTES = {"fr": ("« ", " »"), "en": ("“", "”")}

INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u00ad\u200b\ufeff]")
_SPACES = re.compile("[ \t\r\n\u00a0\u2028]{2,}|[\t\r\n\u2028]")
_TAGS = re.compile(r"(<[^>]+>)")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=(?:<[^>]*>)*\w)")
_BEFORE_OPENING = re.compile(r"(?:^|[\s(\[«“—–-])$")
_EMPTY = re.compile(r"<(b|i|sub|sup|a)(?: [^>]*)?>(\s*)</\1>")


def inline(nodes: list, language: str) -> str:
    """The nodes of one paragraph as clean HTML, put right."""
    return put_right("".join(_kept(node) for node in nodes), language)


def plain(html: str) -> str:
    """The same without tags: a line break is a space, a note's call is gone."""
    without_calls = re.sub(r'<a href="#note-[^"]*">.*?</a>', "", html)
    text = _TAGS.sub("", without_calls.replace("<br>", " "))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def address_of(link: Tag) -> str:
    """Where a link leads, its scheme in small letters; "" where that is nowhere on the web."""
    scheme, colon, rest = str(link.get("href", "")).strip().partition(":")
    address = f"{scheme.lower()}{colon}{rest}"
    return address if address.startswith(ADDRESSES) else ""


def _kept(node) -> str:
    if isinstance(node, HTMLComment):
        return ""
    if isinstance(node, NavigableString):
        return escape(INVISIBLE.sub("", str(node)), quote=False)
    if not isinstance(node, Tag):
        return ""
    if node.name == "br":
        return "<br>"
    inner = "".join(_kept(child) for child in node.children)
    if node.name == "a" and (address := address_of(node)):
        return f'<a href="{escape(address)}">{inner}</a>'
    if node.name == "q":
        return f'"{inner}"'
    tag = KEPT.get(node.name)
    return f"<{tag}>{inner}</{tag}>" if tag else inner


def put_right(html: str, language: str) -> str:
    """Single spaces, curly apostrophes, and the language's quotation marks where straight ones come in pairs."""
    pieces = _TAGS.split(html)  # text and tags by turns
    words = "".join(pieces[::2])
    marks = QUOTES.get(language) if words.count('"') % 2 == 0 else None
    last = ""
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            pieces[at] = _words(piece, last, marks)
            last = pieces[at][-1:] or last
        elif piece == "<br>":
            last = "\n"
    return _trimmed(_APOSTROPHE.sub("’", "".join(pieces)))


def _words(text: str, last: str, marks: tuple[str, str] | None) -> str:
    """One run of text; `last` is the character before it, "" where the paragraph begins."""
    text = _SPACES.sub(" ", text)
    if last.isspace() or not last:
        text = text.lstrip(" ")
    if marks:
        first, *others = text.split('"')
        text = first
        for other in others:
            is_opening = bool(_BEFORE_OPENING.search(text[-1:] or last))
            text = text + marks[0] + other.lstrip(" ") if is_opening else text.rstrip(" ") + marks[1] + other
    return text


def _trimmed(html: str) -> str:
    """Without empty tags, nor spaces and line breaks at either end or around a line break."""
    while (shorter := _EMPTY.sub(r"\2", html)) != html:
        html = shorter
    html = re.sub(r" *<br> *", "<br>", html)
    return re.sub(r"^(?:<br>|\s)+|(?:<br>|\s)+$", "", html)


def lines_of(node: Tag, whole: Container[str] = ()) -> list:
    """The lines in a block, each a list of nodes; the elements named in `whole` stand among them as they are."""
    lines: list = []
    loose: list = []
    for child in list(node.children):
        if isinstance(child, Tag) and child.name != "img" and (child.name in BLOCKS or child.find(BLOCKS)):
            lines += [loose, *([child] if child.name in whole else lines_of(child, whole))]
            loose = []
        else:
            loose.append(child)
    return [line for line in [*lines, loose] if line]
