"""What no cache is faster than: a WSGI application that gives the bare view's page whatever is asked."""

from collections.abc import Callable

PAGE = b"<!doctype html><title>40 KB</title><p>" + b"x" * 40_000
HEAD = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(PAGE)))]


def application(environ: dict, start_response: Callable) -> list[bytes]:
    start_response("200 OK", HEAD)
    return [PAGE]
