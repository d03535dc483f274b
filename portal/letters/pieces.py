"""What a letter shows of its pieces: what anybody may read of them, and the way to the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page

from articles.models import ArticlePage, IssuePage, NewsPage
from events.models import EventPage
from portal.access.decision import Audience, open_to
from portal.core.models import BasePage
from portal.letters.models import Kind, Letter
from studies.models import StudyPage

TYPES: dict[str, tuple[type[BasePage], ...]] = {
    Kind.LETTER: (ArticlePage, NewsPage, StudyPage, EventPage),
    Kind.ISSUES: (IssuePage,),
    Kind.STUDIES: (StudyPage,),
    Kind.EVENTS: (EventPage,),
}
"""What is new of each kind."""

MOST = 12
"""A letter is read on a telephone."""

AT_FIRST = timedelta(days=30)
"""How far the first letter of a kind looks back."""


@dataclass(frozen=True)
class Piece:
    """`language` is the page's, where it is not translated; `is_open` says that everybody reads all of it."""

    title: str
    url: str
    kicker: str
    text: str
    date: date | None
    language: str
    is_open: bool


def pieces_of(letter: Letter, language: str) -> list[Piece]:
    """The pieces that are published now, each in `language` where it is translated, in the editor's order."""
    keys = list(letter.pieces.order_by("sort_order", "pk").values_list("page__translation_key", flat=True))
    best: dict[object, BasePage] = {}
    for model in (ArticlePage, NewsPage, IssuePage, StudyPage, EventPage):
        pages = model.objects.live().filter(translation_key__in=keys).for_cards()  # type: ignore[attr-defined]
        for page in pages.select_related("locale", "release"):
            if page.translation_key not in best or page.locale.language_code == language:
                best[page.translation_key] = page
    with override(language):
        return [_piece(best[key]) for key in dict.fromkeys(keys) if key in best]


def _piece(page: BasePage) -> Piece:
    shown = page.card()
    day = shown.get("date")
    if isinstance(page, EventPage) and page.event.starts_at:
        day = timezone.localdate(page.event.starts_at)
    text = str(shown.get("text") or page.standfirst or page.introduction)
    return Piece(
        title=page.title,
        url=settings.BASE_URL + (page.get_url() or ""),
        kicker=str(shown.get("kicker") or page._meta.verbose_name),
        text=text,
        date=day if isinstance(day, date) else None,
        language=page.locale.language_code,
        is_open=isinstance(page, IssuePage) or Audience.EVERYONE in open_to(page, timezone.now()),
    )


def new_since(letter: Letter, at: datetime) -> QuerySet[Page]:
    """What was published since the last letter of this kind and does not stand in this one, the latest first."""
    last = Letter.objects.begun().filter(kind=letter.kind).exclude(pk=letter.pk).values_list("begun_at", flat=True)
    since = last.first() or at - AT_FIRST
    known = letter.pieces.values("page__translation_key")
    pages = Page.objects.live().type(*TYPES[letter.kind]).filter(locale__language_code=settings.LANGUAGE_CODE)
    fresh = pages.filter(first_published_at__gt=since).exclude(translation_key__in=known)
    return fresh.order_by("-first_published_at", "pk")


def missing_of(letter: Letter) -> Iterable[str]:
    """Titles of the pieces that are published in no language: they would not be in the letter."""
    live = Page.objects.live().filter(translation_key__in=letter.pieces.values("page__translation_key"))
    lost = letter.pieces.exclude(page__translation_key__in=live.values("translation_key")).select_related("page")
    return [piece.page.title for piece in lost]
