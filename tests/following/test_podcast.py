"""Sound, for programs that play it."""

import json
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from django.conf import settings
from django.utils import timezone
from lxml import etree
from PIL import Image

from portal.following.feeds import CATEGORY
from tests.factories import media, pages
from tests.factories.counting import queries

FEED = "/suivre/ecouter.xml"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


def sound(name: str = "attente.mp3", key: str = "0c0ffee0-0000-4000-8000-000000000001", **value) -> str:
    value = {
        "document": media.document(name, b"ID3 un son").pk,
        "title": "L’attente, en voix",
        "duration": "1:02:30",
    } | value
    return json.dumps([{"type": "audio", "id": key, "value": value}])


def entries(client) -> list[feedparser.FeedParserDict]:
    response = client.get(FEED)
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    found = feedparser.parse(response.content)
    assert not found.bozo
    assert found.version == "rss20"
    return found.entries


def test_public_sound_has_an_enclosure_that_anybody_gets(client, site):
    page = pages.article(site, opening=sound())
    (entry,) = entries(client)
    assert (entry.title, entry.link) == ("L’attente, en voix", f"http://testserver{page.url}")
    assert (entry.id, entry.itunes_duration) == ("urn:portal:0c0ffee0-0000-4000-8000-000000000001", "3750")
    (enclosure,) = entry.enclosures
    assert (enclosure.type, enclosure.length) == ("audio/mpeg", "10")
    assert client.get(enclosure.href.removeprefix("http://testserver")).status_code == 200


def test_players_are_told_what_it_is_and_shown_a_square_picture(client, site):
    pages.article(site, opening=sound())
    channel = feedparser.parse(client.get(FEED).content).feed
    assert [tag.term for tag in channel.tags] == ["Business"]
    with Image.open(settings.BASE_DIR / "static" / "img" / "podcast.jpg") as picture:
        assert picture.size == (1400, 1400)
    assert channel.image.href.endswith("/static/img/podcast.jpg")


@pytest.mark.parametrize("feed", [FEED, "/en/follow/listen.xml"])
def test_it_has_what_directories_of_podcasts_require(client, site, feed):
    """By RSS 2.0, and by Apple's list, which the others follow."""
    article = pages.article(site, opening=sound(), standfirst="Le chapeau.")
    pages.translate(article, title="A text", opening=sound(), standfirst="The standfirst.")
    root = etree.fromstring(client.get(feed).content)
    assert (root.tag, root.get("version"), [each.tag for each in root]) == ("rss", "2.0", ["channel"])
    channel = root[0]
    for name in ("title", "link", "description", "language", f"{ITUNES}author", f"{ITUNES}explicit"):
        assert [each.text for each in channel.findall(name) if each.text], name
    (image,), (category,) = channel.findall(f"{ITUNES}image"), channel.findall(f"{ITUNES}category")
    assert image.get("href").startswith("http")
    assert category.get("text") == CATEGORY
    (item,) = channel.findall("item")
    for name in ("title", "link", "description", "guid", "pubDate", f"{ITUNES}duration"):
        assert [each.text for each in item.findall(name) if each.text], name
    assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo
    (enclosure,) = item.findall("enclosure")
    assert set(enclosure.attrib) == {"url", "length", "type"}


def test_gated_sound_is_in_no_feed_until_it_is_open_to_all(client, site):
    page = pages.release(pages.article(site, body=sound("secret.mp3")), members_at=timezone.now())
    assert entries(client) == []
    assert "secret" not in client.get(FEED).text
    pages.release(page, members_at=timezone.now(), everyone_at=timezone.now())
    assert len(entries(client)) == 1


def test_a_gated_sound_beside_a_public_one_stays_out(client, site):
    other = sound("secret.mp3", key="0c0ffee0-0000-4000-8000-000000000002")
    pages.release(pages.article(site, opening=sound(), body=other), members_at=timezone.now())
    assert len(entries(client)) == 1
    assert "secret" not in client.get(FEED).text


def test_drafts_and_other_languages_are_not_in_it(client, site):
    pages.article(site, opening=sound()).unpublish()
    pages.article(site, title="Sans son")
    assert entries(client) == []
    assert client.get("/en/follow/listen.xml").status_code == 200


@pytest.mark.parametrize("make", [pages.article, pages.news])
def test_twenty_cost_what_two_do(client, site, make):
    for number in range(2):
        make(site, opening=sound(f"a{number}.mp3"))
    two = queries(client, FEED)
    for number in range(18):
        make(site, opening=sound(f"b{number}.mp3"))
    assert queries(client, FEED) == two
