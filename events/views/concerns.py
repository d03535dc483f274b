"""What the visitors' views of events share."""

from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from events.ical import Method, calendar, file_name
from events.limits import MINUTES, slowed_down
from events.models import Event, EventPage, Printout, Registration, event_row
from members.models import User
from portal.core.pages.addresses import address_from

FILE = "file"
"""The parameter by which the page about a printed file gives the file itself."""


def account(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def calendar_file(event: Event, page: EventPage | None, registration: Registration | None = None) -> HttpResponse:
    method = Method.CANCEL if event.cancelled_at else Method.PUBLISH
    url = (page and page.full_url) or ""
    text = calendar(event, title=str(page or event), url=url, method=method, registration=registration)
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type=f"text/calendar; method={method}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(event, page)}"'
    return response


def pdf_file(printout: Printout) -> HttpResponse:
    """What was printed, to keep: called by what it is and by the page of the event."""
    response = HttpResponse(bytes(printout.content), content_type="application/pdf")
    kind = address_from(printout.get_kind_display().partition(",")[0], 40)
    page = printout.event.live_page(get_language()[:2])
    name = f"{kind}-{page.slug if page else printout.event_id}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def refreshed(response: HttpResponse, printout: Printout, seconds: int) -> HttpResponse:
    """A page about what is printed: asks again while it is being made, then fetches the file, with no script."""
    if printout.made_at:
        response.headers["Refresh"] = f"0; url=?{FILE}"
    elif not printout.is_lost:
        response.headers["Refresh"] = str(seconds)
    return response


def live_page(event_id: int) -> EventPage:
    rows = event_row(event_id) if event_id <= BigIntegerField.MAX_BIGINT else []
    page = next((event.live_page(get_language()[:2]) for event in rows), None)
    if page is None:
        raise Http404
    return page


def not_found(request: HttpRequest) -> Http404:
    """The one answer to a wrong token and to an unknown one, and it counts."""
    slowed_down(request, "wrong_token")
    return Http404()


def slowed_page(request: HttpRequest) -> HttpResponse:
    return too_often(render(request, "events/registration_slowed.html", {"minutes": MINUTES}, status=429))


def too_often(response: HttpResponse, minutes: int = MINUTES) -> HttpResponse:
    response.headers["Retry-After"] = str(minutes * 60)
    return response
