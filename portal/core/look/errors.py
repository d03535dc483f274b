"""What a visitor sees when something is refused or breaks: a page of the site, in the visitor's language."""

import sys
from typing import Any

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# The statuses that have a page of their own, templates/<status>.html.
STATUSES = frozenset({400, 403, 404, 405, 410, 413, 429, 503})


def error_page(request: HttpRequest, status: int, template: str = "", **context: object) -> HttpResponse:
    """The site's page for that status; where site or visitor can't be told, the one that needs neither."""
    if not hasattr(request, "viewer"):  # refused before anybody asked who looks
        return HttpResponse(_page_without_database(request), status=status)
    try:
        html = render_to_string(template or f"{status}.html", context, request)
    except (DatabaseError, DisallowedHost):
        html = _page_without_database(request)
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`; a form that is too long is told so."""
    return error_page(request, 413 if isinstance(exception, TOO_BIG) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """`handler429`, which allauth calls; what was typed can be sent again from there."""
    return error_page(request, 429, **_typed(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`; a database that doesn't answer is back soon, and search engines are told so."""
    status = 503 if isinstance(sys.exc_info()[1], OperationalError) else 500
    return HttpResponse(_page_without_database(request), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that can be sent again with a fresh token."""
    return error_page(request, 403, "403_csrf.html", **_typed(request))


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was typed, for `components/send_again.html`; passwords and files are asked for anew.

    Only of a form that this site's own page sent: another site's must not be one click away from being accepted.
    """
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]
    return {
        "sent_here": _is_from_here(request),
        "fields": fields,
        "has_password": any("password" in name for name in request.POST),
        "has_files": bool(request.FILES),
        "action": request.get_full_path(),
    }


def _is_from_here(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _page_without_database(request: HttpRequest) -> SafeString:
    return render_to_string("500.html", {"language": getattr(request, "LANGUAGE_CODE", None)})
