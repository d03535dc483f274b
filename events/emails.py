"""One function a message. Each is queued in the caller's transaction."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import override

from events.ical import Method, calendar, file_name
from events.models import (
    Booking,
    Event,
    EventChange,
    EventLetter,
    EventPage,
    EventReminder,
    FeedbackLink,
    Kind,
    Registration,
    Session,
)
from events.states import RegistrationState
from portal.core.mail.models import Message
from portal.core.mail.sending import QR_CODE
from portal.core.mail.writing import Attachment, association, post, render

CODE_HOLDS = timedelta(minutes=15)
WITH_BADGE = ("confirmed", "place_freed", "already_registered", "reminder")


def write_about_place(registration: Registration) -> Message:
    """Not saved yet: that there is a place, a rank on the waiting list, or that organisers will answer."""
    if registration.state == RegistrationState.CONFIRMED:
        return _write("confirmed", registration, Method.PUBLISH)
    if registration.state == RegistrationState.OFFERED:
        return _write("place_offered", registration)
    if registration.state == RegistrationState.PENDING:
        return _write("request_received", registration)
    return _write("waiting", registration)


def write_already_registered(registration: Registration) -> Message:
    """Not saved yet. Whoever typed the address may be a stranger to it: no answer is asked for."""
    method = _entry_of_holder(registration, Method.PUBLISH)
    return _write("already_registered", registration, method, wants_answer=False)


def write_place_freed(registration: Registration) -> Message:
    """Not saved yet; nobody is offered a place, or gets it, from the waiting list twice."""
    if registration.state == RegistrationState.OFFERED:
        return _write("place_offered", registration, key=_turn(registration, "offered"))
    return _write("place_freed", registration, Method.PUBLISH, key=_turn(registration, "placed"))


def mail_offer_over(registration: Registration) -> None:
    _mail("offer_over", registration)


def mail_request_declined(registration: Registration) -> None:
    _mail("request_declined", registration)


def mail_registration_cancelled(registration: Registration, *, had_place: bool) -> None:
    """Whoever had a place also loses the entry in their calendar."""
    _mail("registration_cancelled", registration, Method.CANCEL if had_place else None)


def mail_registration_moved(left: Registration, *, to: Registration, had_place: bool) -> None:
    """Where they are now, of which another message has the entry; this one takes the old one out of their calendar."""
    there = to.event.live_page(left.language) or to.event
    message = _write(
        "registration_moved",
        left,
        Method.CANCEL if had_place else None,
        registration=to,
        event=to.event,
        link=_own_page(to, left.language),
        title_there=there,
    )
    post([message])


def write_event_changed(registration: Registration, *, before: EventChange) -> Message:
    """Not saved yet; `before` has the facts they were told last. An event that has lost its date leaves calendars."""
    entry = _entry_of_holder(registration, Method.PUBLISH if registration.event.starts_at else Method.CANCEL)
    return _write("event_changed", registration, entry, before=before, key=_version(registration.event))


def write_event_cancelled(registration: Registration, *, before: EventChange | None = None) -> Message:
    """Not saved yet; `before` has the date and the place they know, where these changed meanwhile."""
    entry = _entry_of_holder(registration, Method.CANCEL)
    return _write("event_cancelled", registration, entry, before=before, key=_version(registration.event))


def write_session_given(booking: Booking) -> Message:
    """Not saved yet: that one who waited for a session has a place in it."""
    key = f"events.booking {booking.pk} given {booking.created_at:%s}"
    return _write("session_given", booking.registration, key=key, session=booking.session)


def write_session_moved(booking: Booking, *, before: Session) -> Message:
    """Not saved yet; `before` has the hours and the room they know."""
    return _write("session_moved", booking.registration, session=booking.session, session_before=before)


def write_reminder(registration: Registration, reminder: EventReminder) -> Message:
    """Not saved yet; once to each registration, for this start of the event."""
    start = f"{reminder.starts_at.timestamp():.0f}"
    key = f"events.registration {registration.pk} reminder {reminder.days} {start}"
    return _write("reminder", registration, key=key)


def write_feedback(link: FeedbackLink) -> Message:
    """Not saved yet; once to each registration."""
    registration = link.registration
    page = registration.event.live_page(registration.language)
    with override(registration.language):
        url = settings.BASE_URL + reverse("events:feedback", args=[link.token])
    return render(
        "events/feedback",
        to=registration.email,
        language=registration.language,
        context={"registration": registration, "event_title": page or registration.event, "link": url},
        reply_to=registration.event.contact_email or association().contact_email,
        about=registration,
        key=f"events.registration {registration.pk} feedback",
    )


def write_letter(letter: EventLetter, registration: Registration) -> Message:
    """Not saved yet; once to each registration. One that is not saved has no page to which a link could lead."""
    language = letter.language_for(registration.language)
    page = registration.event.live_page(language)
    context = {
        "registration": registration,
        "event_title": page or registration.event,
        "link": _own_page(registration, language) if registration.pk else "",
        "letter_subject": getattr(letter, f"subject_{language}"),
        "letter_body": getattr(letter, f"body_{language}"),
    }
    return render(
        "events/letter",
        to=registration.email,
        language=language,
        context=context,
        reply_to=registration.event.contact_email or association().contact_email,
        about=registration,
        key=f"{letter.key}{registration.pk}",
    )


def _turn(registration: Registration, name: str) -> str:
    """Once for each time they were put on the list: an organiser may put them back."""
    return f"events.registration {registration.pk} {name} {registration.sequence}"


def _version(event: Event) -> str:
    """What becomes of an event is told once to each address."""
    return f"events.event {event.pk} version {event.sequence}"


def _entry_of_holder(registration: Registration, method: Method) -> Method | None:
    """Who only waits has nothing in their calendar."""
    return method if registration.state == RegistrationState.CONFIRMED else None


def write_attendee_code(*, email: str, code: str, language: str) -> Message:
    """Not saved yet."""
    return render("events/attendee_code", to=email, language=language, context={"code": code}, valid_for=CODE_HOLDS)


def _mail(name: str, registration: Registration, method: Method | None = None, *, wants_answer: bool = True) -> None:
    post([_write(name, registration, method, wants_answer=wants_answer)])


def _write(
    name: str,
    registration: Registration,
    method: Method | None = None,
    /,
    *,
    wants_answer: bool = True,
    before: EventChange | None = None,
    key: str = "",
    **facts: object,
) -> Message:
    """Without `method`, or while the event has no date, no calendar entry is attached. What is in `facts` is told in
    the place of what is the registration's."""
    event, language = registration.event, registration.language
    page = event.live_page(language)
    entry, badge = _entry(registration, page, method, before) if method else [], _badge(registration, name)
    return render(
        f"events/{name}",
        to=registration.email,
        language=language,
        context={
            "registration": registration,
            "event": event,
            "event_title": page or event,
            "link": _own_page(registration, language),
            "before": before,
            "entry": bool(entry),
            "badge": bool(badge),
            "bookings": _sessions(registration),
            **facts,
        },
        attachments=[*entry, *badge],
        reply_to=event.contact_email or association().contact_email if wants_answer else "",
        about=registration,
        key=key,
    )


