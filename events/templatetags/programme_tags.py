from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from events import wording
from events.models import Event, EventPage, EventPartner, EventReading, PartnerTier
from events.timetable import Timetable, timetable_of
from members.tiers import SupportTier
from portal.access.decision import Decision
from portal.access.prepared import PreparedRows
from portal.core.cache.recording import shows_parts
from portal.core.files.pictures import read_drawings
from portal.core.models import Person
from portal.core.pages.people import people_of

register = template.Library()

HEADINGS = {
    PartnerTier.LEAD: ("founder", _("Lead partners")),
    PartnerTier.PARTNER: ("partner", _("Partners")),
    PartnerTier.SUPPORTER: ("supporter", _("With the support of")),
}
"""By tier: the size in which it is shown, and what stands above it."""


_KINDS = {"studypage": _("study"), "articlepage": _("article"), "newspage": _("piece of news")}


@register.simple_tag
def timetable(page: EventPage, decision: Decision) -> Timetable:
    """The sessions of a page's event, with their files for whom its materials are open to."""
    return timetable_of(page.event, with_files=decision.granted)


@register.simple_tag
def everybody(page: EventPage, programme: Timetable) -> list[Person]:
    """The speakers whom the page names first, then all others of the programme."""
    named = [*(row.person for row in people_of(page.speakers)), *programme.people]  # type: ignore[attr-defined]
    return list({person.pk: person for person in named}.values())


@register.filter
def numbers(rows: Sequence[Model]) -> list[int]:
    """Of the rows of a list, as what a part of a page is kept by."""
    return [row.pk for row in rows]


@register.simple_tag
def portrayed(people: list[Person]) -> list[Person]:
    """The same, read anew with their portraits: by a part of the page that is kept for itself."""
    rows = Person.objects.select_related("portrait").in_bulk(numbers(people))
    shown = [rows[person.pk] for person in people if person.pk in rows]
    read_drawings(person.portrait for person in shown)
    return shown


@register.simple_tag
def event_partners(event: Event) -> list[SupportTier]:
    """The organisations that support an event, by tier; no empty one."""
    shows_parts(Event, event.pk, EventPartner)
    rows = _partners(event.pk) if event.pk else []
    read_drawings(row.organisation.logo for row in rows)
    tiers = [
        SupportTier(name, heading, [row.organisation for row in rows if row.tier == tier])
        for tier, (name, heading) in HEADINGS.items()
    ]
    return [tier for tier in tiers if tier.organisations]


@register.simple_tag
def event_readings(event: Event) -> list[Page]:
    """The studies and articles that go with an event, published, each in the visitor's language if it can be."""
    shows_parts(Event, event.pk, EventReading)
    found: dict[Any, Page] = {}
    language = get_language()
    for page in _readings(event.pk) if event.pk else ():
        before = found.get(page.translation_key)
        if page.live and (before is None or page.locale.language_code == language):
            found[page.translation_key] = page
    return list(found.values())


@PreparedRows
def _partners(event_id: int) -> QuerySet:
    partners = EventPartner.objects.select_related("organisation__logo").filter(event=event_id)
    return partners.order_by("sort_order", "pk")


@PreparedRows
def _readings(event_id: int) -> QuerySet:
    """In all languages; those that are not published too, for one that comes to be so changes what is shown."""
    readings = EventReading.objects.filter(event=event_id)
    pages = Page.objects.filter(translation_key__in=readings.values("page__translation_key"))
    place = readings.filter(page__translation_key=OuterRef("translation_key")).values("sort_order")[:1]
    return pages.select_related("locale", "content_type").order_by(Subquery(place), "path")


@register.filter
def session_day(on: date) -> str:
    # Translators: a day in Django's format, as in "Thursday 11 March"
    return date_format(on, pgettext("date format", "l j F"))


@register.filter
def clock(at: datetime, zone: ZoneInfo) -> str:
    """The time by the clocks of that zone."""
    return wording.hour(at, zone)


@register.filter
def there(at: datetime, zone: ZoneInfo) -> str:
    """For a `datetime` attribute."""
    return at.astimezone(zone).isoformat()


@register.filter
def page_kind(page: Page) -> str:
    """What it is to a reader; "" for what no reading is."""
    return str(_KINDS.get(page.content_type.model, ""))
