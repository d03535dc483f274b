"""Any HTML brought to the few elements a manuscript is made of; whatever is lost on the way is said."""

import re
from collections.abc import Iterable, Iterator
from html import escape

import nh3
from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.manuscripts.inline import BLOCKS, HEADINGS, INLINE, address_of, inline, lines_of, plain
from portal.core.manuscripts.manuscript import Manuscript, Unreadable, too_deep
from portal.core.manuscripts.notes import take_notes
from portal.core.manuscripts.tables import table_html

DEEPEST = 100
LISTS = ("ul", "ol")
NO_PICTURE = "picture:none"  # where one stood that could not be taken
ELSEWHERE = frozenset({"audio", "canvas", "embed", "iframe", "math", "object", "svg", "video"})
CODE = frozenset({"head", "noscript", "script", "style", "template", "title"})
ATTRIBUTES = {
    "*": {"id", "lang"},
    "a": {"href", "name"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = {"http", "https", "mailto", "tel", "picture"}
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
_WITHOUT_END = frozenset({"br", "hr", "img", "wbr", "embed"})


def cleaned(html: str, also: dict[str, set[str]] | None = None) -> BeautifulSoup:
    """The tree of what is harmless in it, with `also` these attributes, for who reads and drops them.

    Raises Unreadable where no reader would find a way through.
    """
    clean = nh3.clean(
        html,
        tags=INLINE | BLOCKS | ELSEWHERE,
        clean_content_tags=set(CODE),
        attributes=ATTRIBUTES | {name: ATTRIBUTES.get(name, set()) | more for name, more in (also or {}).items()},
        url_schemes=SCHEMES,
        link_rel=None,
    )
    depth = 0
    for end, name in _TAG.findall(clean):
        depth += 0 if name in _WITHOUT_END else -1 if end else 1
        if depth > DEEPEST:
            raise Unreadable(too_deep())
    return BeautifulSoup(clean, "html.parser")


def tidy(root: Tag, manuscript: Manuscript, language: str, *, titled: bool = True) -> None:
    """Fill `manuscript` with what stands in `root`, whose pictures are those of the manuscript already.

    Of a part of a text, which is not `titled`, the first heading is one like the others.
    """
    _Tidying(manuscript, language, titled).run(root)


class _Tidying:
    def __init__(self, manuscript: Manuscript, language: str, titled: bool) -> None:
        self.manuscript, self.language, self.titled = manuscript, language, titled
        self.out: list[tuple[str, str]] = []  # the name of an element, and its HTML
        self.after: list[tuple[str, str]] = []  # pictures and tables found where they can't stand
        self.losses: dict[str, int] = {}

    def run(self, root: Tag) -> None:
        self.manuscript.notes = take_notes(root, self.language)
        self._look_for_losses(root)
        self.flow(root.children)
        self._captions()
        self._headings()
        self.manuscript.html = "\n".join(html for _name, html in self.out)
        for at, picture in enumerate(self.manuscript.pictures):
            if f'"picture:{at}"' not in self.manuscript.html:
                self.lose(_("The picture “%(name)s” stood where none can: place it yourself.") % {"name": picture.name})
        self.manuscript.left_out += [*self.losses]

    def lose(self, sentence: str) -> None:
        self.losses[sentence] = self.losses.get(sentence, 0) + 1

    def _look_for_losses(self, root: Tag) -> None:
        for element in root.find_all(ELSEWHERE):
            if not any(parent.name in ELSEWHERE for parent in element.parents):
                self.lose(_("A “%(element)s” can't be carried over: look whether the text needs it.") % {
                    "element": element.name
                })  # fmt: skip
        for element in root.find_all(["s", "strike", "del"]):
            if text := element.get_text(" ", strip=True):
                self.lose(_("Struck-through words stand in the text as plain ones: “%(text)s”.") % {"text": text[:60]})
        for element in root.find_all(lang=True):
            text = element.get_text(" ", strip=True)
            if element.name in INLINE and text and not str(element["lang"]).lower().startswith(self.language):
                self.lose(_("Words in another language are not marked as such: “%(text)s”.") % {"text": text[:60]})
        links = [link for link in root.find_all("a") if not address_of(link) and not _is_anchor(link)]
        if lost := [text for link in links if (text := link.get_text(" ", strip=True))]:
            sentence = ngettext(
                "%(count)d link that leads nowhere on the web is plain words: “%(text)s”.",
                "%(count)d links that lead nowhere on the web are plain words, among them “%(text)s”.",
                len(lost),
            )
            self.lose(sentence % {"count": len(lost), "text": lost[0][:60]})
        for element in root.find_all("ol", start=True):
            if element["start"] != "1":
                self.lose(_("A list that began at %(number)s begins at 1.") % {"number": element["start"]})

    def flow(self, nodes: Iterable) -> None:
        """Each node by what it is; words that stand in no paragraph make one."""
        loose: list = []
        for node in list(nodes):
            if isinstance(node, NavigableString) or (node.name in INLINE and not node.find(BLOCKS)):
                loose.append(node)
                continue
            self._paragraph(loose)
            loose = []
            if node.name not in ELSEWHERE:
                self._element(node)
        self._paragraph(loose)

    def _element(self, node: Tag) -> None:
        name = node.name
        if name in ("p", "dd", "dt", "pre", "address", "summary"):
            self._words_of(node)
        elif name in HEADINGS:
            self._heading(node)
        elif name in LISTS:
            self.put("list", self._list(node))
        elif name == "blockquote":
            self._quote(node)
        elif name == "table":
            self._table(node)
        elif name == "img":
            self._picture(node)
        elif name == "figcaption":
            self.put("figcaption", self._inline(node.children))
        else:
            self.flow(node.children)

    def put(self, name: str, html: str) -> None:
        if html:
            self.out.append((name, html))
        moved, self.after = self.after, []
        self.out += moved

    def _inline(self, nodes: Iterable) -> str:
        """Words in one line; pictures among them come after the block."""
        nodes = list(nodes)
        for image in _images(nodes):
            self.after.append(self._figure(image))
        return inline(nodes, self.language)

    def _paragraph(self, nodes: list) -> None:
        html = self._inline(nodes)
        self.put("p", f"<p>{html}</p>" if html else "")

    def _words_of(self, node: Tag) -> None:
        if node.find(BLOCKS - {"img"}):
            self.flow(node.children)
        elif node.name == "pre":
            for text in node.find_all(string=True):
                text.replace_with(*_lines(str(text)))
            self._paragraph(list(node.children))
        else:
            self._paragraph(list(node.children))

    def _heading(self, node: Tag) -> None:
        html = self._inline(node.children)
        for mark in re.findall(r'href="#note-([^"]+)"', html):
            self.lose(_("The call of note %(mark)s stood in a heading: place it in the text.") % {"mark": mark})
        self.put(node.name, plain(html))

    def _list(self, node: Tag) -> str:
        items: list[str] = []
        for child in node.children:
            if not isinstance(child, Tag):
                continue
            if child.name in LISTS:  # a list within a list, without an item around it
                inner = self._list(child)
                items.append(f"{items.pop().removesuffix('</li>')}{inner}</li>" if items else f"<li>{inner}</li>")
            else:
                items.append(self._item(child))
        return f"<{node.name}>{''.join(filter(None, items))}</{node.name}>" if any(items) else ""

    def _item(self, node: Tag) -> str:
        lines, inner = [], ""
        for group in lines_of(node, (*LISTS, "table", "figure")):
            if isinstance(group, list):
                lines.append(self._inline(group))
            elif group.name in LISTS:
                inner += self._list(group)
            else:
                kept, self.out = self.out, []
                self._element(group)
                self.after, self.out = [*self.after, *self.out], kept
        words = "<br>".join(filter(None, lines))
        return f"<li>{words}{inner}</li>" if words or inner else ""

    def _quote(self, node: Tag) -> None:
        source = ""
        for said in node.find_all(["footer", "cite"]):
            source = plain(self._inline(said.extract().children)).lstrip("—– ")
        lines = []
        for group in lines_of(node):
            html = self._inline(group)
            if "<a " in html:
                self.lose(_("A quote has neither links nor note calls: “%(text)s”.") % {"text": plain(html)[:60]})
            lines.append(plain(html))
        words = "\n".join(filter(None, lines))
        if len(words) > 1 and words[0] in '«“"' and words[-1] in '»”"':
            words = words[1:-1].strip()
        footer = f"<footer>{escape(source, quote=False)}</footer>" if source else ""
        self.put("blockquote", f"<blockquote><p>{escape(words, quote=False)}</p>{footer}</blockquote>" if words else "")

    def _table(self, node: Tag) -> None:
        cells = node.find_all(["td", "th"])
        if len(cells) == 1:
            self.flow(cells[0].children)
            return
        for image in _images([node]):
            self.after.append(self._figure(image))
        html, losses = table_html(node, self.language)
        for sentence in losses:
            self.lose(sentence)
        self.put("table", html)

    def _picture(self, image: Tag) -> None:
        self.out.append(self._figure(image))

    def _figure(self, image: Tag) -> tuple[str, str]:
        source = str(image.get("src", ""))
        number = source.removeprefix("picture:")
        image.extract()
        if not source.startswith("picture:") or not number.isdecimal() or int(number) >= len(self.manuscript.pictures):
            return "no picture", ""
        picture = self.manuscript.pictures[int(number)]
        if not picture.alt:
            self.lose(_("The picture “%(name)s” has no alternative text: describe it before you publish.") % {
                "name": picture.name
            })  # fmt: skip
        return "figure", f'<figure><img src="{escape(source)}" alt="{escape(picture.alt)}"></figure>'

    def _captions(self) -> None:
        """What stands right below a picture, or right above or below a table, is its caption; else it is a text."""
        captioned: list[tuple[str, str]] = []
        waiting = ""
        self.out = [(name, html) for name, html in self.out if html or name == "no picture"]
        for at, (name, html) in enumerate(self.out):
            following = self.out[at + 1][0] if at + 1 < len(self.out) else ""
            if name == "figcaption":
                before = captioned[-1] if captioned else ("", "")
                if before[0] == "no picture":
                    captioned.append(("p", f"<p>{html}</p>"))
                elif following == "table" and not (before[0] == "figure" and "<figcaption>" not in before[1]):
                    waiting = html
                elif before[0] in ("figure", "table") and "caption>" not in before[1]:
                    captioned[-1] = (before[0], _captioned(*before, html))
                elif following == "figure":
                    waiting = html
                else:
                    captioned.append(("p", f"<p>{html}</p>"))
                continue
            captioned.append((name, _captioned(name, html, waiting) if waiting else html))
            waiting = ""
        self.out = [(name, html) for name, html in captioned if html]

    def _headings(self) -> None:
        """The title is taken out; the levels that are left become two."""
        headings = [at for at, (name, _html) in enumerate(self.out) if name in HEADINGS]
        names = [self.out[at][0] for at in headings]
        is_title = bool(names) and (names[0] == "h1" or (headings[0] == 0 and names.count(names[0]) == 1))
        if self.titled and is_title and names[0] == min(names):
            self.manuscript.title = self.out.pop(headings[0])[1]
        levels = sorted({name for name, _html in self.out if name in HEADINGS})
        if len(levels) > 2:
            self.lose(_("Headings of the third level and below became headings of the second."))
        for at, (name, html) in enumerate(self.out):
            if name in HEADINGS:
                tag = "h2" if name == levels[0] else "h3"
                self.out[at] = (tag, f"<{tag}>{escape(html, quote=False)}</{tag}>")


def _is_anchor(element: Tag) -> bool:
    """A place that links lead to, which leads nowhere itself."""
    return not element.get("href") and bool(element.get("name") or element.get("id"))


def _captioned(name: str, html: str, caption: str) -> str:
    text = escape(plain(caption), quote=False)
    if name == "figure":
        return html.removesuffix("</figure>") + f"<figcaption>{text}</figcaption></figure>"
    return html.replace("<table>", f"<table><caption>{text}</caption>", 1)


def _images(nodes: Iterable) -> list[Tag]:
    found = []
    for node in nodes:
        if isinstance(node, Tag):
            found += [node] if node.name == "img" else node.find_all("img")
    return found


def _lines(text: str) -> Iterator:
    soup = BeautifulSoup("", "html.parser")
    for at, line in enumerate(text.split("\n")):
        if at:
            yield soup.new_tag("br")
        yield NavigableString(line)
