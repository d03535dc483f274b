"""Letters that write themselves: what is published of a kind is told once to those who asked for that kind."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.query import PageQuerySet

from articles.models import IssuePage
from events.models import EventPage
from portal.letters.models import Announced, Kind, Letter, LetterPiece, LetterState, Subscription
from portal.letters.pieces import MOST
from studies.models import StudyPage

WAIT = timedelta(hours=1)
"""Time for an editor to see what goes out, and for what is published next to go with it."""
FRESH = timedelta(days=7)
_ISSUE_FRESH = timedelta(days=62)
_LONGEST_SUBJECT = 110


def announce_new() -> None:
    """Have a letter go out soon for each kind of which something new is online; each page is told of once."""
    now = timezone.now()
    for kind, pages in _new(now).items():
        sent = LetterPiece.objects.filter(letter__kind=kind).exclude(letter__begun_at=None)
        found = pages.live().exclude(translation_key__in=Announced.objects.values("key"))
        found = found.exclude(translation_key__in=sent.values("page__translation_key"))
        keys = list(dict.fromkeys(found.order_by("first_published_at", "pk").values_list("translation_key", flat=True)))
        if keys:
            _announce(kind, keys, now)


def _new(now: datetime) -> dict[str, PageQuerySet]:
    """By kind. A study is new by its date, whenever its page was made; what was brought in from an old site is not."""
    lately, today = Q(first_published_at__gte=now - FRESH), timezone.localdate(now)
    ahead = Q(event__ends_at__gte=now) | Q(event__ends_at=None)
    return {
        Kind.ISSUES: IssuePage.objects.filter(lately, month__gte=today - _ISSUE_FRESH),
        Kind.STUDIES: StudyPage.objects.filter(study__published_on__range=(today - FRESH, today)),
        Kind.EVENTS: EventPage.objects.filter(lately & ahead, event__cancelled_at=None),
    }


@transaction.atomic(durable=True)
def _announce(kind: str, keys: list[UUID], now: datetime) -> None:
    """Nobody is told later of what came before they asked: it counts as told where there is no reader yet."""
    letter = None
    if Subscription.objects.current().filter(kind=kind, started_at__lte=now).exists():
        letter = _waiting(kind) or Letter(kind=kind, state=LetterState.SCHEDULED, send_at=now + WAIT)
        told = _told(letter) if letter.pk else []
        keys = keys[: MOST - len(told)]
        letter.subject_fr, letter.subject_en = (_subject(kind, [*told, *keys], code) for code in ("fr", "en"))
        letter.save()
        LetterPiece.objects.bulk_create(
            LetterPiece(letter=letter, page=_page(key), sort_order=order) for order, key in enumerate(keys, len(told))
        )
        log(instance=letter, action="letters.letter.written")
    Announced.objects.bulk_create(Announced(key=key, letter=letter) for key in keys)


def _waiting(kind: str) -> Letter | None:
    """One that wrote itself and has room, unless an editor gave it words of their own."""
    own = Announced.objects.filter(letter=OuterRef("pk"))
    waiting = Letter.objects.select_for_update().filter(Exists(own), kind=kind, state=LetterState.SCHEDULED)
    for letter in waiting:
        told = _told(letter)
        if 0 < len(told) < MOST and letter.subject_fr == _subject(kind, told, "fr") and not letter.introduction_fr:
            return letter
    return None


def _told(letter: Letter) -> list[UUID]:
    pieces = letter.pieces.order_by("sort_order", "pk")
    return list(pieces.values_list("page__translation_key", flat=True))


def _subject(kind: str, keys: Iterable[UUID], language: str) -> str:
    """Empty where it is as in French."""
    keys = list(keys)
    with override(language):
        if len(keys) > 1:
            return capfirst(str(Kind(kind).label))
        page = Page.objects.live().filter(translation_key=keys[0], locale__language_code=language).first()
        if page is None and language != "fr":
            return ""
        title = Truncator((page or _page(keys[0])).title).chars(_LONGEST_SUBJECT - 20)
        subjects = {
            Kind.ISSUES: _("New issue: %(title)s"),
            Kind.STUDIES: _("New study: %(title)s"),
            Kind.EVENTS: _("Coming event: %(title)s"),
        }
        return " ".join((subjects[Kind(kind)] % {"title": title}).split())


def _page(key: UUID) -> Page:
    """That stands for all its languages: the French one where it is online."""
    pages = Page.objects.filter(translation_key=key).order_by(F("live").desc(), "locale__language_code")
    french = pages.filter(live=True, locale__language_code="fr").first()
    return french or pages[0]
