"""One function a message. Each is queued in the caller's transaction."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from events.ical import Method, calendar
from events.models import Event, EventPage, Registration, RegistrationState
from portal.core.mail import Attachment, association, queue


def mail_confirmed(registration: Registration) -> None:
    _write("confirmed", registration, Method.PUBLISH)


def mail_waiting(registration: Registration) -> None:
    _write("waiting", registration)


def mail_already_registered(registration: Registration) -> None:
    _write("already_registered", registration)


def mail_place_freed(registration: Registration) -> None:
    _write("place_freed", registration, Method.PUBLISH)


def mail_registration_cancelled(registration: Registration, *, had_place: bool) -> None:
    """Whoever had a place also loses the entry in their calendar."""
    _write("registration_cancelled", registration, Method.CANCEL if had_place else None)


def mail_event_changed(registration: Registration) -> None:
    _write("event_changed", registration, Method.PUBLISH if registration.state == RegistrationState.CONFIRMED else None)


def mail_event_cancelled(registration: Registration) -> None:
    _write("event_cancelled", registration, Method.CANCEL)


def mail_attendee_code(*, email: str, code: str, language: str) -> None:
    queue("events/attendee_code", to=email, language=language, context={"code": code})


def _write(name: str, registration: Registration, method: Method | None = None) -> None:
    """Without `method`, or while the event has no date, no calendar entry is attached."""
    event, language = registration.event, registration.language
    page = event.live_page(language)
    with override(language):
        link = settings.BASE_URL + reverse("events:registration", args=[registration.token])
    queue(
        f"events/{name}",
        to=registration.email,
        language=language,
        context={"registration": registration, "event": event, "event_title": page or event, "link": link},
        attachments=_entry(event, page, method) if method else [],
        reply_to=event.contact_email or association().contact_email,
    )


def _entry(event: Event, page: EventPage | None, method: Method) -> list[Attachment]:
    text = calendar(event, title=str(page or event), url=(page and page.full_url) or "", method=method)
    return [(f"{event.kind}.ics", text, f"text/calendar; method={method}; charset=utf-8")] if text else []
