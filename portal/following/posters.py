"""What the picture of a page says that is shown where the page is shared: what anybody may know of it."""

from dataclasses import astuple, dataclass
from functools import cached_property
from hashlib import sha256

from django.utils.text import capfirst
from django.utils.translation import override

from articles.models import ArticlePage, NewsPage
from events.models import EventPage
from portal.core.files.media import PortalImage
from portal.core.look.association import SiteSettings
from portal.core.look.typography import typeset
from portal.core.mail.writing import association
from portal.core.models import BasePage
from studies.models import Study, StudyPage

GROUNDS: dict[type[BasePage], str] = {
    ArticlePage: "paper",
    NewsPage: "mist",
    StudyPage: "night",
    EventPage: "peach",
}
"""Of the kinds of pages that have one."""
WIDTH, HEIGHT = 1200, 630
_DRAWN_AS = 1
"""To be raised where the drawing changes, for all to be made anew."""


@dataclass(frozen=True)
class Poster:
    """`art` is the seed of the mosaic where there is no cover; `cover` and `logo` are pictures, by their files."""

    title: str
    kicker: str
    name: str
    ground: str
    art: str
    cover: str
    logo: str

    @cached_property
    def version(self) -> str:
        """The same for all that would be drawn alike."""
        return sha256(repr((_DRAWN_AS, *astuple(self))).encode()).hexdigest()[:12]


def poster_of(page: BasePage, settings: SiteSettings | None = None) -> Poster:
    settings = settings or association()
    with override(page.locale.language_code):
        kicker = str(page.event.get_kind_display() if isinstance(page, EventPage) else page.card().get("kicker") or "")
        return Poster(
            title=typeset(" ".join(page.title.split()), page.locale.language_code),
            kicker=capfirst(kicker or _kind(page)),
            name=settings.name,
            ground=GROUNDS[type(page)],
            art=page.slug,
            cover=_looks(page.cover),  # type: ignore[attr-defined]
            logo=_looks(settings.logo),
        )


def _kind(page: BasePage) -> str:
    model = Study if isinstance(page, StudyPage) else type(page)
    return str(model._meta.verbose_name)


def _looks(image: PortalImage | None) -> str:
    """The file, and what of it is shown first; "" where it is a drawing that can't be put in a picture."""
    if image is None or image.is_svg():
        return ""
    return f"{image.pk} {image.file.name} {image.get_focal_point() or ''}"
