"""What other sites show of a page that is shared there."""

import re
import subprocess
import sys
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image
from wagtail.signals import page_published

from portal.core.models import SiteSettings
from portal.following.models import SharePicture
from portal.following.posters import poster_of
from portal.following.signals import draw_picture_of_published_page
from portal.following.tasks import draw_missing
from tests.factories import media, pages
from tests.factories.tasks import QUEUED, work


@pytest.fixture
def drawing():
    page_published.connect(draw_picture_of_published_page)
    yield
    page_published.disconnect(draw_picture_of_published_page)


def told(client, url: str) -> dict[str, str]:
    return dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)">', client.get(url).text)
    )


def path_of(facts: dict[str, str]) -> str:
    return facts["og:image"].removeprefix("http://testserver")


def picture(client, page) -> Image.Image:
    response = client.get(path_of(told(client, page.url)))
    assert response["Content-Type"] == "image/jpeg"
    body = response.getvalue()
    assert len(body) < 300_000
    return Image.open(BytesIO(body))


def test_a_published_text_has_a_picture_that_its_page_names(client, site, drawing):
    for page in (pages.article(site), pages.news(site), pages.study(site), pages.event(site)):
        facts = told(client, page.url)
        assert re.fullmatch(rf"http://testserver/suivre/images/{page.pk}-[0-9a-f]{{12}}\.jpg", facts["og:image"])
        assert (facts["og:image:width"], facts["og:image:height"]) == ("1200", "630")
        assert (facts["og:image:alt"], facts["og:title"]) == (page.title, page.title)
        assert (facts["og:image:type"], facts["twitter:card"]) == ("image/jpeg", "summary_large_image")
        assert facts["og:type"] == ("website" if hasattr(page, "event") else "article")
        assert picture(client, page).size == (1200, 630)


def test_before_it_is_drawn_the_page_names_the_one_that_says_nothing(client, site):
    for page in (pages.article(site), site["home"], site["magazine"]):
        facts = told(client, page.url)
        assert facts["og:image"] == "http://testserver/static/img/share.jpg"
        assert facts["og:image:alt"] == "Prévenance"
    with Image.open(settings.BASE_DIR / "static/img/share.jpg") as drawn:
        assert drawn.size == (1200, 630)


def test_it_is_drawn_by_the_worker(client, site, drawing, settings):
    settings.TASKS = QUEUED
    page = pages.article(site)
    assert not SharePicture.objects.exists()
    work()
    assert SharePicture.objects.get().page_id == page.pk


def test_it_is_drawn_anew_where_what_it_shows_changes_and_then_only(client, site, drawing):
    page = pages.article(site, title="Un titre")
    first = SharePicture.objects.get()
    page.body = pages.text("Autre chose.")
    page.save_revision().publish()
    assert SharePicture.objects.get().version == first.version
    page.title = "Un autre"
    page.save_revision().publish()
    page.cover = media.image()
    page.save_revision().publish()
    last = SharePicture.objects.get()
    assert last.version != first.version
    assert client.get(f"/suivre/images/{page.pk}-{first.version}.jpg")["Location"].endswith(f"-{last.version}.jpg")


def test_the_file_that_is_not_needed_any_more_goes(site, drawing, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = pages.article(site, title="Un titre")
        first = SharePicture.objects.get().file.name
        page.title = "Un autre"
        page.save_revision().publish()
    last = SharePicture.objects.get().file.name
    assert [default_storage.exists(name) for name in (first, last)] == [False, True]
    with django_capture_on_commit_callbacks(execute=True):
        page.delete()
    assert not default_storage.exists(last)


def test_each_language_has_its_own(client, site, drawing):
    french = pages.article(site, title="L’attente")
    english = pages.translate(french, title="Waiting")
    assert told(client, english.url)["og:image"].startswith("http://testserver/en/follow/pictures/")
    assert {poster_of(french).title, poster_of(english).title} == {"L’attente", "Waiting"}
    assert told(client, english.url)["og:locale"] == "en_GB"


def test_nothing_of_what_is_not_public_is_in_it(client, site, drawing):
    page = pages.release(pages.article(site, body=pages.text("Le mot caché.")), members_at=timezone.now())
    page.title = "Titre du brouillon"
    page.save_revision()
    draw_missing()
    assert "brouillon" not in poster_of(type(page).objects.get(pk=page.pk)).title
    assert "caché" not in repr(poster_of(page))
    url = path_of(told(client, page.url))
    assert client.get(url).status_code == 200
    page.refresh_from_db()
    page.unpublish()
    assert client.get(url).status_code == 404
    stored = SharePicture.objects.get().file.name
    assert client.get(f"/media/{stored}").status_code == 404


def test_once_a_day_what_lacks_one_gets_it(client, site):
    page = pages.article(site)
    pages.article(site, title="Brouillon").unpublish()
    draw_missing()
    first = SharePicture.objects.get()
    assert first.page_id == page.pk
    SiteSettings.objects.update(name="Autre nom")
    draw_missing()
    assert SharePicture.objects.get().version != first.version


@pytest.mark.parametrize("title", ["A", "Mot" * 80, "très long " * 25, "李明 🙂 Ελλάδα", "</svg>&%"])
def test_any_title_can_be_drawn(client, site, drawing, title):
    assert picture(client, pages.article(site, title=title.strip(), slug="titre")).size == (1200, 630)


def test_a_cover_that_cannot_be_drawn_leaves_the_mosaic(client, site, drawing):
    cover = media.image()
    default_storage.delete(cover.file.name)
    assert picture(client, pages.article(site, cover=cover)).size == (1200, 630)


def test_the_fonts_are_for_the_worker_alone():
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; import django; django.setup();"
        "import portal.urls; print('portal.following.drawing' in sys.modules, 'fontTools' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=settings.BASE_DIR
    )
    assert run.stdout.split() == ["False", "False"]
