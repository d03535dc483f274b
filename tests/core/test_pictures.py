"""Pictures are drawn by the worker: pages ask for them, and show what there is."""

import re

import pytest
from django.core.files.base import ContentFile
from django.db.models.signals import post_save
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from members.models import Tier
from portal.core.models import Person, PortalRendition
from tests.factories import media, pages
from tests.factories.counting import queries
from tests.factories.members import OrganisationFactory
from tests.factories.tasks import QUEUED, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queued")]


@pytest.fixture
def queued():
    with override_settings(TASKS=QUEUED):
        yield


def test_a_visitor_draws_nothing_and_the_worker_does(client, site):
    figure = [("figure", {"image": media.image("figure.png"), "caption": ""})]
    article = pages.article(site, cover=media.image("cover.png"), opening=figure)
    OrganisationFactory(tier=Tier.FOUNDER, logo=media.image("logo.png"), name="Fondatrice")
    DBTaskResult.objects.all().delete()
    for url in (article.url, "/"):
        before = client.get(url).content.decode()
        assert "data:image/svg+xml" in before
        assert "/media/" not in before
    assert not PortalRendition.objects.exists()
    assert work()
    for url in (article.url, "/"):
        after = client.get(url).content.decode()
        assert "data:image/svg+xml" not in after
        assert "/media/images/" in after


def test_what_is_not_drawn_yet_takes_its_place(client, site):
    article = pages.article(site, opening=[("figure", {"image": media.image(description="Photo"), "caption": ""})])
    tags = []
    for _round in range(2):
        html = client.get(article.url).content.decode()
        tags.append(re.search(r'<figure class="figure">.*?(<img[^>]*>)', html, re.DOTALL)[1])
        work()
    assert ["data:" in tag for tag in tags] == [True, False]
    assert all('width="40"' in tag and 'height="30"' in tag and 'alt="Photo"' in tag for tag in tags)


def test_a_picture_is_asked_for_once(client, site):
    article = pages.article(site, cover=media.image())
    DBTaskResult.objects.all().delete()
    for _view in range(3):
        client.get(article.url)
    asked = [str(task.args_kwargs["kwargs"]["specs"]) for task in DBTaskResult.objects.all()]
    assert asked
    assert len(asked) == len(set(asked))


def test_another_file_is_asked_for_again(client, site):
    cover = media.image()
    article = pages.article(site, cover=cover)
    client.get(article.url)
    work()
    cover.file = ContentFile(media.png(50, 20), name="autre.png")
    cover.save()
    cover.renditions.all().delete()
    assert "data:image/svg+xml" in client.get(article.url).content.decode()
    work()
    assert "autre" in client.get(article.url).content.decode()


def test_a_picture_that_cannot_be_drawn_is_asked_for_no_more(client, site):
    cover = media.image()
    article = pages.article(site, cover=cover)
    cover.file.storage.delete(cover.file.name)
    DBTaskResult.objects.all().delete()
    client.get(article.url)
    work()
    DBTaskResult.objects.all().delete()
    assert "data:image/svg+xml" not in client.get(article.url).content.decode()
    assert not DBTaskResult.objects.exists()


def test_what_is_drawn_already_is_shown_meanwhile(client, site):
    cover = media.image()
    article = pages.article(site, cover=cover)
    drawn = cover.get_rendition("format-jpeg|width-800")
    html = client.get(article.url).content.decode()
    assert drawn.url in html
    assert "data:image/svg+xml" not in html


def test_the_preview_of_an_editor_draws_at_once(client, site):
    article = pages.article(site, cover=media.image())
    html = article.make_preview_request().content.decode()
    assert "/media/images/" in html


def test_whoever_waits_for_pictures_is_told(site):
    told = []
    hear = lambda instance, **kwargs: told.append(instance.image_id)  # noqa: E731
    post_save.connect(hear, sender=PortalRendition)
    try:
        cover = media.image()
        pages.article(site, cover=cover)
        work()
    finally:
        post_save.disconnect(hear, sender=PortalRendition)
    assert cover.pk in told


def test_people_at_an_event_cost_one_query_for_their_portraits(client, site):
    event = pages.event(site)
    counts = []
    for count in (2, 18):
        for number in range(count):
            person = Person.objects.create(name=f"Camille {count}{number}", portrait=media.image())
            event.speakers.create(person=person)
        event.save()
        for _round in range(2):
            client.get(event.url)
            work()
        counts.append(queries(client, event.url))
    assert counts[0] == counts[1]


def test_what_a_file_is_called_describes_no_picture():
    assert media.image().default_alt_text == ""
    assert media.image(description="Une salle").default_alt_text == "Une salle"
