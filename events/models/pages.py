from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from events.models.facts import Event, counted
from events.querysets import EventPageManager
from portal.access.turning import turns
from portal.core.editing.blocks import BodyField
from portal.core.editing.panels import FindingsPanel, SharedRowPanel, WarningsPanel, Way
from portal.core.editing.row_form import RowPageForm
from portal.core.models import BasePage
from portal.core.pages.listing import rows_listed_below
from portal.core.pages.paging import Paging, asked_year

RECENT = 12
WAYS = (
    Way(_("Programme"), "event:programme", "events.change_event"),
    Way(_("What the form asks"), "event:asked", "events.change_event"),
    Way(_("Registrations"), "registration:dashboard", "events.change_registration"),
)


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
        pages, now, year = EventPage.objects.all(), timezone.now(), asked_year(request)
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

    card_template = "events/card.html"
    gated_fields = ("materials",)
    shown_beside = ("cover",)
    checks = ("standfirst", *BasePage.checks)
    cover_pixels = 1200
    shared_rows = ("release", "event")
    row_in_form = "event"
    base_form_class = RowPageForm
    translated = ("standfirst", "programme", "materials")
    shared = ("cover", "speakers")
    parent_page_types = ["events.EventsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        FindingsPanel(),
        WarningsPanel("warnings"),
        SharedRowPanel("event", "event:edit", WAYS, heading=_("Event")),
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

    def card(self) -> dict[str, object]:
        return {"kicker": capfirst(self.event.get_kind_display()), "text": self.standfirst}

    def get_context(self, request, *args, **kwargs) -> dict:
        if self.event_id is not None and not request.is_preview:
            (self.event,) = counted(self.event_id)
        return super().get_context(request)

    def public_text(self) -> str:
        """With its programme: titles, what is said of each session, who speaks."""
        if self.event_id is None:
            return super().public_text()
        sessions = self.event.sessions.in_order().prefetch_related("people__person")
        told = [
            text
            for session in sessions
            for text in (session.title, session.description, *(row.person.name for row in session.people.all()))
        ]
        return "\n".join([super().public_text(), *filter(None, told)])

    def warnings(self) -> list[str]:
        """What may be a slip in a page that is not online yet."""
        return [str(Event.PAST_DATE)] if not self.live and self.event.has_started(timezone.now()) else []


class Speaker(Orderable):
    page = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="speakers")
    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))

    panels = [FieldPanel("person")]
