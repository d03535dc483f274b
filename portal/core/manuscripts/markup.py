"""The XML of Word, made ready to be read: what was deleted or hidden is gone, what would be lost is told."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, pairwise
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.manuscripts.manuscript import Comment
from portal.core.manuscripts.package import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
OFF = ("0", "false", "off", "none")
DELETED = (f"{W}del", f"{W}moveFrom")
DEEPEST_STYLE = 30
UNWRAPPED = (f"{W}fldSimple", f"{W}dir", f"{W}bdo", f"{W}smartTag", f"{W}customXml")
MARKED = (f"{W}rPr", f"{W}trPr")  # which say so of a paragraph or a row

HEADINGS = {f"heading {level}": f"h{min(level + 1, 6)}" for level in range(1, 10)}
STYLES = {
    **HEADINGS,
    **{f"titre {level}": f"h{min(level + 1, 6)}" for level in range(1, 10)},
    **dict.fromkeys(("caption", "légende", "illustration", "figure", "drawing", "table"), "figcaption"),
    **dict.fromkeys(("quote", "intense quote", "quotations", "block text"), "blockquote"),
    **dict.fromkeys(("citation", "citation intense"), "blockquote"),
    **dict.fromkeys((*(f"toc {level}" for level in range(1, 10)), "contents heading", "toc heading"), "toc"),
    **dict.fromkeys(("title", "titre"), "title"),
}
STYLE_MAP = """
p[style-name='portal title'] => h1:fresh
p[style-name='portal h2'] => h2:fresh
p[style-name='portal h3'] => h3:fresh
p[style-name='portal h4'] => h4:fresh
p[style-name='portal h5'] => h5:fresh
p[style-name='portal h6'] => h6:fresh
p[style-name='portal figcaption'] => figcaption:fresh
p[style-name='portal blockquote'] => blockquote > p:fresh
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
p[style-name='List Number 3'] => ul|ol > li > ul|ol > li > ol > li:fresh
r[style-name='Strong'] => strong
r[style-name='Emphasis'] => em
r[style-name='Subtle Emphasis'] => em
r[style-name='Intense Emphasis'] => em
r[style-name='Hyperlink'] =>
"""


def prepare(package: Package) -> list[str]:
    """Change the package's trees for the converter; answers what was left out."""
    hidden_styles, meanings = _name_styles(package.part("styles"))
    told = [*_told_of_changes(package), *_told_of_margins(package)]
    contents = {style for style, meaning in meanings.items() if meaning == "toc"}
    if _drop(package.trees[package.main], lambda _parent, child: child.tag == f"{W}p" and _style(child) in contents):
        told.append(_("The table of contents was left out: pages have none."))
    hidden = 0
    for tree in texts_of(package):
        _drop(tree, lambda parent, child: child.tag in DELETED and parent.tag not in MARKED)
        hidden += _drop(tree, lambda _parent, child: _is_hidden(child, hidden_styles))
        _unwrap(tree)
        _join_initials(tree)
        _place_boxes(tree)
        told += [*dict.fromkeys(_equations(tree)), *dict.fromkeys(_drawings(tree))]
    if hidden:
        sentence = ngettext(
            "%(count)d passage of hidden text was left out.", "%(count)d passages of hidden text were left out.", hidden
        )
        told.append(sentence % {"count": hidden})
    return told


def _drawings(tree: Element) -> Iterator[str]:
    sentences = {
        "chart": _("A chart drawn in Word can't be carried over: put it in as a picture."),
        "relIds": _("A diagram drawn in Word can't be carried over: put it in as a picture."),
        "altChunk": _("A text that was inserted from another file can't be carried over."),
    }
    for element in tree.iter():
        if sentence := sentences.get(element.tag.rpartition("}")[2]):
            yield sentence


def texts_of(package: Package) -> list[Element]:
    """The trees that hold words of the text and of its notes."""
    return [package.trees[package.main], *package.parts("footnotes"), *package.parts("endnotes")]


def _told_of_changes(package: Package) -> Iterator[str]:
    changes = sum(
        element.tag in (f"{W}ins", *DELETED) and len(element) > 0
        for tree in texts_of(package)
        for element in tree.iter()
    )
    if changes:
        yield ngettext(
            "%(count)d tracked change was taken as accepted.",
            "%(count)d tracked changes were taken as accepted.",
            changes,
        ) % {"count": changes}


