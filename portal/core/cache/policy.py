"""What may be kept, and by whom. Nothing shared is used without asking the portal: docs/adr/0007."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from portal.access.decision import Decision, Reason
from portal.core.cache.recording import current

R = TypeVar("R", bound=HttpResponseBase)


def never_store(response: R) -> R:
    response.headers["Cache-Control"] = "private, no-store"
    return response


def never_stored(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views whose every answer is one person's own."""

    @wraps(view)
    def wrapped(*args, **kwargs) -> HttpResponse:
        return never_store(view(*args, **kwargs))

    return wrapped


def apply_cache_policy(response: HttpResponse, request: HttpRequest, decision: Decision) -> HttpResponse:
    """Share only what an anonymous visitor without any cookie gets, and have it asked again at each view.

    So what an editor closes is closed at once, and nothing read as a member is shown after sign-out.
    """
    anonymous = not request.COOKIES and not request.session.keys() and not request.user.is_authenticated
    shareable = (
        anonymous and request.method in ("GET", "HEAD") and (not decision.granted or decision.reason is Reason.EVERYONE)
    )
    if not shareable or "csrftoken" in response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        return never_store(response)
    return share(response)


def share(response: HttpResponse) -> HttpResponse:
    """For what is the same for everybody who comes without a cookie."""
    patch_cache_control(response, public=True, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    if made := current():
        made.is_public = True
    return response