def _own_page(registration: Registration, language: str) -> str:
    with override(language):
        return settings.BASE_URL + reverse("events:registration", args=[registration.token])


def _badge(registration: Registration, name: str) -> list[Attachment]:
    """What the door reads: for those who have a place where there is a door."""
    has_door = registration.event.kind != Kind.WEBINAR and name in WITH_BADGE
    has_place = registration.state == RegistrationState.CONFIRMED
    return [("badge.png", registration.code, QR_CODE)] if has_door and has_place else []


def _sessions(registration: Registration) -> QuerySet[Booking]:
    """Those they come to, if they come."""
    comes = registration.state != RegistrationState.CANCELLED and registration.event.cancelled_at is None
    return registration.bookings.select_related("session__event") if comes else Booking.objects.none()


def _entry(
    registration: Registration, page: EventPage | None, method: Method, before: EventChange | None
) -> list[Attachment]:
    event = registration.event
    if event.starts_at is None and before:
        event = Event(pk=event.pk, kind=event.kind, uid=event.uid, sequence=event.sequence, **before.calendar_facts())
    with override(registration.language):
        text = calendar(
            event,
            title=str(page or event),
            url=(page and page.full_url) or "",
            method=method,
            registration=registration,
        )
        name = file_name(event, page)
    return [(name, text, f"text/calendar; method={method}; charset=utf-8")] if text else []
