"""That a file exists is not told by how long it takes to refuse it."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.core.files import gate
from tests.factories import media, pages


@pytest.mark.django_db
def test_a_refused_file_and_none_take_the_same_work(site):
    document = media.document()
    block = {"type": "download", "value": {"document": document.pk, "label": ""}}
    pages.release(pages.article(site, body=json.dumps([block])), members_at=timezone.now())
    anonymous = Client()
    anonymous.get("/media/documents/first.pdf")  # what is looked up once for all is looked up now
    counted = []
    for name in (document.file.name, "documents/nothing.pdf"):
        with CaptureQueriesContext(connection) as queries:
            assert anonymous.get(f"/media/{name}").status_code == 404
        counted.append(len(queries))
    refused, unknown = counted

    assert abs(refused - unknown) <= 2  # none is looked for among originals as well, and another file taken instead


@pytest.mark.django_db
def test_a_public_picture_takes_the_same_work_on_one_page_and_on_many(site, monkeypatch):
    monkeypatch.setattr(gate, "AT_ONCE", 2)
    image = media.image()
    rendition = media.rendition(image).file.name
    anonymous = Client()

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert anonymous.get(f"/media/{rendition}").status_code == 200
        return [query["sql"] for query in queries]

    pages.article(site, cover=image)
    asked()  # what is looked up once for all
    once = asked()
    for _more in range(4):
        pages.article(site, cover=image)
    assert len(asked()) == len(once)
    assert not [sql for sql in once if '"articles_articlepage"."body"' in sql]
