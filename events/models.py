import secrets
import unicodedata
import uuid
from datetime import datetime
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from events.querysets import EventPageManager, EventQuerySet, RegistrationQuerySet
from portal.core.blocks import BodyField
from portal.core.models import BasePage
from portal.core.panels import SharedRowPanel


class Kind(models.TextChoices):
    CONVENTION = "convention", _("convention")
    WORKSHOP = "workshop", _("workshop")
    WEBINAR = "webinar", _("webinar")


class EventState(StrEnum):
    """In order of precedence: page, list, form and feed all say the first that applies."""

    CANCELLED = "cancelled"
    PAST = "past"
    NOT_YET_OPEN = "not_yet_open"
    CLOSED = "closed"
    WAITING_LIST = "waiting_list"
    FULL = "full"
    OPEN = "open"


class Event(models.Model):
    """The facts of one event, whatever the language: when, where, how many, who comes."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.WORKSHOP)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    venue = models.CharField(_("venue"), max_length=160, blank=True)
    address = models.CharField(_("postal address"), max_length=250, blank=True)
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

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        title = self.page_title if hasattr(self, "page_title") else getattr(self.page(), "title", "")
        return title or f"{self.get_kind_display()} {self.pk}"

    def clean(self) -> None:
        errors = {}
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            errors["ends_at"] = _("The event ends before it starts.")
        if bool(self.starts_at) != bool(self.ends_at):
            errors["ends_at" if self.starts_at else "starts_at"] = _("Give both moments, or neither.")
        if self.registration_opens_at and self.closes_at and self.closes_at <= self.registration_opens_at:
            errors["registration_opens_at"] = _("Registration opens after it has closed.")
        if errors:
            raise ValidationError(errors)

    def page(self) -> "EventPage | None":
        """The page it was made with, else any language's."""
        return EventPage.objects.filter(event=self).order_by("pk").first()

    def live_page(self, language: str) -> "EventPage | None":
        """The published page in that language, else in any other."""
        pages = EventPage.objects.live().filter(event=self).select_related("locale").order_by("pk")
        return min(pages, key=lambda page: page.locale.language_code != language, default=None)

    def facts(self) -> list[tuple[object, object]]:
        """What an editor recognises it by, for the page's editor."""
        facts = [
            (_("kind"), self.get_kind_display()),
            (_("starts"), self.starts_at),
            (_("ends"), self.ends_at),
            (_("venue"), self.venue),
            (_("places"), self.capacity),
            (_("cancelled on"), self.cancelled_at),
        ]
        return [(capfirst(label), value) for label, value in facts]

    def clone(self) -> "Event":
        """An unsaved event with the same facts, no registrations, and an identity of its own."""
        fields = {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields if not f.primary_key}
        return Event(**{**fields, "uid": uuid.uuid4(), "sequence": 0, "cancelled_at": None})

    @property
    def closes_at(self) -> datetime | None:
        return self.registration_closes_at or self.starts_at

    def state(self, at: datetime, confirmed: int, waiting: int = 0) -> EventState:
        """What a visitor may do at the moment `at`; while anybody waits, nobody overtakes them."""
        if self.cancelled_at is not None:
            return EventState.CANCELLED
        if self.ends_at is not None and self.ends_at <= at:
            return EventState.PAST
        if self.starts_at is None or (self.registration_opens_at is not None and at < self.registration_opens_at):
            return EventState.NOT_YET_OPEN
        if self.closes_at is not None and self.closes_at <= at:
            return EventState.CLOSED
        if confirmed >= self.capacity or waiting:
            return EventState.WAITING_LIST if self.has_waiting_list else EventState.FULL
        return EventState.OPEN


class RegistrationState(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    WAITING = "waiting", _("on the waiting list")
    CANCELLED = "cancelled", _("cancelled")


def single_line(text: str) -> None:
    """Refuse what could end a line or a mail header; every script, mark and emoji is welcome."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
        raise ValidationError(_("Write this on one line."))


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Registration(models.Model):
    """One person at one event.

    `form_key` is the form's own key: sent twice, it stays one registration. `reminded_at` is when they were last
    told, after another try with their address, that they are registered already.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("event"))
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState)
    email = models.EmailField(_("e-mail address"))
    first_name = models.CharField(_("first name"), max_length=80, validators=[single_line])
    last_name = models.CharField(_("last name"), max_length=80, validators=[single_line])
    organisation_name = models.CharField(_("organisation"), max_length=120, blank=True, validators=[single_line])
    language = models.CharField(max_length=2, default="fr", editable=False)
    was_absent = models.BooleanField(_("did not come"), default=False)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("registered on"), default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["created_at", "pk"]
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


class AttendeeCode(models.Model):
    """Six digits sent to a registered address; whoever types them in time holds that address."""

    email = models.EmailField()
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.email


class EventsIndexPage(BasePage):
    introduction = models.TextField(_("introduction"), blank=True)

    translated = ("introduction",)
    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.EventPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("list of events")

    def get_context(self, request, *args, **kwargs) -> dict:
        pages = EventPage.objects.live().child_of(self).with_event().exclude(event__starts_at=None)
        now = timezone.now()
        return {
            **super().get_context(request),
            "upcoming": pages.filter(event__ends_at__gte=now).order_by("event__starts_at"),
            "past": pages.filter(event__ends_at__lt=now).order_by("-event__starts_at"),
        }


class EventPage(BasePage):
    """An event in one language; what was shown there is behind the release."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, editable=False, related_name="+")
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
    translated = ("standfirst", "programme", "materials")
    shared = ("cover", "speakers")
    parent_page_types = ["events.EventsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
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


class Speaker(Orderable):
    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="speakers")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))

    panels = [FieldPanel("person")]
