"""What is pasted out of a word processor: its HTML says by style what a file says by elements."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext as _

from portal.core.manuscripts.manuscript import Manuscript, Unreadable
from portal.core.manuscripts.tidying import cleaned, tidy
from portal.core.manuscripts.web import LONGEST

STYLES = {
    "MsoTitle": "h1",
    "MsoQuote": "blockquote",
    "MsoIntenseQuote": "blockquote",
    "MsoCaption": "figcaption",
}
DEEPEST_LIST = 9
_NEW = BeautifulSoup("", "html.parser")
_LEVEL = re.compile(r"mso-list:[^;]*\blevel(\d)")
_NUMBER = re.compile(r"^\W?([0-9]{1,4}|[a-zA-Z]{1,4})[.)\]]")
_SPANS = (
    (re.compile(r"vertical-align:\s*super"), "sup"),
    (re.compile(r"vertical-align:\s*sub"), "sub"),
    (re.compile(r"font-weight:\s*(?:bold|[6-9]00)"), "b"),
    (re.compile(r"font-style:\s*italic"), "i"),
)


def read_pasted(html: str, *, language: str = "fr") -> Manuscript:
    """Empty where nothing of it is text. Pictures are told, for they are not in what is pasted. Raises Unreadable."""
    if len(html) > LONGEST:
        raise Unreadable(_("This text is too long: make several of it."))
    soup = cleaned(html.replace("\0", ""), also={"*": {"class", "style"}})
    manuscript = Manuscript()
    for element in soup.find_all(True):
        _by_style(element)
    _lists(soup)
    if images := soup.find_all("img"):
        manuscript.left_out.append(_("Pictures are not pasted: add each with a block of its own."))
        for image in images:
            image.extract()
    tidy(soup, manuscript, language, titled=False)
    return manuscript


def _by_style(element: Tag) -> None:
    style = str(element.get("style", "")).lower()
    if element.name == "a" and element.get("name") and not element.get("id"):
        element["id"] = element["name"]
    elif element.name == "span":
        for pattern, name in _SPANS:
            if pattern.search(style):
                element.wrap(_NEW.new_tag(name))
    elif element.name == "p":
        for name in element.get_attribute_list("class"):
            element.name = STYLES.get(str(name), element.name)


def _lists(soup: BeautifulSoup) -> None:
    """Paragraphs that say that they are items, those that follow each other together, each at its level."""
    around: list[Tag] = []
    last: Tag | None = None
    for item, level in list(_items(soup)):
        if last is None or item.find_previous_sibling() is not last:
            around = []
        mark = _mark(item)
        number = _NUMBER.match(mark)
        name = "ol" if number else "ul"
        del around[level:]
        if len(around) == level and around[-1].name != name:
            around.pop()
        while len(around) < level:
            around.append(_list_within(around, item, name))
            if number and number[1].isdecimal() and number[1] != "1":
                around[-1]["start"] = number[1]
        entry = _NEW.new_tag("li")
        entry.extend(list(item.children))
        around[-1].append(entry)
        item.extract()
        last = around[0]


def _list_within(around: list[Tag], item: Tag, name: str) -> Tag:
    """A new list, in the last item of the one around it; where there is none, in the place of `item`."""
    made = _NEW.new_tag(name)
    if not around:
        item.insert_before(made)
        return made
    entries = list(around[-1].find_all("li", recursive=False))
    if not entries:
        around[-1].append(entry := _NEW.new_tag("li"))
        entries = [entry]
    entries[-1].append(made)
    return made


def _items(soup: BeautifulSoup) -> Iterator[tuple[Tag, int]]:
    for paragraph in soup.find_all("p"):
        if level := _LEVEL.search(str(paragraph.get("style", "")).lower()):
            yield paragraph, min(max(int(level[1]), 1), DEEPEST_LIST)


def _mark(item: Tag) -> str:
    """The bullet or the number that Word writes into the words of an item, taken out of them."""
    marks = [span for span in item.find_all("span") if "mso-list:ignore" in str(span.get("style", "")).lower()]
    text = "".join(mark.get_text() for mark in marks).strip()
    for mark in marks:
        mark.extract()
    return text
