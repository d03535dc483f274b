"""The site as a visitor of some kind sees it, for an hour at most: read only, nobody in particular, and on record."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from wagtail.log_actions import log

from portal.access.archetypes import Archetype
from portal.core.cache.policy import never_store
from portal.core.look.errors import error_page

RIGHT = "access.see_as"
HOLDS = timedelta(hours=1)
SESSION_KEY = "seen_as"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset({"account_logout", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
"""Pages that stay theirs: who is asked for the second step anew proves it, or leaves."""


def begin_seeing(request: HttpRequest, archetype: Archetype) -> None:
    request.session[SESSION_KEY] = [archetype.value, timezone.now().timestamp()]
    log(instance=request.user, action="desk.seen_as", user=request.user, data={"as": archetype.value})


def end_seeing(request: HttpRequest) -> None:
    if request.session.pop(SESSION_KEY, None):
        log(instance=request.user, action="desk.seen_as_ended", user=request.user)


def seen_as(request: HttpRequest) -> Archetype | None:
    """As whom this session has the site shown; None once the hour is over, or for who lost the right meanwhile.

    Who has no session is not given one, nor is what they get said to depend on it.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
        return None
    archetype, since = request.session[SESSION_KEY]
    if timezone.now().timestamp() > since + HOLDS.total_seconds() or not request.user.has_perm(RIGHT):
        del request.session[SESSION_KEY]
        return None
    return Archetype(archetype)


def _is_own(path: str) -> bool:
    try:
        return resolve(path).url_name in OWN
    except Resolver404:
        return False


class SeenAsMiddleware:
    """In the place of staff puts a visitor who is nobody, before anything of the site asks who looks.

    The editor's interface stays theirs, with its previews: the button that ends it stands there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        is_preview = hasattr(request, "is_dummy")  # asked for by Wagtail, at the page's own address
        of_editor = is_preview or request.path_info.startswith(f"/{settings.ADMIN_PATH}")
        if of_editor or (archetype := seen_as(request)) is None or _is_own(request.path_info):
            return self.get_response(request)
        request.seen_as = archetype
        request.user, request.viewer = AnonymousUser(), archetype.viewer
        return never_store(self.get_response(request))

    def process_view(self, request: Any, view: Any, args: Any, kwargs: dict) -> HttpResponse | None:
        """Nothing is sent as somebody else."""
        if request.seen_as and request.method not in READS:
            return error_page(request, 403, "403_seen_as.html")
        return None
