"""What may be shared between visitors, and for how long."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from portal.access.decision import Decision, Reason
from portal.access.models import Release

SHARED_SECONDS = 60


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


def apply_cache_policy(
    response: HttpResponse, request: HttpRequest, decision: Decision, release: Release | None, at: datetime
) -> HttpResponse:
    """Share only what an anonymous visitor without any cookie gets, and never past the release's next step.

    Browsers ask again at each view (max-age=0), so that nothing read as a member is shown after sign-out.
    """
    anonymous = not request.COOKIES and not request.session.keys() and not request.user.is_authenticated
    shareable = (
        anonymous and request.method in ("GET", "HEAD") and (not decision.granted or decision.reason is Reason.EVERYONE)
    )
    if not shareable or "csrftoken" in response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        return never_store(response)
    seconds = SHARED_SECONDS
    if release is not None and (step := release.next_step(at)):
        seconds = min(seconds, int((step - at).total_seconds()))
    patch_cache_control(response, public=True, max_age=0, s_maxage=seconds)
    patch_vary_headers(response, ["Cookie"])
    return response
