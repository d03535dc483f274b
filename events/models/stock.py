"""What a registration reads of an event and of the person's address: little, and each in one go."""

from uuid import UUID

from django.db.models import Exists, F, Func, Model, OuterRef, Q, QuerySet, Subquery

from events.models.categories import Category
from events.models.consents import Consent
from events.models.facts import Event
from events.models.programme import Session
from events.models.questions import Question
from events.models.registration import Registration
from portal.access.prepared import Prepared, PreparedRows


@PreparedRows
def event_row(event_id: int) -> QuerySet:
    """The event, or nothing; and whether there is what its form would ask for."""
    return Event.objects.filter(pk=event_id).annotate(  # type: ignore[no-redef]
        has_categories=_has(Category),
        has_sessions=_has(Session),
        asks_something=_has(Question) | _has(Consent),
    )


@PreparedRows
def standing(event_id: int, email: str, form_key: UUID) -> QuerySet:
    """What that form has made, and whatever there is of the address at the event, the first one first."""
    return Registration.objects.filter(Q(form_key=form_key) | Q(event=event_id, email=email)).order_by("pk")


@Prepared
def _stock(event_id: int) -> QuerySet:
    here = Registration.objects.filter(event=OuterRef("pk")).order_by()
    taken = here.holding_places().annotate(count=Func(F("pk"), function="COUNT")).values("count")
    return Event.objects.filter(pk=event_id).values_list(
        Subquery(taken), Exists(here.waiting()), _has(Category), _has(Question), _has(Consent)
    )


def _has(part: type[Model]) -> Exists:
    return Exists(part._default_manager.filter(event=OuterRef("pk")).order_by())


def take_stock(event: Event) -> None:
    """Of an event that is held: what was committed while one waited for it counts."""
    ((event.places_taken, waits, event.has_categories, *asks),) = _stock(event.pk)
    event.asks_something = any(asks)
    if not (waits and event.has_categories):
        event.queue_moves = waits
