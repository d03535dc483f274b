import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import get_language
from wagtail.models import Page

from portal.core.look.errors import STATUSES, error_page
from portal.core.look.typography import typeset_html
from portal.core.pages.rows import Incomplete
from portal.core.redirects.following import moved

logger = logging.getLogger(__name__)

_FRAMED = re.compile(rb'<a class="video__play" href="[^"]*" data-frame="(https://[a-z0-9.-]+)/')
_KEPT = ("Allow", "Retry-After", "Cache-Control")


class EdgeMiddleware:
    """What every answer owes, whoever made it: no use of the visitor's devices, and no body where none is sent.

    Django leaves the body of an answer to HEAD to the server, which warns of each.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if request.method == "HEAD":
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()
            else:
                response.content = b""
        return response


class AdminContentSecurityMiddleware:
    """Replaces the strict policy by the editor's own, under the admin's path only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(f"/{settings.ADMIN_PATH}"):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response


class FramedVideoMiddleware:
    """Lets a page frame the films of other sites that it offers to play, and those sites alone: what the answer holds
    decides, however it was made or kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and (sites := sorted(set(_FRAMED.findall(response.content)))):
            response._csp_update = {"frame-src": [site.decode() for site in sites]}  # type: ignore[attr-defined]
        return response


class IncompletePageMiddleware:
    """Tells who publishes a page that may not go online yet what it lacks, in its editor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Incomplete):
            return None
        messages.error(request, str(exception))
        return redirect("wagtailadmin_pages:edit", exception.page.pk)


class TypographyMiddleware:
    """Sets the text of every public page as French or English wants it; what is stored and typed stays as it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        is_set = getattr(response, "is_typeset", False) or request.path_info.startswith(f"/{settings.ADMIN_PATH}")
        if is_page and not is_set:
            response.content = typeset_html(response.content.decode(response.charset), get_language()[:2])
        return response


# What a library's view lets through of a form that no page of the portal sends.
FORGED = (MultiValueDictKeyError, ValidationError, OverflowError, DataError, Page.DoesNotExist)
NO_NUMBER = "expected a number but got"  # Django's words for a key that is none


class ErrorPageMiddleware:
    """Puts a page of the site in the place of an error that a view or a library answered in a bare word, or let through
    though it is the form's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in STATUSES and not response.streaming and _is_bare(response):
            page = error_page(request, response.status_code)
            for name in _KEPT:
                if name in response.headers:
                    page.headers[name] = response.headers[name]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not _sends(request) or (not isinstance(exception, FORGED) and NO_NUMBER not in str(exception)):
            return None
        logger.warning("Refused what was sent to %s", request.path, exc_info=exception)
        return error_page(request, 400)


class MovedMiddleware:
    """Leads on from where nothing is found to what has moved; what is not there now may be at any moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        response.headers.setdefault("Cache-Control", "no-cache")
        return moved(request) or response


def _sends(request: HttpRequest) -> bool:
    """A form, a query, or the numbers in an address of the editor's; else the fault is the portal's own."""
    is_editors = request.path_info.startswith(f"/{settings.ADMIN_PATH}")
    return request.method == "POST" or bool(request.GET) or is_editors


def _is_bare(response: HttpResponse) -> bool:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return is_html and b"<body" not in response.content