def _style(paragraph: Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style.get(f"{W}val", "") if style is not None else ""


def _told_of_margins(package: Package) -> Iterator[str]:
    words = [words_of(tree).strip() for tree in (*package.parts("header"), *package.parts("footer"))]
    if found := [text for text in dict.fromkeys(words) if any(map(str.isalpha, text))]:
        yield _("Page headers and footers were left out: “%(text)s”.") % {"text": " / ".join(found)[:120]}


def words_of(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def _is_on(properties: Element | None, name: str) -> bool:
    switch = properties.find(f"{W}{name}") if properties is not None else None
    return switch is not None and switch.get(f"{W}val", "true") not in OFF


def _name_styles(styles: Element | None) -> tuple[set[str], dict[str, str]]:
    """Give each paragraph style the name of what it stands for, by its own name, its level or what it is based on.

    Answers the styles whose text is hidden, and what each stands for.
    """
    if styles is None:
        return set(), {}
    known = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
    chains = {key: list(islice(_chain(key, known), DEEPEST_STYLE)) for key in known}
    hidden = {key for key, chain in chains.items() if any(_is_on(style.find(f"{W}rPr"), "vanish") for style in chain)}
    meanings = {key: next(filter(None, map(_meaning, chain)), "") for key, chain in chains.items()}
    for key, style in known.items():
        name = style.find(f"{W}name")
        if meanings[key] and name is not None and style.get(f"{W}type") == "paragraph":
            name.set(f"{W}val", f"portal {meanings[key]}")
    return hidden, meanings


def _chain(key: str, known: dict[str, Element]) -> Iterator[Element]:
    seen: set[str] = set()
    while key in known and key not in seen:
        seen.add(key)
        yield known[key]
        based = known[key].find(f"{W}basedOn")
        key = based.get(f"{W}val", "") if based is not None else ""


def _meaning(style: Element) -> str:
    name = style.find(f"{W}name")
    level = style.find(f"{W}pPr/{W}outlineLvl")
    found = STYLES.get((name.get(f"{W}val", "") if name is not None else "").lower(), "")
    if not found and level is not None and level.get(f"{W}val", "") in "012345678":
        return HEADINGS[f"heading {int(level.get(f'{W}val', '0')) + 1}"]
    return found


def _is_hidden(element: Element, styles: set[str]) -> bool:
    """A run that says so itself, or whose style does."""
    if element.tag == f"{W}p":
        return _style(element) in styles
    if element.tag != f"{W}r":
        return False
    properties = element.find(f"{W}rPr")
    own = properties.find(f"{W}vanish") if properties is not None else None
    if own is not None:
        return _is_on(properties, "vanish")
    style = properties.find(f"{W}rStyle") if properties is not None else None
    return style is not None and style.get(f"{W}val") in styles


def _rebuild(tree: Element, instead: Callable[[Element, Element], Iterable[Element]]) -> None:
    """Each child, of each parent, becomes what `instead` gives for the two."""
    for parent in list(tree.iter()):
        parent[:] = [element for child in parent for element in instead(parent, child)]


def _drop(tree: Element, unwanted: Callable[[Element, Element], bool]) -> int:
    dropped = []

    def kept(parent: Element, child: Element) -> list[Element]:
        if not unwanted(parent, child):
            return [child]
        dropped.append(child)
        return []

    _rebuild(tree, kept)
    return len(dropped)


def _unwrap(tree: Element) -> None:
    """What the converter doesn't know is replaced by what stands in it; of two ways to draw a thing one is kept."""
    _rebuild(tree, lambda _parent, child: _unwrapped(child))


def _unwrapped(element: Element) -> Iterator[Element]:
    if element.tag == f"{MC}AlternateContent":
        inner = _drawn(element.find(f"{MC}Choice"), element.find(f"{MC}Fallback"))
    elif element.tag in UNWRAPPED:
        inner = [*element]
        if element.tag == f"{W}fldSimple" and "HYPERLINK" in element.get(f"{W}instr", ""):
            inner = _field(element.get(f"{W}instr", ""), inner)
    else:
        yield element
        return
    for child in inner:
        yield from _unwrapped(child)


def _drawn(choice: Element | None, fallback: Element | None) -> list[Element]:
    """For older programs a drawing is a picture, or the same words drawn otherwise, or nothing."""
    new, old = [[] if ways is None else [*ways] for ways in (choice, fallback)]
    if choice is None or fallback is None or not old:
        return old or new
    had = len(words_of(fallback))
    if len(words_of(choice)) > had:
        return new if had else [*new, *old]
    return old


def _field(instruction: str, inner: list[Element]) -> list[Element]:
    """A field in one element as what it is in several: of those a link's address is read."""

    def run(name: str, text: str = "", **attributes: str) -> Element:
        made = Element(f"{W}r")
        SubElement(made, f"{W}{name}", {f"{W}{key}": value for key, value in attributes.items()}).text = text
        return made

    begin, separate, end = (run("fldChar", fldCharType=kind) for kind in ("begin", "separate", "end"))
    return [begin, run("instrText", instruction), separate, *inner, end]


def _join_initials(tree: Element) -> None:
    """A large initial, a paragraph of its own in the file, begins the paragraph below it."""
    for parent in list(tree.iter()):
        for child, following in pairwise(list(parent)):
            frame = child.find(f"{W}pPr/{W}framePr")
            if frame is None or frame.get(f"{W}dropCap", "none") in OFF or following.tag != f"{W}p":
                continue
            at = 1 if following.find(f"{W}pPr") is not None else 0
            following[at:at] = [run for run in child if run.tag != f"{W}pPr"]
            child[:] = []


def _place_boxes(tree: Element) -> None:
    """What stands in a text box comes after the paragraph that the box is anchored to."""
    parents = {child: parent for parent in tree.iter() for child in parent}
    following: dict[Element, list[Element]] = {}
    for box in tree.iter(f"{W}txbxContent"):
        paragraph = parents[box]
        while paragraph.tag != f"{W}p" and paragraph in parents:
            paragraph = parents[paragraph]
        if paragraph in parents:
            following.setdefault(paragraph, []).extend(box)
    moved = {element for elements in following.values() for element in elements}

    def with_following(child: Element) -> Iterator[Element]:
        yield child
        for element in following.get(child, ()):
            yield from with_following(element)

    def placed(parent: Element, child: Element) -> Iterable[Element]:
        return () if child in moved and parent.tag == f"{W}txbxContent" else with_following(child)

    _rebuild(tree, placed)


def _equations(tree: Element) -> Iterator[str]:
    """Each becomes the letters it is written with."""
    found: list[str] = []

    def written(parent: Element, child: Element) -> list[Element]:
        if child.tag not in (f"{M}oMath", f"{M}oMathPara") or parent.tag == f"{M}oMathPara":
            return [child]
        found.append("".join(letters.text or "" for letters in child.iter(f"{M}t")))
        run = Element(f"{W}r")
        SubElement(run, f"{W}t").text = found[-1]
        if parent.tag not in (f"{W}body", f"{W}tc"):
            return [run]
        paragraph = Element(f"{W}p")
        paragraph.append(run)
        return [paragraph]

    _rebuild(tree, written)
    for text in found:
        yield _("An equation stands in the text as plain letters: “%(text)s”.") % {"text": text[:60]}


def comments_of(package: Package) -> list[Comment]:
    """In their order in the text, each with the words it is about; those that were deleted are not among these."""
    tree = package.part("comments")
    if tree is None:
        return []
    words, length = [], 0
    ranges: dict[str, tuple[int, int]] = {}
    for element in package.trees[package.main].iter():
        key = element.get(f"{W}id", "")
        if element.tag == f"{W}commentRangeStart":
            ranges.setdefault(key, (length, length))
        elif element.tag == f"{W}commentRangeEnd":
            ranges[key] = (ranges.get(key, (length,))[0], length)
        elif element.tag == f"{W}commentReference":
            ranges.setdefault(key, (length, length))
        elif element.tag == f"{W}t":
            words.append(element.text or "")
            length += len(words[-1])
    text = "".join(words)
    said = {comment.get(f"{W}id", ""): comment for comment in tree.iter(f"{W}comment")}
    ordered = [*(key for key in ranges if key in said), *(key for key in said if key not in ranges)]
    return [
        Comment(
            said[key].get(f"{W}author", ""),
            "\n".join(filter(None, (words_of(line).strip() for line in said[key].iter(f"{W}p")))),
            " ".join(text[slice(*ranges.get(key, (0, 0)))][:400].split())[:200],
        )
        for key in ordered
    ]
