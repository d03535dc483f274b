"""An event again, on another day."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Page

from events.models import Event, EventPage, SessionFile
from events.zones import moved
from members.models import User

MOMENTS = ("starts_at", "ends_at", "members_first_until", "registration_opens_at", "registration_closes_at")


def copy_event(*, event_id: int, day: date, by: User) -> EventPage:
    """A draft of its page in each language, for an event of its own that starts on that day, at the same hour.

    All of the programme follows by as many days, as do the dates of registration. What belongs to the past stays
    there: registrations, joining link, materials. Raises ValueError for an event without a date, and Wagtail's
    CopyPagePermissionError.
    """
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        if event.starts_at is None:
            raise ValueError("There is no date to count from.")
        first: EventPage | None = None
        for page in event.pages.filter(alias_of=None).order_by("pk"):
            first = first or _copy(page, by)
            if first.locale_id != page.locale_id:
                _copy(page, by, event=first.event, release=first.release, translation_key=first.translation_key)
        if first is None:
            raise ValueError("There is no page to copy.")
        _postpone(first.event, event, day)
        _open_to_all(first)
        log(instance=first.event, action="events.event.copied", user=by, data={"from": event.pk})
        return first


def _copy(page: EventPage, by: User, **shared: object) -> EventPage:
    slug = find_available_slug(page.get_parent(), page.slug)
    attributes = {"slug": slug, "materials": [], **shared}
    return page.copy(
        update_attrs=attributes, copy_revisions=False, keep_live=False, user=by, reset_translation_key=not shared
    )


def _postpone(copy: Event, event: Event, day: date) -> None:
    days = day - timezone.localdate(event.starts_at, event.zone)
    for name in MOMENTS:
        if moment := getattr(event, name):
            setattr(copy, name, moved(moment, days, zone=event.zone))
    copy.joining_url = ""
    copy.save()
    copy.bring_programme(event)
    SessionFile.objects.filter(session__event=copy).delete()


def _open_to_all(page: Page) -> None:
    """As a new page's: the timeline of the former event is over."""
    now = timezone.now()
    release = page.release
    release.preview_event, release.preview_at, release.members_at, release.everyone_at = None, None, now, now
    release.save()
