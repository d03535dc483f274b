from django.utils import timezone
from wagtail.models import Page

from portal.letters.models import Kind, Letter, LetterPiece, Reader, Source, Subscription


def reader(email: str = "lise@exemple.fr", *kinds: str, language: str = "fr") -> Reader:
    made = Reader.objects.create(email=email, language=language)
    for kind in kinds or (Kind.LETTER,):
        Subscription.objects.create(reader=made, kind=kind, consent="Je souhaite recevoir.", source=Source.FORM)
    return made


def readers(count: int) -> None:
    """So many, in two statements."""
    made = Reader.objects.bulk_create(Reader(email=f"lecteur{number}@exemple.fr") for number in range(count))
    Subscription.objects.bulk_create(
        Subscription(reader=each, kind=Kind.LETTER, consent="Oui.", source=Source.FORM, started_at=timezone.now())
        for each in made
    )


def letter(*pages: Page, **fields) -> Letter:
    made = Letter.objects.create(**{"subject_fr": "Ce mois-ci", "introduction_fr": "Bonjour à tous.", **fields})
    for order, page in enumerate(pages):
        LetterPiece.objects.create(letter=made, page=page, sort_order=order)
    return made
