"""Visits of the portal as a web server has them: through the cache of whole pages, or past it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory, override_settings

from portal.core.cache import recording
from portal.core.cache.pages import PageCache
from portal.core.cache.store import store


@contextmanager
def committed() -> Iterator[None]:
    """What is written counts as committed though a test never commits; nothing is kept yet."""
    with (
        TemporaryDirectory() as folder,
        override_settings(CACHE_DIR=Path(folder)),
        patch.object(recording, "in_transaction", lambda: False),
    ):
        store.cache_clear()
        try:
            yield
        finally:
            store.cache_clear()


@dataclass(frozen=True)
class Answer:
    status: int
    head: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Door:
    """`made` counts how often the portal itself was asked."""

    def __init__(self) -> None:
        self.made = 0
        self._portal = WSGIHandler()
        self._cached = PageCache(self._counting)

    def _counting(self, environ, start_response):
        self.made += 1
        return self._portal(environ, start_response)

    def get(self, path: str, method: str = "GET", **environ: str) -> Answer:
        return _ask(self._cached, path, method, environ)

    def is_kept(self, path: str) -> bool:
        """Whether a visitor gets the page without its being made."""
        before = self.made
        self.get(path)
        return self.made == before

    def afresh(self, path: str) -> Answer:
        """As it would be if nothing were kept."""
        store().forget()
        return _ask(self._portal, path, "GET", {})


def _ask(application, path: str, method: str, environ: dict[str, str]) -> Answer:
    said: list = []

    def start_response(status, head, error=None) -> None:
        said[:] = [status, head]

    request = RequestFactory().generic(method, path)
    request.environ.pop("HTTP_COOKIE", None)
    signals = (request_started, request_finished)
    for signal in signals:  # as Django's own test client does: they would close the connection of the test
        signal.disconnect(close_old_connections)
    try:
        response = application({**request.environ, **environ}, start_response)
        body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
    status, head = said
    return Answer(int(status.split()[0]), dict(head), body)
