"""A page as all see it who are alike, made for nobody in particular, once; what is a visitor's own is put in for each.

The document is made by the page's own way out, asked by a visitor who has no name, no session, no cookie, and no right
but those of its likeness: what that visitor is not granted can't be in it. It is given to whom the page decides alike.
"""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from portal.access.middleware import ViewerRequest
from portal.access.prepared import PreparedRows
from portal.access.viewer import Viewer
from portal.core.cache.policy import apply_cache_policy
from portal.core.cache.store import store
from portal.core.look.own import fill
from portal.core.look.sites import find_site
from portal.core.look.typography import typeset_html
from portal.core.pages.base import BasePage

_KEPT = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SCRIPT_NAME", "PATH_INFO", "wsgi.url_scheme")


def shared(page: BasePage, request: ViewerRequest, query: str) -> HttpResponse | None:
    """The page for this visitor; None where they see another than those they are like, or none is made for all."""
    if not page.is_for_all or request.method not in ("GET", "HEAD"):
        return None
    likeness = page.likeness(request.viewer)
    decision = page.decision_for(request.viewer)
    if decision != page.decision_for(likeness):
        return None
    key = f"document {request.get_host()} {request.scheme} {request.path}?{query} {page.pk} {likeness}"
    others: list[HttpResponse] = []
    body = store().made_once(key, lambda: _make(page, as_nobody(request, likeness, query), others))
    if body is not None:
        response = HttpResponse(fill(body.decode(), request, {"page": page, "decision": decision}))
    elif others:
        response = others[0]
    else:
        return None
    response.is_typeset = True  # type: ignore[attr-defined]
    return apply_cache_policy(response, request, decision)


def framed(request: ViewerRequest, template: str, shown: Mapping[str, Any], **frame: Any) -> HttpResponse:
    """What a view answers in the frame that is made for all who are like its visitor: only parts of `template` that
    are one's own are told what is `shown`. It holds no form, and nothing else that depends on a visitor or a query.
    """
    likeness = request.viewer.reduced_to(event_ids=set(), release_ids=set())
    find_site(request)
    nobody: Any = as_nobody(request, likeness, "")
    nobody.has_query = bool(request.META.get("QUERY_STRING"))
    key = f"frame {template} {request.get_host()} {request.scheme} {request.path} {nobody.has_query} {likeness}"
    body = store().made_once(key, lambda: _typeset(render_to_string(template, frame, nobody)))
    response = HttpResponse(fill((body or b"").decode(), request, shown))
    response.is_typeset = True  # type: ignore[attr-defined]
    return response


def whole(page: BasePage) -> BasePage:
    """One's own, with its text."""
    for found in _whole(type(page))(page.pk):
        return found
    raise Http404


@cache
def _whole(model: Any) -> PreparedRows:
    pages = model._default_manager.order_by().select_related("release", "locale", *model.shown_beside)
    return PreparedRows(lambda key: pages.live().filter(pk=key))


def as_nobody(request: Any, likeness: Viewer, query: str) -> ViewerRequest:
    """The same address asked by a visitor without a name, who reads as `likeness` does; its site was found before."""
    environ = {name: request.META[name] for name in _KEPT if name in request.META}
    nobody: Any = WSGIRequest({**environ, "REQUEST_METHOD": "GET", "QUERY_STRING": query, "wsgi.input": BytesIO()})
    nobody.user, nobody.session, nobody.viewer = AnonymousUser(), SessionStore(), likeness
    nobody.resolver_match = request.resolver_match
    nobody._wagtail_site = request._wagtail_site
    nobody._wagtail_cached_site_root_paths = request._wagtail_cached_site_root_paths
    nobody.is_nobody, nobody.has_query = True, False
    return nobody


def _make(page: BasePage, nobody: ViewerRequest, others: list[HttpResponse]) -> bytes | None:
    """None for anything but a page, such as a file, which goes to `others`; and for a page that holds a form."""
    response = whole(page).serve(nobody)
    if not isinstance(response, TemplateResponse):
        others.append(response)
        return None
    response.render()
    if nobody.META.get("CSRF_COOKIE_NEEDS_UPDATE") or response.status_code != 200:
        return None
    return _typeset(response.content.decode())


def _typeset(html: str) -> bytes:
    return typeset_html(html, cast(str, get_language())[:2]).encode()
