from datetime import datetime
from functools import cache
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils import timezone
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from events.states import BookingState, RegistrationState, Room
from portal.access.prepared import PreparedRows
from portal.core.pages.listing import rows_with_page
from portal.core.pages.rows import SharedRowQuerySet

YEARS = 50


def _holds_place(registrations: str = "") -> models.Q:
    """What counts against an event's capacity, here alone; `registrations` leads there from another model."""
    return models.Q((f"{registrations}state__in", (RegistrationState.CONFIRMED, RegistrationState.OFFERED)))


def _waits() -> models.Q:
    return models.Q(state=RegistrationState.WAITING)


def _how_many(rows: models.QuerySet, of: str) -> Coalesce:
    counted = rows.values(of).annotate(number=models.Count("pk")).values("number")
    return Coalesce(models.Subquery(counted), 0)


def _undated(start: str) -> IsNull:
    """Sorts last what has no date. No index is of that order, so none draws the database to what is past."""
    return IsNull(models.F(start), True)


def _room(categories: "CategoryQuerySet", theirs: "CategoryQuerySet") -> models.Case:
    """The same as `Event._room`."""
    return models.Case(
        models.When(~models.Exists(categories), then=models.Value(Room.ANY.value)),
        models.When(models.Exists(theirs.with_room()), then=models.Value(Room.LEFT.value)),
        models.When(models.Exists(theirs), then=models.Value(Room.FULL.value)),
        default=models.Value(Room.NONE.value),
        output_field=models.CharField(),
    )


class EventQuerySet(SharedRowQuerySet):
    def with_counts(self) -> "EventQuerySet":
        """`places_taken`, `people_waiting`, `room_for_all`, `room_for_members` and `queue_moves` without a query an
        event. Nothing is joined: a database would look for room once for each registration."""
        categories: Any = self.model._meta.get_field("categories").related_model
        registrations: Any = self.model._meta.get_field("registrations").related_model
        all_of_them = categories.objects.filter(event=models.OuterRef("pk"))
        given = all_of_them.filter(by_hand=False)
        theirs = categories.objects.filter(pk=models.OuterRef("category"))
        registered = registrations.objects.filter(event=models.OuterRef("pk")).order_by()
        waiting = registered.filter(_waits())
        may_move = models.Q(category=None) | models.Exists(theirs.with_room())
        return self.annotate(
            places_taken=_how_many(registered.filter(_holds_place()), "event"),
            people_waiting=_how_many(waiting, "event"),
            room_for_all=_room(all_of_them, given.filter(members_only=False)),
            room_for_members=_room(all_of_them, given),
            queue_moves=models.Exists(waiting.filter(may_move)),
        )

    def next_end(self, at: datetime) -> datetime | None:
        """When the next of them ends: until then, what is past stays the same."""
        return self.filter(ends_at__gt=at).aggregate(next=models.Min("ends_at"))["next"]

    def upcoming(self, at: datetime) -> "EventQuerySet":
        """What has not ended: by date, then what is announced without one."""
        ahead = models.Q(ends_at__gte=at) | models.Q(ends_at=None)
        return self.filter(ahead).order_by(_undated("starts_at"), "starts_at", "pk")

    def past(self, at: datetime) -> "EventQuerySet":
        return self.filter(starts_at__lt=at, ends_at__lt=at).order_by("-starts_at", "-pk")

    def in_year(self, year: int) -> "EventQuerySet":
        first, after = (timezone.make_aware(datetime(each, 1, 1)) for each in (year, year + 1))  # noqa: DTZ001
        return self.filter(starts_at__gte=first, starts_at__lt=after)

    def years(self) -> range:
        """From the latest of these to the first, of events in the order of `past`."""
        starts = self.values_list("starts_at", flat=True)
        latest, first = starts.first(), starts.reverse().first()
        if latest is None or first is None:
            return range(0)
        year = timezone.localtime(latest).year
        return range(year, max(timezone.localtime(first).year, year - YEARS) - 1, -1)

    def lock(self, event_id: int):
        """The event, held until the transaction ends: by its row on PostgreSQL, by BEGIN IMMEDIATE on SQLite."""
        for event in _held(self.model)(event_id):
            return event
        raise self.model.DoesNotExist  # type: ignore[attr-defined]


@cache
def _held(events: type[models.Model]) -> PreparedRows:
    return PreparedRows(lambda event_id: events._default_manager.select_for_update().filter(pk=event_id))


class CategoryQuerySet(models.QuerySet):
    def with_counts(self) -> "CategoryQuerySet":
        """`taken`, the places that count against its own; in the organiser's order."""
        taken = models.Count("registrations", filter=_holds_place("registrations__"))
        return self.annotate(taken=taken).order_by("sort_order", "pk")

    def with_room(self) -> "CategoryQuerySet":
        return self.with_counts().filter(models.Q(capacity=None) | models.Q(taken__lt=models.F("capacity")))


