"""What this room holds of people, and what it forgets."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from portal.core.personal_data.registry import Subject, delete, forgets, register
from portal.letters.models import AskedFor, Reader, Subscription


def _readers(subject: Subject) -> QuerySet:
    return Reader.objects.filter(subject.by_address("email"))


def _subscriptions(subject: Subject) -> QuerySet:
    return Subscription.objects.filter(reader__in=_readers(subject))


def _asked(subject: Subject) -> QuerySet:
    return AskedFor.objects.filter(subject.by_address("email"))


register(Reader, under="letters", find=_readers, export=("email", "language", "created_at"), erase=delete, theirs=True)
register(
    Subscription,
    under="letters",
    find=_subscriptions,
    export=("kind", "consent", "source", "started_at", "ended_at"),
    erase=delete,
    theirs=True,
)
register(AskedFor, under="letters_asked", find=_asked, export=("email", "kinds", "asked_at"), erase=delete, theirs=True)


@forgets("letters")
def forget_readers(before: datetime) -> int:
    """Whoever gets no letter any more, counted from the end of their last one."""
    kept = Subscription.objects.filter(reader=OuterRef("pk"))
    lately = kept.filter(ended_at=None) | kept.filter(ended_at__gte=before)
    gone = Reader.objects.filter(~Exists(lately), created_at__lt=before)
    return gone.delete()[1].get(Reader._meta.label, 0)


@forgets("letters_asked")
def forget_asked(before: datetime) -> int:
    return AskedFor.objects.filter(asked_at__lt=before).delete()[0]
