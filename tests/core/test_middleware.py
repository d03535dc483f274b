import pytest

from tests.factories import pages

pytestmark = pytest.mark.django_db


def test_a_page_is_set_in_its_language(client, site):
    article = pages.article(site, title="Qui répond ?")
    pages.translate(article, title="Who 'answers'... ?", slug="who")
    assert "Qui répond\u202f?" in client.get(article.url).content.decode()
    assert "Who" in client.get("/en/magazine/who/").content.decode()
    assert "\u202f?</h1>" not in client.get("/en/magazine/who/").content.decode()


def test_what_an_editor_typed_stays_as_typed(client, site):
    article = pages.article(site, title="Qui répond ?")
    article.refresh_from_db()
    assert article.title == "Qui répond ?"


def test_what_is_no_page_is_left_alone(client, site):
    event = pages.event(site, title="Qui vient ?")
    calendar = client.get(f"/inscriptions/{event.event_id}/event.ics")
    assert "\u202f" not in calendar.content.decode()