class SessionQuerySet(models.QuerySet):
    def in_order(self) -> "SessionQuerySet":
        """By time, then by room; what has no hours yet comes last."""
        return self.order_by(models.F("starts_at").asc(nulls_last=True), "ends_at", "room", "pk")

    def bookable(self) -> "SessionQuerySet":
        """Those that are chosen, for they have fewer places than the event."""
        return self.exclude(capacity=None)

    def with_bookings(self) -> "SessionQuerySet":
        """`places_taken`, and `people_waiting` of those who have a place at the event."""
        here = models.Q(bookings__state=BookingState.WAITING)
        waits = here & models.Q(bookings__registration__state=RegistrationState.CONFIRMED)
        return self.annotate(
            places_taken=models.Count("bookings", filter=models.Q(bookings__state=BookingState.BOOKED)),
            people_waiting=models.Count("bookings", filter=waits),
        )


class BookingQuerySet(models.QuerySet):
    def booked(self) -> "BookingQuerySet":
        return self.filter(state=BookingState.BOOKED)

    def next_in_line(self) -> "BookingQuerySet":
        """Of those with a place at the event, in the order in which they chose."""
        waiting = self.filter(state=BookingState.WAITING, registration__state=RegistrationState.CONFIRMED)
        return waiting.order_by("pk")


ERASED_AT = "@efface.invalid"
"""The end of the address of a registration whose person was erased."""


class RegistrationQuerySet(models.QuerySet):
    def active(self) -> "RegistrationQuerySet":
        return self.exclude(state=RegistrationState.CANCELLED)

    def known(self) -> "RegistrationQuerySet":
        """Those whose person was not erased."""
        return self.exclude(email__endswith=ERASED_AT)

    def holding_places(self) -> "RegistrationQuerySet":
        return self.filter(_holds_place())

    def confirmed(self) -> "RegistrationQuerySet":
        """Who has a place, not only the offer of one."""
        return self.filter(state=RegistrationState.CONFIRMED)

    def attended(self) -> "RegistrationQuerySet":
        """Of those who have or had a place, the ones nobody marked as absent."""
        return self.confirmed().filter(was_absent=False)

    def came(self) -> "RegistrationQuerySet":
        """Of those who have or had a place, the ones who were seen."""
        return self.confirmed().filter(check_ins__undone_at=None, check_ins__pk__isnull=False)

    def certified(self, at: datetime) -> "RegistrationQuerySet":
        """Of those who came, the ones at an event that has started."""
        return self.came().filter(event__starts_at__lte=at)

    def not_seen(self) -> "RegistrationQuerySet":
        """Of those who have or had a place, the ones of whom nobody said whether they came."""
        return self.attended().exclude(pk__in=self.came().order_by().values("pk"))

    def offers_over(self, at: datetime) -> "RegistrationQuerySet":
        """Offered places that nobody took in time, of events that take place."""
        return self.filter(state=RegistrationState.OFFERED, offer_expires_at__lte=at, event__cancelled_at=None)

    def waiting(self) -> "RegistrationQuerySet":
        """In the order in which they were committed, which the event's lock makes that of the keys."""
        return self.filter(_waits()).order_by("pk")

    def to_invoice(self) -> "RegistrationQuerySet":
        """Who has a place that costs something, and no invoice: not yet, or because something lacks for one."""
        return self.confirmed().filter(net_price__gt=0, invoice_line=None, event__cancelled_at=None)

    def next_sequence(self, email: str) -> int:
        """Above that of the entry which an earlier, cancelled registration took out of their calendar."""
        last = self.filter(email=email).aggregate(last=models.Max("sequence"))["last"]
        return 0 if last is None else last + 1


class CheckInQuerySet(models.QuerySet):
    def standing(self) -> "CheckInQuerySet":
        """Those that nobody undid, of registrations that hold: who was moved or cancelled since is not counted."""
        return self.filter(undone_at=None, registration__state=RegistrationState.CONFIRMED)


class EventPageQuerySet(PageQuerySet):
    def for_cards(self) -> "EventPageQuerySet":
        """With what a list shows of each, its places counted, and without its text."""
        events = self.model._meta.get_field("event").related_model.objects.with_counts()
        return (
            self.select_related("release", "cover")
            .prefetch_related(models.Prefetch("event", queryset=events))
            .defer("programme", "materials")
        )

    def soonest_of(self, events: EventQuerySet) -> "EventPageQuerySet":
        """The pages that `rows_with_page` found of upcoming events, for cards."""
        pages = self.filter(pk__in=events.values("page_id")).for_cards()
        return pages.order_by(_undated("event__starts_at"), "event__starts_at", "event_id")

    def latest_of(self, events: EventQuerySet) -> "EventPageQuerySet":
        """The same of past ones."""
        return self.filter(pk__in=events.values("page_id")).for_cards().order_by("-event__starts_at", "-event_id")

    def soonest(self, at: datetime, count: int) -> "EventPageQuerySet":
        """Of these pages, those of the next events."""
        events = self.model._meta.get_field("event").related_model.objects.upcoming(at)
        return self.model._default_manager.soonest_of(rows_with_page(events, self, "event")[:count])


EventPageManager = PageManager.from_queryset(EventPageQuerySet)
