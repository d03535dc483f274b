import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldRowPanel, Panel

from events.presets import EventForm
from events.querysets import EventQuerySet
from events.states import EventState, RegistrationState, Room
from events.zones import PARIS, ZONES, moved, zone_of
from portal.access.prepared import PreparedRows
from portal.access.turning import turns
from portal.core.editing.panels import asked
from portal.core.pages.localised import Localised
from portal.core.pages.rows import SharedRow

if TYPE_CHECKING:
    from events.models.categories import Category
    from events.models.pages import EventPage

SHORTEST_OFFER = timedelta(hours=1)
REMINDERS = r"^\s*([1-9]|[1-8][0-9]|90)(\s*,\s*([1-9]|[1-8][0-9]|90)){0,3}\s*$"


class Kind(models.TextChoices):
    CONVENTION = "convention", _("convention")
    WORKSHOP = "workshop", _("workshop")
    WEBINAR = "webinar", _("webinar")


class CalendarFacts(models.Model):
    """When and where: what those registered are told of when it changes."""

    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        choices=ZONES,
        default=PARIS,
        help_text=_("All hours of the event are typed and shown by the clocks of this city."),
    )
    announced_fr = models.CharField(
        _("announced for, in French"),
        max_length=80,
        blank=True,
        help_text=_("In words, while the date is not set, such as « printemps 2027 » or « courant mars »."),
    )
    announced_en = models.CharField(
        _("announced for, in English"), max_length=80, blank=True, help_text=_("Empty: as in French.")
    )
    hours_fr = models.CharField(
        _("hours in words, in French"),
        max_length=80,
        blank=True,
        help_text=_("Shown instead of the hours while they are not set, such as « matinée » or « journée entière »."),
    )
    hours_en = models.CharField(
        _("hours in words, in English"), max_length=80, blank=True, help_text=_("Empty: as in French.")
    )
    venue = models.CharField(_("venue"), max_length=160, blank=True)
    address = models.CharField(_("postal address"), max_length=250, blank=True)
    joining_url = models.URLField(
        _("joining link"),
        blank=True,
        help_text=_("Of a webinar: sent to those who have a place, never shown on the public page."),
    )

    announced = Localised()
    hours = Localised()

    class Meta:
        abstract = True

    @property
    def zone(self) -> ZoneInfo:
        """Whose clocks tell its hours."""
        return zone_of(self.time_zone)

    def calendar_facts(self) -> dict[str, datetime | str | None]:
        return {field.name: getattr(self, field.name) for field in CalendarFacts._meta.fields}


