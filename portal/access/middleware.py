from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from portal.access.viewer import Viewer, viewer_for


class ViewerRequest(HttpRequest):
    """A request as views get it, after the middleware below; `seen_as` is the archetype whom staff have the
    site shown as."""

    viewer: Viewer
    seen_as: str | None


class ViewerMiddleware:
    """Gives each request its `viewer`, read from the database the first time it is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_for(request.user, request.session))
        request.seen_as = None
        return self.get_response(request)
