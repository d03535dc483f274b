"""Whole pages for visitors without a cookie, given out before Django is asked.

Only what `portal.core.cache.policy` calls public is kept: what an anonymous visitor without any right gets.
"""

from collections.abc import Callable, Container, Iterable
from operator import itemgetter
from time import monotonic
from typing import Any, TypeGuard
from urllib.parse import parse_qsl, urlencode

from django.apps import apps
from django.conf import settings
from django.http import HttpResponse

from portal.core.cache.recording import recording
from portal.core.cache.store import Entry, Store, store
from portal.core.reads.counting import reads

Application = Callable[[dict, Callable], Iterable[bytes]]

ASK_AGAIN_SECONDS = 60
_SHORT = frozenset({"p", "page_id"})
_OWN = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE")
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
_OF_304 = frozenset({"cache-control", "content-location", "etag", "expires", "vary"})


class PageCache:
    """A WSGI application around the portal's."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._store: Store = store()
        self._parameters = {name for model in apps.get_models() for name in getattr(model, "parameters", ())}
        elsewhere = (settings.ADMIN_PATH, settings.STATIC_URL, settings.MEDIA_URL)
        self._elsewhere = tuple(f"/{path.strip('/')}/" for path in elsewhere)
        self._not_kept: dict[str, float] = {}

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        self._store.versions.follow()
        key = self._key(environ)
        if key is None:
            return self._application(environ, start_response)
        if entry := self._store.get(key):
            return _answer(entry, environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD" or self._not_kept.get(key, 0) > monotonic():
            return self._application(environ, start_response)
        with self._store.alone(key):
            if entry := self._store.get(key):
                return _answer(entry, environ, start_response)
            return self._make(key, environ, start_response)

    def _key(self, environ: dict) -> str | None:
        """What the answer depends on; None where it is somebody's own, or is no page."""
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if method not in ("GET", "HEAD") or path.startswith(self._elsewhere) or any(map(environ.get, _OWN)):
            return None
        scheme = environ["wsgi.url_scheme"]
        if (header := settings.SECURE_PROXY_SSL_HEADER) and header[0] in environ:
            scheme = "https" if environ[header[0]].split(",")[0].strip() == header[1] else "http"
        query = environ.get("QUERY_STRING", "")
        if query:
            pairs = parse_qsl(query, keep_blank_values=True)
            if names_another(name for name, _value in pairs):
                return None
            query = known_query(pairs, self._parameters)
        host = environ.get("HTTP_HOST", "") or environ.get("SERVER_NAME", "")
        return f"page {scheme}://{host}{environ.get('SCRIPT_NAME', '')}{path}?{query}"

    def _make(self, key: str, environ: dict, start_response: Callable) -> Iterable[bytes]:
        said: list[Any] = []
        whole = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        with recording(self._store.versions) as made:
            response = self._application(whole, lambda *answer: said.append(answer))
        status, head, *_error = said[0]
        if made.is_public and _is_whole(response):
            entry = self._store.put(key, made, response.content, head)
            if entry and any(map(environ.get, _CONDITIONS)):
                response.close()
                return _answer(entry, environ, start_response)
        else:
            self._remember_not_to(key)
        start_response(status, head)
        return response

    def _remember_not_to(self, key: str) -> None:
        """Others need not wait for what is made for each of them."""
        if len(self._not_kept) > 10_000:
            self._not_kept.clear()
        self._not_kept[key] = monotonic() + ASK_AGAIN_SECONDS


def known_query(pairs: Iterable[tuple[str, str]], known: Container[str]) -> str:
    """The parameters that pages read, in one order: any other changes nothing."""
    return urlencode(sorted((pair for pair in pairs if pair[0] in known), key=itemgetter(0)))


def names_another(names: Iterable[str]) -> bool:
    """Whether the query of a home page may be the short address that a page had on a site of WordPress: `/?p=12`."""
    return not _SHORT.isdisjoint(names)


def _is_whole(response: Any) -> TypeGuard[HttpResponse]:
    return isinstance(response, HttpResponse) and response.status_code == 200 and not response.cookies


def _answer(entry: Entry, environ: dict, start_response: Callable) -> Iterable[bytes]:
    if entry.page and environ["REQUEST_METHOD"] == "GET":
        reads.count(entry.page, environ)
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and _has(entry, asked):
        start_response("304 Not Modified", [(name, value) for name, value in entry.head if name.lower() in _OF_304])
        return []
    start_response("200 OK", entry.head)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [entry.body]


def _has(entry: Entry, asked: str) -> bool:
    """Whether the visitor has this very version already (RFC 9110, 13.1.2)."""
    etag = next((value for name, value in entry.head if name.lower() == "etag"), "")
    known = {one.strip().removeprefix("W/") for one in asked.split(",")}
    return bool(etag) and (etag.removeprefix("W/") in known or "*" in known)
