"""Handing out a stored file over HTTP: ranges, conditional requests, or the web server in front."""

import mimetypes
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date

from portal.core.files.recordings import TYPES

CHUNK = 64 * 1024
# Uploaded files are data, never pages of this site: only pictures that can hold no script are shown, and a sandbox
# keeps PDF viewers away.
SHOWN = frozenset({"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"})
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def deliver(request: HttpRequest, file: FieldFile, filename: str = "") -> HttpResponseBase:
    """The file, a part of it, or 304. Raises Http404 where storage lost it."""
    name = str(file.name)
    try:
        size = file.size
        modified = file.storage.get_modified_time(name).timestamp()
    except OSError as error:
        raise Http404 from error
    etag = f'"{int(modified):x}-{size:x}"'  # as nginx writes it, so that a download resumes by either way
    unchanged = get_conditional_response(request, etag=etag, last_modified=int(modified))
    response = unchanged or _sent(request, file, size, etag)
    content_type = _type_of(name)
    if response.status_code in (200, 206):
        response.headers["Content-Type"] = content_type
        attached = content_type not in SHOWN
        disposition = content_disposition_header(attached, filename or PurePosixPath(name).name)
        response.headers["Content-Disposition"] = disposition or "attachment"
    if not settings.X_ACCEL_REDIRECT:  # nginx says so itself, and would say it twice
        response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _type_of(name: str) -> str:
    """Of a recording, what browsers play it as, whatever this machine would guess."""
    suffix = PurePosixPath(name).suffix.removeprefix(".").lower()
    return TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _sent(request: HttpRequest, file: FieldFile, size: int, etag: str) -> HttpResponseBase:
    if not settings.X_ACCEL_REDIRECT:
        return _streamed(request, file, size, etag)
    return HttpResponse(headers={"X-Accel-Redirect": settings.X_ACCEL_REDIRECT + quote(str(file.name))})


def _streamed(request: HttpRequest, file: FieldFile, size: int, etag: str) -> HttpResponseBase:
    span = _requested_range(request, size, etag)
    if span is UNSATISFIABLE:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = span or (0, size - 1)
    body = _chunks(file, start, end - start + 1) if request.method == "GET" else ()
    response = StreamingHttpResponse(body, status=206 if span else 200)
    response.headers["Content-Length"] = str(end - start + 1)
    if span:
        response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


UNSATISFIABLE = (-1, -1)


def _requested_range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte, inclusive (RFC 9110, 14.2); None for the whole file, as for several ranges at once."""
    match = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", request.headers.get("Range", "").replace(" ", ""))
    if request.method != "GET" or not match or match.groups() == ("", ""):
        return None
    if request.headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if first == "":
        start, end = max(size - int(last), 0), size - 1
        return (start, end) if size and int(last) else UNSATISFIABLE
    start, end = int(first), min(int(last or size), size - 1)
    if start >= size:
        return UNSATISFIABLE
    return (start, end) if start <= end else None


def _chunks(file: FieldFile, start: int, length: int) -> Iterator[bytes]:
    with file.storage.open(str(file.name), "rb") as stream:
        stream.seek(start)
        while length > 0 and (chunk := stream.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
