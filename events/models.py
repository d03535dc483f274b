import re
import secrets
import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, Panel
from wagtail.models import Orderable

from events.querysets import EventPageManager, EventQuerySet, RegistrationQuerySet
from events.states import EventState, RegistrationState
from portal.access.turning import turns
from portal.core.editing.blocks import BodyField
from portal.core.editing.panels import DraftLinksPanel, SharedRowPanel, WarningsPanel, asked
from portal.core.editing.row_form import RowPageForm
from portal.core.mail.names import no_web_address, single_line
from portal.core.models import BasePage
from portal.core.pages.listing import rows_listed_below
from portal.core.pages.localised import Localised
from portal.core.pages.paging import Paging, asked_number
from portal.core.pages.rows import SharedRow


class Kind(models.TextChoices):
    CONVENTION = "convention", _("convention")
    WORKSHOP = "workshop", _("workshop")
    WEBINAR = "webinar", _("webinar")


class CalendarFacts(models.Model):
    """When and where: what those registered are told of when it changes."""

    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
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

    def calendar_facts(self) -> dict[str, datetime | str | None]:
        return {field.name: getattr(self, field.name) for field in CalendarFacts._meta.fields}


def _asked(field: str) -> FieldPanel:
    """Comments are made on a page's own fields."""
    return FieldPanel(field, disable_comments=True)


class Event(CalendarFacts, SharedRow):  # noqa: DJ008 - SharedRow says how it is called
    """The facts of one event, whatever the language: when, where, how many, who comes."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.WORKSHOP)
    capacity = models.PositiveIntegerField(_("places"), default=30)
    has_waiting_list = models.BooleanField(_("waiting list"), default=True)
    members_only = models.BooleanField(_("for members only"), default=False)
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(
        _("registration closes"), null=True, blank=True, help_text=_("Empty: when the event starts.")
    )
    contact_email = models.EmailField(_("contact address"), blank=True)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)

    PAST_DATE = _("The event starts on a day that is past. If that is a slip, correct the date.")

    objects = EventQuerySet.as_manager()

    recognised_by = ("kind", "starts_at", "ends_at", "venue", "capacity", "cancelled_at")
    creation_panels: ClassVar[list[Panel]] = [
        asked("kind"),
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
        pages = self.pages.filter(live=True).select_related("locale").order_by("pk")
        return min(pages, key=lambda page: page.locale.language_code != language, default=None)

    def facts(self) -> list[tuple[str, object]]:
        announced = "" if self.starts_at else self.announced
        words = [(_("hours in words"), self.hours), (_("announced for"), announced)]
        return [*super().facts(), *((str(capfirst(label)), value) for label, value in words)]

    def clone(self) -> "Event":
        """An unsaved event with the same facts, no registrations, and an identity of its own."""
        copy = super().clone()
        copy.uid, copy.sequence, copy.cancelled_at = uuid.uuid4(), 0, None
        return copy

    @property
    def closes_at(self) -> datetime | None:
        """When registration closes: at the start at the latest."""
        return min((moment for moment in (self.registration_closes_at, self.starts_at) if moment), default=None)

    def has_started(self, at: datetime) -> bool:
        return self.starts_at is not None and self.starts_at <= at

    def is_ahead(self, at: datetime) -> bool:
        """Whether it has a date, still to come: so long places are given."""
        return self.starts_at is not None and at < self.starts_at

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

    def state(self, at: datetime) -> EventState:
        """What a visitor may do at the moment `at`; while anybody waits, nobody overtakes them."""
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
        if not self.free_places or self.people_waiting:
            return EventState.WAITING_LIST if self.has_waiting_list else EventState.FULL
        return EventState.OPEN


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


NAME = [single_line, no_web_address]
RECENT = 12
YEAR = re.compile(r"[1-9][0-9]{3}")


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Registration(models.Model):
    """One person at one event.

    `sequence` rises with each of their own changes, so that their calendar takes it for newer; the event's is added.
    `form_key` is the form's own key: sent twice, it stays one registration. `reminded_at` is when they were last
    told, after another try with their address, that they are registered already.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("event"))
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState)
    email = models.EmailField(_("e-mail address"))
    first_name = models.CharField(_("first name"), max_length=80, validators=NAME)
    last_name = models.CharField(_("last name"), max_length=80, validators=NAME)
    organisation_name = models.CharField(_("organisation"), max_length=120, blank=True, validators=NAME)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr", editable=False)
    was_absent = models.BooleanField(_("did not come"), default=False)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("registered on"), default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    part_of = ("event",)
    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["email"], name="registration_by_address")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"],
                condition=~models.Q(state="cancelled"),
                name="registration_one_active_per_address",
            ),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="registration_email_lower_case"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    def save(self, *args, **kwargs) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    @property
    def joining_url(self) -> str:
        """The event's, for who has a place at it; "" for anybody else."""
        has_place = self.state == RegistrationState.CONFIRMED and self.event.cancelled_at is None
        return self.event.joining_url if has_place else ""


