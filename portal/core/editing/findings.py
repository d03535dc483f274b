"""What an editor is told of a draft before it goes online: one function a check, of which a page type names its own.

They warn and never keep anything from being published. Each finding says where it is, as a path of Wagtail's comments.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.db.models import ForeignKey
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from portal.access.choosing import pages_known_to
from portal.access.decision import Audience, open_to
from portal.core.editing.blocks import ChosenPageBlock, HeadingBlock, OutsideLinkBlock, PageLinkBlock, SubheadingBlock
from portal.core.editing.reading import parts
from portal.core.files.media import PortalImage

FIGURE_PIXELS = 800
SAYS_SO = ("membre", "adhérent", "member")
"""Words near a link that tell readers that not everybody gets there."""


@dataclass(frozen=True)
class Finding:
    """`place` is a field's name or leads on to a block in it: `body.<id>.image`."""

    sentence: str
    place: str


@dataclass(frozen=True)
class Place:
    """One block of a text as it is stored, or the whole of a field without blocks (`block` is None then)."""

    path: str
    block: blocks.Block | None
    value: Any

    @property
    def field(self) -> str:
        return self.path.split(".")[0]


@dataclass(frozen=True)
class Link:
    place: Place
    page_id: int
    words: str


class Draft:
    """A page as it stands in the editor: what its texts refer to is read once for all checks."""

    def __init__(self, page: Page, user: Any) -> None:
        self.page, self.user = page, user
        self.places = list(_places(page))
        self.links = [link for place in self.places for link in _links(place)]

    @cached_property
    def pictures(self) -> list[tuple[Place, dict]]:
        """The image blocks that hold one, with what they say of it."""
        found = [(place, _picture(place.value)) for place in self.places if isinstance(place.block, ImageBlock)]
        return [(place, picture) for place, picture in found if picture.get("image")]

    @cached_property
    def covers(self) -> list[tuple[str, PortalImage]]:
        """Those fields of the page that hold an image."""
        names = [
            field.name
            for field in self.page._meta.concrete_fields
            if isinstance(field, ForeignKey) and field.related_model is PortalImage
        ]
        return [(name, self.images[pk]) for name in names if (pk := getattr(self.page, f"{name}_id")) in self.images]

    @cached_property
    def images(self) -> dict[int, PortalImage]:
        fields = (field for field in self.page._meta.concrete_fields if isinstance(field, ForeignKey))
        covers = {getattr(self.page, field.attname) for field in fields if field.related_model is PortalImage}
        return PortalImage.objects.in_bulk({*covers, *(picture["image"] for _place, picture in self.pictures)} - {None})

    @cached_property
    def hidden(self) -> dict[int, Page]:
        """The pages it leads to that are not online, of those that this person may know of."""
        wanted = Page.objects.filter(pk__in={link.page_id for link in self.links}, live=False)
        return {page.pk: page for page in wanted & pages_known_to(self.user)}

    @cached_property
    def closed(self) -> dict[int, Page]:
        """The published pages it leads to that not everybody reads whole."""
        pages = Page.objects.filter(pk__in={link.page_id for link in self.links}, live=True).specific(defer=True)
        models = {page.specific_class for page in pages}
        now = timezone.now()
        return {
            page.pk: page
            for model in models
            if getattr(model, "gated_fields", ())
            for page in model.without_text().filter(pk__in=[each.pk for each in pages])
            if Audience.EVERYONE not in open_to(page, now)
        }


Check = Callable[[Draft], Iterator[Finding]]

_checks: dict[str, Check] = {}


def register_check(check: Check) -> Check:
    """Page types name it in their `checks`, as the function is called."""
    _checks[check.__name__] = check
    return check


def registered() -> frozenset[str]:
    return frozenset(_checks)


def findings(page: Page, user: Any) -> list[Finding]:
    """All that the checks of its type find in the page as it stands, in the order in which the type names them."""
    draft = Draft(page, user)
    return [finding for name in page.checks for finding in _checks[name](draft)]  # type: ignore[attr-defined]


@register_check
def standfirst(draft: Draft) -> Iterator[Finding]:
    if not draft.page.standfirst.strip():
        yield Finding(
            _("There is no standfirst: lists, search and shared links show nothing below the title."), "standfirst"
        )


@register_check
def summary(draft: Draft) -> Iterator[Finding]:
    if not draft.page.summary.strip():
        yield Finding(_("There is no summary: lists, search and shared links show nothing below the title."), "summary")


@register_check
def byline(draft: Draft) -> Iterator[Finding]:
    if not draft.page.bylines.all():
        yield Finding(_("Nobody signs this text."), "bylines")


@register_check
def picture_descriptions(draft: Draft) -> Iterator[Finding]:
    for name, image in draft.covers:
        if not image.description and not image.is_decorative:
            yield Finding(
                _("The picture “%(title)s” has no description: who can’t see it is told nothing.") % {"title": image},
                name,
            )
    for place, picture in draft.pictures:
        if not picture.get("decorative") and not (picture.get("alt_text") or "").strip():
            title = draft.images.get(picture["image"]) or picture["image"]
            sentence = _("The picture “%(title)s” has no alternative text, and is not said to be decorative.")
            yield Finding(sentence % {"title": title}, place.path)


