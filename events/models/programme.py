"""What an event is made of: its sessions with their people and files, its partners, what to read about it."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Orderable

from events.models.facts import Event
from events.models.pages import EventPage
from events.querysets import SessionQuerySet
from portal.access.decision import REFUSED, Decision, Reason, decide
from portal.access.prepared import PreparedRows
from portal.access.viewer import Viewer
from portal.core.files.media import MediaHolder
from portal.core.pages.localised import Localised


class SessionKind(models.TextChoices):
    PLENARY = "plenary", _("plenary")
    WORKSHOP = "workshop", _("workshop")
    BREAK = "break", _("break")


class Session(MediaHolder, ClusterableModel):
    """One item of an event's programme. Without a `capacity` it is not chosen: whoever comes may sit down.

    A session whose hours are not set is announced all the same.
    """

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("event"))
    kind = models.CharField(_("kind"), max_length=10, choices=SessionKind, default=SessionKind.PLENARY)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    room = models.CharField(_("room"), max_length=80, blank=True)
    title_fr = models.CharField(_("title, in French"), max_length=160)
    title_en = models.CharField(_("title, in English"), max_length=160, blank=True)
    description_fr = models.TextField(_("description, in French"), blank=True)
    description_en = models.TextField(_("description, in English"), blank=True)
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: nobody has to choose it when they register.")
    )

    title = Localised()
    description = Localised()

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if bool(self.starts_at) != bool(self.ends_at):
            raise ValidationError({"ends_at" if self.starts_at else "starts_at": _("Give both moments, or neither.")})
        if not self.starts_at or not self.ends_at:
            return
        if self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The session ends before it starts.")})
        days = self.event.days()
        if days and self.day not in days:
            raise ValidationError({"starts_at": _("The event does not take place on that day.")})

    @property
    def kind_name(self) -> str:
        return capfirst(str(SessionKind(self.kind).label))

    @property
    def day(self) -> date | None:
        """By the clocks of the place."""
        return timezone.localdate(self.starts_at, self.event.zone) if self.starts_at else None

    def overlaps(self, other: "Session") -> bool:
        """Whether nobody can be at both; what has no hours yet is at no time."""
        if not (self.starts_at and self.ends_at and other.starts_at and other.ends_at):
            return False
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def decide_media(self, content_path: str, viewer: Viewer) -> Decision:
        """Its files are open to whom the materials of the event's page are; before it is live, to its editors."""
        page = EventPage.objects.filter(event=self.event_id).select_related("release").order_by("-live", "pk").first()
        if page is None:
            return REFUSED
        if not page.live:
            return Decision(True, Reason.EDITOR) if viewer.may_edit(page.path, page.owner_id) else REFUSED
        return decide(page, viewer, timezone.now())


@PreparedRows
def choosable(event_id: int) -> models.QuerySet:
    """The sessions of an event that are chosen, with how many have done so."""
    return Session.objects.filter(event=event_id).bookable().with_bookings().in_order()


class SessionRole(models.TextChoices):
    SPEAKER = "speaker", _("speaker")
    MODERATOR = "moderator", _("moderator")


class SessionPerson(Orderable):
    session = ParentalKey(Session, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=10, choices=SessionRole, default=SessionRole.SPEAKER)

    panels = [FieldRowPanel([FieldPanel("person"), FieldPanel("role")])]

    class Meta(Orderable.Meta):
        verbose_name = _("person of a session")
        verbose_name_plural = _("people of sessions")
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="person_once_a_session")]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


class SessionFile(Orderable):
    session = ParentalKey(Session, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        "core.PortalDocument", on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )
    title_fr = models.CharField(_("title, in French"), max_length=120)
    title_en = models.CharField(_("title, in English"), max_length=120, blank=True)

    title = Localised()

    panels = [FieldPanel("document"), FieldRowPanel([FieldPanel("title_fr"), FieldPanel("title_en")])]

    class Meta(Orderable.Meta):
        verbose_name = _("file of a session")
        verbose_name_plural = _("files of sessions")

    def __str__(self) -> str:
        return self.title


class PartnerTier(models.TextChoices):
    """The largest first."""

    LEAD = "lead", _("lead partner")
    PARTNER = "partner", _("partner")
    SUPPORTER = "supporter", _("with the support of")


class EventPartner(Orderable):
    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    tier = models.CharField(_("tier"), max_length=10, choices=PartnerTier, default=PartnerTier.PARTNER)

    panels = [FieldRowPanel([FieldPanel("organisation"), FieldPanel("tier")])]

    class Meta(Orderable.Meta):
        verbose_name = _("partner of an event")
        verbose_name_plural = _("partners of events")
        constraints = [models.UniqueConstraint(fields=["event", "organisation"], name="partner_once_an_event")]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_tier_display()})"


class EventReading(Orderable):
    """A study or an article that an event is about."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="readings")
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("study or article")
    )

    panels: list[Any] = [
        PageChooserPanel("page", page_type=["studies.StudyPage", "articles.ArticlePage", "articles.NewsPage"])
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("reading of an event")
        verbose_name_plural = _("readings of events")
        constraints = [models.UniqueConstraint(fields=["event", "page"], name="reading_once_an_event")]

    def __str__(self) -> str:
        return str(self.page)