class AttendeeCode(models.Model):
    """Six digits sent to a registered address; whoever types them in time holds that address."""

    email = models.EmailField()
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.email


class EventsIndexPage(BasePage):
    """What is to come, with the latest of what is past; the rest of that by year."""

    introduction = models.TextField(_("introduction"), blank=True)

    translated = ("introduction",)
    parameters = ("page", "year")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.EventPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("list of events")

    def get_context(self, request, *args, **kwargs) -> dict:
        pages, now, year = EventPage.objects.all(), timezone.now(), asked_number(request, "year", YEAR)
        events = rows_listed_below(Event.objects.all(), pages, self, "event")
        past = events.past(now)
        turns(now, Event.objects.next_end(now))
        years, recent = past.years(), past.none()
        if year is None:
            listing = Paging(request, events.upcoming(now), shown=pages.soonest_of)
            recent = past[:RECENT] if listing.number == 1 else recent
        elif year in years:
            kept, rows = {"year": str(year)}, past.in_year(year)
            listing = Paging(request, rows, shown=pages.latest_of, kept=kept, within=str(year))
        else:
            raise Http404
        context = {"listing": listing, "recent": pages.latest_of(recent), "year": year, "years": years}
        return {**super().get_context(request), **context}


class EventPage(BasePage):
    """An event in one language; what was shown there is behind the release."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, editable=False, related_name="pages")
    standfirst = models.TextField(_("standfirst"), blank=True)
    cover = models.ForeignKey(
        "core.PortalImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("image")
    )
    programme = BodyField(verbose_name=_("programme"), help_text=_("Always public."))
    materials = BodyField(
        verbose_name=_("materials"), help_text=_("Slides, recording: read by those the release admits.")
    )

    gated_fields = ("materials",)
    shared_rows = ("release", "event")
    row_in_form = "event"
    base_form_class = RowPageForm
    translated = ("standfirst", "programme", "materials")
    shared = ("cover", "speakers")
    parent_page_types = ["events.EventsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        DraftLinksPanel(),
        WarningsPanel("warnings"),
        SharedRowPanel("event", "event:edit", heading=_("Event")),
        FieldPanel("standfirst"),
        FieldPanel("cover"),
        FieldPanel("programme"),
        InlinePanel("speakers", heading=_("Speakers"), label=_("Speaker")),
        FieldPanel("materials"),
    ]

    objects = EventPageManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("event page")

    def shown_with_pages(self) -> set[str]:
        """Whatever names the event shows this page's title."""
        return {f"{Event._meta.label_lower}:{self.event_id}"}

    def get_context(self, request, *args, **kwargs) -> dict:
        if self.event_id is not None and not request.is_preview:
            self.event = Event.objects.with_counts().get(pk=self.event_id)
        return super().get_context(request)

    def warnings(self) -> list[str]:
        """What may be a slip in a page that is not online yet."""
        return [str(Event.PAST_DATE)] if not self.live and self.event.has_started(timezone.now()) else []


class Speaker(Orderable):
    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="speakers")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))

    panels = [FieldPanel("person")]
