"""Two letters, one that went out and the next one in the making, and who reads them."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Page

from members.models import User
from portal.letters.models import Kind, Letter, LetterPiece, LetterState, Reader, Source, Subscription

CONSENT = "Je souhaite recevoir par e-mail : la lettre. Je peux arrêter chacun de ces envois d’un clic."
INTRODUCTION = (
    "Bonjour,\n\nVoici de quoi lire ce mois-ci : ce que l’attente fait aux clients, et ce que nos ateliers en font.",
    "Hello,\n\nHere is what to read this month: what waiting does to customers, and what our workshops make of it.",
)


def make_letters(pages: dict[str, Page]) -> None:
    """In the caller's transaction; nobody is written to."""
    now = timezone.now()
    for user in User.objects.filter(is_staff=False).exclude(email="")[:6]:
        reader = Reader.objects.create(email=user.email, language=user.language or "fr")
        Subscription.objects.create(reader=reader, kind=Kind.LETTER, consent=CONSENT, source=Source.ACCOUNT)
    sent = {"state": LetterState.SENT, "begun_at": now - timedelta(days=15), "sent_at": now - timedelta(days=15)}
    first = _letter("Ce que l’attente fait aux clients", "What waiting does to customers", addressed=6, **sent)
    _fill(first, pages, "attente", "rappel", "programme", "distance")
    _letter("Au programme de la convention", "What the convention holds")


def _letter(subject_fr: str, subject_en: str, **fields) -> Letter:
    words = {"subject_fr": subject_fr, "subject_en": subject_en}
    introduction = dict(zip(("introduction_fr", "introduction_en"), INTRODUCTION, strict=True))
    return Letter.objects.create(**words, **introduction, **fields)


def _fill(letter: Letter, pages: dict[str, Page], *names: str) -> None:
    for order, name in enumerate(names):
        LetterPiece.objects.create(letter=letter, page=pages[name], sort_order=order)