class Event(CalendarFacts, SharedRow, ClusterableModel):  # noqa: DJ008 - SharedRow says how it is called
    """The facts of one event, whatever the language: when, where, how many, who comes."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.WORKSHOP)
    access_fr = models.TextField(
        _("how to get there, in French"),
        blank=True,
        help_text=_("Public transport, parking, step-free access; for a webinar, how to connect."),
    )
    access_en = models.TextField(_("how to get there, in English"), blank=True, help_text=_("Empty: as in French."))
    audience_fr = models.CharField(_("for whom, in French"), max_length=250, blank=True)
    audience_en = models.CharField(
        _("for whom, in English"), max_length=250, blank=True, help_text=_("Empty: as in French.")
    )
    price_fr = models.CharField(
        _("price in words, in French"),
        max_length=250,
        blank=True,
        help_text=_("Such as « Gratuit pour les membres, 120 € TTC pour les autres »."),
    )
    price_en = models.CharField(
        _("price in words, in English"), max_length=250, blank=True, help_text=_("Empty: as in French.")
    )
    capacity = models.PositiveIntegerField(_("places"), default=30)
    has_waiting_list = models.BooleanField(_("waiting list"), default=True)
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to accept a freed place"),
        default=48,
        validators=[MaxValueValidator(24 * 30)],
        help_text=_(
            "A place that becomes free is offered to the next in line for so long; less when the event is near. "
            "0: they get it at once."
        ),
    )
    members_only = models.BooleanField(_("for members only"), default=False)
    members_first_until = models.DateTimeField(
        _("members first until"), null=True, blank=True, help_text=_("Until then, members alone register.")
    )
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(
        _("registration closes"), null=True, blank=True, help_text=_("Empty: when the event starts.")
    )
    asks_needs = models.BooleanField(
        _("allergies and access needs"),
        default=False,
        help_text=_("The form asks for them. Organisers of events alone read them; they are erased after the event."),
    )
    reminder_days = models.CharField(
        _("reminders, days before"),
        max_length=20,
        blank=True,
        default="7, 1",
        validators=[RegexValidator(REMINDERS, _("Write numbers of days, at most 90, such as “7, 1”."))],
        help_text=_("To those who have a place, at the hour at which the event starts. Empty: none."),
    )
    contact_email = models.EmailField(_("contact address"), blank=True)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)

    access = Localised()
    audience = Localised()
    price = Localised()

    base_form_class = EventForm
    PAST_DATE = _("The event starts on a day that is past. If that is a slip, correct the date.")

    objects = EventQuerySet.as_manager()
    asks_something = has_categories = has_sessions = True  # unless it was read that there are none

    recognised_by = ("kind", "starts_at", "ends_at", "venue", "capacity", "cancelled_at")
    creation_panels: ClassVar[list[Panel]] = [
        FieldRowPanel([asked("kind"), asked("time_zone")]),
        FieldRowPanel([asked("starts_at"), asked("ends_at")]),
        FieldRowPanel([asked("announced_fr"), asked("announced_en")]),
        asked("venue"),
        asked("capacity"),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-starts_at"]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="event_by_start"),
            models.Index(fields=["ends_at"], name="event_by_end"),
        ]

    def clean(self) -> None:
        errors: dict[str, object] = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = _("The event ends before it starts.")
        if bool(self.starts_at) != bool(self.ends_at):
            errors["ends_at" if self.starts_at else "starts_at"] = _("Give both moments, or neither.")
        if self.registration_closes_at and self.starts_at and self.registration_closes_at > self.starts_at:
            errors["registration_closes_at"] = _("Registration closes when the event starts, at the latest.")
        if super().is_in_use():
            errors = {**self.missing(), **errors}
        if self.registration_opens_at and self.closes_at and self.closes_at <= self.registration_opens_at:
            errors["registration_opens_at"] = _("Registration opens after it has closed.")
        if self.members_first_until and self.closes_at and self.members_first_until >= self.closes_at:
            errors["members_first_until"] = _("Registration closes before anybody else may register.")
        if errors:
            raise ValidationError(errors)  # type: ignore[arg-type]

    def missing(self) -> dict[str, object]:
        if (self.starts_at and self.ends_at) or self.announced_fr:
            return {}
        return {
            "starts_at": _(
                "Say when the event takes place: give its start and its end, or say in words what it is announced for, "
                "such as « printemps 2027 »."
            )
        }

    def is_in_use(self) -> bool:
        """Whether visitors see it or are registered: what changes then concerns them."""
        return super().is_in_use() or (self.pk is not None and self.registrations.exists())

    def live_page(self, language: str) -> "EventPage | None":
        """The published page in that language, else in any other."""
        return min(self._live_pages, key=lambda page: page.locale.language_code != language, default=None)

    @cached_property
    def _live_pages(self) -> "list[EventPage]":
        pages = _live_pages_of(self.pk)
        for page in pages:
            page.event = self
        return pages

    def facts(self) -> list[tuple[str, object]]:
        announced = "" if self.starts_at else self.announced
        city = "" if self.time_zone == PARIS else self.get_time_zone_display()  # type: ignore[attr-defined]
        words = [(_("time zone"), city), (_("hours in words"), self.hours), (_("announced for"), announced)]
        return [*super().facts(), *((str(capfirst(label)), value) for label, value in words)]

    def _shown(self, name: str) -> object:
        """Moments by its own clocks."""
        shown = super()._shown(name)
        return timezone.make_naive(shown, self.zone) if isinstance(shown, datetime) else shown

    def clone(self) -> "Event":
        """An unsaved event with the same facts, no registrations, and an identity of its own."""
        copy = super().clone()
        copy.uid, copy.sequence, copy.cancelled_at = uuid.uuid4(), 0, None
        return copy

    def days(self) -> list[date]:
        """Those on which it takes place, by its own clocks; none while it has no date."""
        if self.starts_at is None or self.ends_at is None:
            return []
        first, last = (timezone.localdate(moment, self.zone) for moment in (self.starts_at, self.ends_at))
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]

    def save_edited(self) -> None:
        """From the editor of its page: what was planned follows a new date."""
        before = type(self).objects.filter(pk=self.pk).first()
        self.save()
        if before is not None:
            self.bring_programme(before)

    def bring_programme(self, before: "Event") -> None:
        """The sessions follow their event to its new days, at the same hours by its clocks; what has no date stays so.

        An event that starts at another hour of the same day leaves them where they are.
        """
        if before.starts_at is None or self.starts_at is None:
            return
        days = timezone.localdate(self.starts_at, self.zone) - timezone.localdate(before.starts_at, before.zone)
        if not days and self.zone == before.zone:
            return
        for session in self.sessions.exclude(starts_at=None):
            for name in ("starts_at", "ends_at"):
                setattr(session, name, moved(getattr(session, name), days, zone=before.zone, to=self.zone))
            session.save(update_fields=["starts_at", "ends_at"])

    @property
    def closes_at(self) -> datetime | None:
        """When registration closes: at the start at the latest."""
        return min((moment for moment in (self.registration_closes_at, self.starts_at) if moment), default=None)

    def has_started(self, at: datetime) -> bool:
        return self.starts_at is not None and self.starts_at <= at

    def is_ahead(self, at: datetime) -> bool:
        """Whether it has a date, still to come: so long places are given."""
        return self.starts_at is not None and at < self.starts_at

    def reminders_before(self) -> list[int]:
        """How many days before the start those who have a place are reminded."""
        return [int(days) for days in self.reminder_days.split(",") if days.strip()]

    def offer_ends_at(self, now: datetime) -> datetime | None:
        """Until when a place that is free now is offered: half of the time left at most; None: it is given at once,
        for so short a time nobody would see the offer."""
        if self.starts_at is None:
            return None
        lasts = min(timedelta(hours=self.offer_hours), (self.starts_at - now) / 2)
        return now + lasts if lasts >= SHORTEST_OFFER else None

    @cached_property
    def places_taken(self) -> int:
        """Counted once for this instance; `with_counts()` brings it along."""
        return self.registrations.holding_places().count() if self.pk else 0

    @cached_property
    def people_waiting(self) -> int:
        return self.registrations.waiting().count() if self.pk else 0

    @property
    def free_places(self) -> int:
        return max(self.capacity - self.places_taken, 0)

    @cached_property
    def categories_counted(self) -> "list[Category]":
        """In the organiser's order, with how many places of each are taken."""
        return _categories_of(self.pk) if self.pk and self.has_categories else []

    @cached_property
    def room_for_members(self) -> str:
        return self._room([category for category in self.categories_counted if not category.by_hand])

    @cached_property
    def room_for_all(self) -> str:
        return self._room([each for each in self.categories_counted if not (each.by_hand or each.members_only)])

    def _room(self, theirs: "list[Category]") -> Room:
        if not self.categories_counted:
            return Room.ANY
        if any(category.has_room for category in theirs):
            return Room.LEFT
        return Room.FULL if theirs else Room.NONE

    @cached_property
    def queue_moves(self) -> bool:
        """Whether somebody waits whose category has room: while one does, nobody overtakes them. Who waits for a
        place of a full category is not overtaken by those of another."""
        full = [category.pk for category in self.categories_counted if not category.has_room]
        return bool(self.pk) and self.registrations.waiting().exclude(category__in=full).exists()

    def outcome(self, category: "Category | None") -> RegistrationState | None:
        """What a registration made now becomes; None: all is taken, and there is no waiting list. `category` is one
        of those counted. A request for approval takes neither a place nor a rank."""
        if category and category.needs_approval and (self.has_waiting_list or (self.free_places and category.has_room)):
            return RegistrationState.PENDING
        if self.free_places and (category is None or category.has_room) and not self.queue_moves:
            return RegistrationState.CONFIRMED
        return RegistrationState.WAITING if self.has_waiting_list else None

    def is_members_first(self, at: datetime) -> bool:
        """Whether members alone register, but others will later."""
        turns(at, self.members_first_until)
        return self.members_first_until is not None and at < self.members_first_until

    def state(self, at: datetime) -> EventState:
        """What may be done at the moment `at`, by some visitor: `services.admitting` tells it of one."""
        turns(at, self.registration_opens_at, self.closes_at, self.starts_at, self.ends_at)
        if self.cancelled_at is not None:
            return EventState.CANCELLED
        if self.ends_at is not None and self.ends_at <= at:
            return EventState.PAST
        if self.starts_at is None or self.ends_at is None:
            return EventState.ANNOUNCED
        if self.registration_opens_at is not None and at < self.registration_opens_at:
            return EventState.NOT_YET_OPEN
        if self.closes_at is not None and self.closes_at <= at:
            return EventState.CLOSED
        if not self.free_places or self.room_for_members == Room.FULL or self.queue_moves:
            return EventState.WAITING_LIST if self.has_waiting_list else EventState.FULL
        return EventState.OPEN


@PreparedRows
def counted(event_id: int) -> models.QuerySet:
    """The event with its counts, read in one go."""
    return Event.objects.with_counts().filter(pk=event_id)


@PreparedRows
def _live_pages_of(event_id: int) -> models.QuerySet:
    pages = Event._meta.get_field("pages").related_model
    return pages.without_text().select_related("locale").filter(event=event_id).order_by("pk")  # type: ignore[union-attr, attr-defined]


@PreparedRows
def _categories_of(event_id: int) -> models.QuerySet:
    return Event._meta.get_field("categories").related_model.objects.filter(event=event_id).with_counts()  # type: ignore[union-attr, attr-defined]


class EventChange(CalendarFacts):
    """A version of an event that those registered are told of, with the facts that they know."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="changes")
    sequence = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("change of an event")
        constraints = [models.UniqueConstraint(fields=["event", "sequence"], name="event_change_once_per_version")]

    def __str__(self) -> str:
        return f"{self.event_id} · {self.sequence}"

    def concerns_holders_alone(self) -> bool:
        """The joining link is not for those who wait."""
        now = self.event.calendar_facts()
        return self.event.cancelled_at is None and {**self.calendar_facts(), "joining_url": now["joining_url"]} == now
