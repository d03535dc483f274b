"""How a file goes out, whoever was let in: whole, in part, not again, or handed to the web server."""

import pytest
from django.core.files.base import ContentFile
from django.http import Http404
from django.test import RequestFactory
from django.utils.http import http_date

from portal.core.files.delivery import deliver
from portal.core.files.media import PortalDocument

BODY = bytes(range(256)) * 4
SIZE = len(BODY)


@pytest.fixture
def stored(db):
    document = PortalDocument.objects.create(title="Étude", file=ContentFile(BODY, name="etude.pdf"))
    yield document.file
    document.file.storage.delete(document.file.name)


def get(file, method="get", name="", **headers):
    headers = {key.replace("_", "-"): value for key, value in headers.items()}
    request = getattr(RequestFactory(), method)("/media/x", headers=headers)
    return deliver(request, file, name)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_the_whole_file_with_its_size_and_type(stored):
    response = get(stored)

    assert (response.status_code, body(response)) == (200, BODY)
    assert response["Content-Length"] == str(SIZE)
    assert response["Content-Type"] == "application/pdf"
    assert response["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=1000-", 1000, SIZE - 1),
        ("bytes=0-99999999", 0, SIZE - 1),
        ("bytes=-1", SIZE - 1, SIZE - 1),
        ("bytes=-99999999", 0, SIZE - 1),
        ("bytes= 5-6", 5, 6),
    ],
)
def test_one_range_gives_those_bytes(stored, asked, first, last):
    response = get(stored, range=asked)

    assert (response.status_code, body(response)) == (206, BODY[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=99999999-", "bytes=-0"])
def test_a_range_past_the_end_is_refused_with_the_size(stored, asked):
    response = get(stored, range=asked)

    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{SIZE}")


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "bytes=9-5", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=1-2-3", "", "bytes=0-1\x00"]
)
def test_a_range_that_is_not_one_span_is_ignored(stored, asked):
    response = get(stored, range=asked)

    assert (response.status_code, body(response)) == (200, BODY)


@pytest.mark.parametrize("asked", [f"bytes=0-{'9' * 5000}", f"bytes=-{'9' * 5000}", f"bytes={'9' * 5000}-"])
def test_a_number_of_five_thousand_digits_breaks_nothing(stored, asked):
    assert get(stored, range=asked).status_code in (200, 206, 416)


def test_a_range_of_an_empty_file_is_refused(db):
    document = PortalDocument.objects.create(title="Vide", file=ContentFile(b"", name="vide.txt"))

    assert get(document.file, range="bytes=-5").status_code == 416
    assert get(document.file, range="bytes=0-").status_code == 416
    assert body(get(document.file)) == b""


def test_a_download_resumes_only_if_the_file_is_the_same(stored):
    etag = get(stored)["ETag"]

    assert get(stored, range="bytes=5-9", if_range=etag).status_code == 206
    assert get(stored, range="bytes=5-9", if_range='"other"').status_code == 200


def test_head_gives_the_headers_and_no_body(stored):
    response = get(stored, "head")

    assert (response.status_code, body(response), response["Content-Length"]) == (200, b"", str(SIZE))


def test_head_knows_no_range(stored):
    assert get(stored, "head", range="bytes=0-9").status_code == 200


def test_a_browser_that_has_the_file_is_told_so(stored):
    etag = get(stored)["ETag"]

    response = get(stored, if_none_match=etag)

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert get(stored, if_none_match='"other"').status_code == 200


def test_a_file_older_than_what_the_browser_has_is_not_sent_again(stored):
    modified = stored.storage.get_modified_time(stored.name).timestamp()

    assert get(stored, if_modified_since=http_date(modified)).status_code == 304
    assert get(stored, if_modified_since=http_date(modified - 10)).status_code == 200


def test_a_file_that_changed_has_another_tag(stored):
    before = get(stored)["ETag"]
    with stored.storage.open(stored.name, "wb") as stream:
        stream.write(b"autre")

    assert get(stored)["ETag"] != before


def test_a_file_that_storage_lost_does_not_exist(stored):
    stored.storage.delete(stored.name)

    with pytest.raises(Http404):
        get(stored)


def test_behind_a_web_server_it_sends_the_bytes(stored, settings):
    settings.X_ACCEL_REDIRECT = "/protected/"

    response = get(stored, range="bytes=0-9")

    assert response["X-Accel-Redirect"] == f"/protected/{stored.name}"
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Type"] == "application/pdf"
    assert "Accept-Ranges" not in response


def test_the_address_inside_the_web_server_is_quoted(db, settings):
    settings.X_ACCEL_REDIRECT = "/protected/"
    document = PortalDocument.objects.create(title="É", file=ContentFile(b"x", name="x.txt"))
    document.file.storage.save("documents/été 50%\r\nX-Y: z.txt", ContentFile(b"x"))
    document.file.name = "documents/été 50%\r\nX-Y: z.txt"

    assert get(document.file)["X-Accel-Redirect"] == "/protected/documents/%C3%A9t%C3%A9%2050%25%0D%0AX-Y%3A%20z.txt"


@pytest.mark.parametrize("accel", ["", "/protected/"])
def test_an_uploaded_file_runs_nothing_as_this_site(stored, settings, accel):
    settings.X_ACCEL_REDIRECT = accel

    policy = get(stored)["Content-Security-Policy"]

    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert get(stored)["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("page.html", "attachment"),
        ("donnees.xlsx", "attachment"),
        ("inconnu", "attachment"),
        ("etude.pdf", "attachment"),
        ("photo.webp", "inline"),
        ("dessin.svg", "attachment"),
        ("dessin.SVGZ", "attachment"),
    ],
)
def test_only_images_open_in_the_browser(db, name, disposition):
    document = PortalDocument.objects.create(title="F", file=ContentFile(b"x", name=name))

    assert get(document.file)["Content-Disposition"].split(";")[0] == disposition


def test_a_file_name_keeps_its_accents_and_stays_in_its_header(stored):
    header = get(stored, name='Étude "Œuvre"\r\nX-Bad: 1.pdf')["Content-Disposition"]

    assert "filename*=utf-8''%C3%89tude" in header
    assert "\r" not in header
    assert "\n" not in header