@register_check
def picture_sizes(draft: Draft) -> Iterator[Finding]:
    shown = [(name, image, draft.page.cover_pixels) for name, image in draft.covers]  # type: ignore[attr-defined]
    shown += [
        (place.path, draft.images[picture["image"]], FIGURE_PIXELS)
        for place, picture in draft.pictures
        if picture["image"] in draft.images
    ]
    sentence = _("The picture “%(title)s” is %(width)d pixels wide; here it needs %(least)d to look sharp.")
    for place_name, image, least in shown:
        if image.width < least and not image.is_svg():
            yield Finding(sentence % {"title": image, "width": image.width, "least": least}, place_name)


@register_check
def link_texts(draft: Draft) -> Iterator[Finding]:
    for place in draft.places:
        if isinstance(place.block, OutsideLinkBlock) and not (place.value.get("label") or "").strip():
            yield Finding(_("A link to another site has no text."), f"{place.path}.label")
        elif _is_rich(place) and any(not link.get_text(strip=True) for link in _anchors(place.value)):
            yield Finding(
                _("A link in the text has no words: nobody sees it, and screen readers spell its address."), place.path
            )


@register_check
def draft_links(draft: Draft) -> Iterator[Finding]:
    sentence = _("This text links to “%(title)s”, which is not online: readers will not get there.")
    yield from _told_once(draft, draft.hidden, sentence)


@register_check
def closed_links(draft: Draft) -> Iterator[Finding]:
    """In what everybody reads."""
    sentence = _(
        "Everybody reads this, and it links to “%(title)s”, which is not open to everyone: say so beside the link."
    )
    gated = draft.page.gated_fields  # type: ignore[attr-defined]
    silent = [
        link
        for link in draft.links
        if link.place.field not in gated
        and not isinstance(link.place.block, ChosenPageBlock)  # a chart says so itself
        and not any(word in link.words.casefold() for word in SAYS_SO)
    ]
    yield from _told_once(draft, draft.closed, sentence, silent)


@register_check
def headings(draft: Draft) -> Iterator[Finding]:
    """A page's title is of the first level, a heading of the second, a subheading of the third."""
    has_heading = False
    for place in draft.places:
        if isinstance(place.block, HeadingBlock | SubheadingBlock) and not (place.value or "").strip():
            yield Finding(_("A heading is empty."), place.path)
        elif isinstance(place.block, HeadingBlock):
            has_heading = True
        elif isinstance(place.block, SubheadingBlock) and not has_heading:
            sentence = _("The subheading “%(text)s” comes before any heading: one level is missing.")
            yield Finding(sentence % {"text": place.value}, place.path)
            has_heading = True


def _told_once(
    draft: Draft, pages: dict[int, Page], sentence: str, links: list[Link] | None = None
) -> Iterator[Finding]:
    told: dict[str, set[int]] = defaultdict(set)
    for link in draft.links if links is None else links:
        if link.page_id in pages and link.page_id not in told[link.place.path]:
            told[link.place.path].add(link.page_id)
            yield Finding(sentence % {"title": pages[link.page_id].title}, link.place.path)


def _places(page: Page) -> Iterator[Place]:
    """In the order of the page's type: of an article, the opening comes before the body."""
    for field in page._meta.concrete_fields:
        value = field.value_from_object(page)
        if isinstance(field, StreamField):
            yield from _below(field.name, field.stream_block, value.get_prep_value() if value else [])
        elif isinstance(field, RichTextField):
            yield Place(field.name, None, value)


def _below(path: str, block: blocks.Block, value: Any) -> Iterator[Place]:
    for name, child, part in parts(block, value):
        below = f"{path}.{name}"
        yield Place(below, child, part)
        if part and not (isinstance(child, ImageBlock) and isinstance(part, int)):
            yield from _below(below, child, part)


def _links(place: Place) -> Iterator[Link]:
    if isinstance(place.block, PageLinkBlock) and place.value and place.value.get("page"):
        yield Link(place, place.value["page"], place.value.get("label") or "")
    elif isinstance(place.block, ChosenPageBlock) and place.value and place.path.rpartition(".")[2] != "page":
        yield Link(place, place.value, "")
    elif _is_rich(place):
        for link in _anchors(place.value):
            number = str(link.get("id", ""))
            if link.get("linktype") == "page" and number.isdecimal():
                around = link.find_parent(("p", "li")) or link
                yield Link(place, int(number), around.get_text())


def _is_rich(place: Place) -> bool:
    is_text = place.block is None or isinstance(place.block, blocks.RichTextBlock)
    return is_text and isinstance(place.value, str) and "<a" in place.value


def _anchors(text: str) -> list[Tag]:
    return BeautifulSoup(text, "html.parser").find_all("a")


def _picture(value: Any) -> dict:
    """As it is stored now; before it held a description, it was a number."""
    return value if isinstance(value, dict) else {"image": value, "decorative": False, "alt_text": ""}
