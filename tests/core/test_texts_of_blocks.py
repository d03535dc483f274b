"""What a text is made of, beside words: headings one can link to, boxes, galleries, films of other sites."""

import re

import pytest
from django.core.exceptions import ValidationError

from portal.core.editing.anchors import Anchors
from portal.core.editing.blocks import BodyField
from portal.core.editing.videos import video_at
from tests.factories import media, pages
from tests.factories.counting import queries

STREAM = BodyField().stream_block
FRAMES = re.compile(r"frame-src ([^;]+)")


def film(address: str = "https://youtu.be/dQw4w9WgXcQ", **fields) -> tuple[str, dict]:
    return "video", {"address": address, "title": "La relève", **fields}


def gallery(count: int = 3) -> tuple[str, dict]:
    pictures = [{"image": media.image(), "caption": f"Légende {number}"} for number in range(count)]
    return "gallery", {"title": "Une nuit en images", "pictures": pictures}


def box(*blocks: tuple) -> tuple[str, dict]:
    return "box", {"title": "La méthode", "content": list(blocks)}


@pytest.mark.parametrize(
    ("address", "site", "frame"),
    [
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3",
            "YouTube",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        ("https://youtu.be/dQw4w9WgXcQ?si=suivi", "YouTube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://m.youtube.com/shorts/dQw4w9WgXcQ", "YouTube", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://vimeo.com/76979871", "Vimeo", "https://player.vimeo.com/video/76979871?dnt=1"),
        ("https://vimeo.com/76979871/abcdef0123", "Vimeo", "https://player.vimeo.com/video/76979871?dnt=1"),
        (
            "https://tube.example.org/w/9c9de5e8a1b2c3d4e5f6gh",
            "tube.example.org",
            "https://tube.example.org/videos/embed/",
        ),
    ],
)
def test_films_are_framed_without_cookies(address, site, frame):
    video = video_at(address)
    assert video.site == site
    assert video.frame.startswith(frame)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://www.youtube.com/@chaine",
        "https://youtu.be/court",
        "http://youtu.be/dQw4w9WgXcQ",
        "https://youtube.com.example.org/watch?v=dQw4w9WgXcQ",
        "https://moi@youtu.be/dQw4w9WgXcQ",
        "https://youtu.be:8443/dQw4w9WgXcQ",
        "https://[::1/w/9c9de5e8a1b2c3d4e5f6gh",
        'https://a".example.org/w/9c9de5e8a1b2c3d4e5f6gh',
        "https://player.vimeo.com/video/76979871?h=<script>",
        "javascript:alert(1)",
    ],
)
def test_another_address_is_no_film(address):
    assert video_at(address) is None


def test_another_address_is_refused_in_words():
    block = STREAM.child_blocks["video"]
    with pytest.raises(ValidationError) as refusal:
        block.clean(block.normalize(film("https://example.org/film")[1]))
    assert set(refusal.value.block_errors) == {"address"}


def test_a_page_frames_the_films_it_offers_and_nothing_else(client, site):
    plain = pages.article(site, title="Sans")
    page = pages.article(site, body=[film(), film("https://vimeo.com/76979871")])
    for _time in range(2):  # made, then kept
        answer = client.get(page.url)
        (sites,) = FRAMES.findall(answer["Content-Security-Policy"])
        assert sites == "https://player.vimeo.com https://www.youtube-nocookie.com"
        assert not FRAMES.search(client.get(plain.url)["Content-Security-Policy"])
    html = answer.content.decode()
    assert "<iframe" not in html
    assert 'href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"' in html


def test_a_film_of_a_gated_text_opens_nothing(client, site):
    page = pages.release(pages.article(site, body=[film()]))
    assert "youtube" not in str(client.get(page.url).headers) + client.get(page.url).content.decode()


def test_words_that_look_like_a_film_open_nothing(client, site):
    said = '&lt;a class="video__play" href="" data-frame="https://example.org/"&gt;'
    page = pages.article(site, body=pages.text(said))
    assert "example.org" not in client.get(page.url)["Content-Security-Policy"]


def test_headings_of_the_same_words_have_two_anchors():
    anchors = Anchors()
    given = [anchors.anchor(title) for title in ("L’été", "L’été", "…", "content")]
    assert given == ["h-lete", "h-lete-2", "h-part", "h-content"]


def test_a_long_text_lists_its_parts_which_are_there(client, site):
    headings = [("heading", title) for title in ("Avant", "Pendant", "Pendant", "Après")]
    page = pages.article(site, opening=headings[:2], body=headings[2:])
    html = client.get(page.url).content.decode()
    linked = re.findall(r'<a href="#(h-[^"]+)">', html)
    assert linked == ["h-avant", "h-pendant", "h-pendant-2", "h-apres"]
    assert re.findall(r'<h2 id="(h-[^"]+)">', html) == linked


def test_the_parts_of_a_gated_text_are_not_listed(client, site):
    headings = [("heading", title) for title in ("Avant", "Pendant", "Après")]
    page = pages.release(pages.article(site, opening=headings, body=[("heading", "Secret")]))
    html = client.get(page.url).content.decode()
    assert "h-apres" in html
    assert "Secret" not in html


def test_a_box_holds_blocks_and_its_words_are_the_texts(client, site):
    quote = ("quote", {"quote": "Répondre, c’est écouter.", "source": ""})
    page = pages.article(site, body=[box(*pages.text("Douze entretiens."), quote)])
    html = client.get(page.url).content.decode()
    assert re.search(r'<aside class="box"[^>]*>.*Douze entretiens\..*</aside>', html, re.DOTALL)
    assert page.gated_text().split("\n") == ["La méthode", "Douze entretiens.", "Répondre, c’est écouter."]


def test_a_gallery_has_its_pictures_captions_and_buttons(client, site):
    page = pages.article(site, body=[gallery(3)])
    html = client.get(page.url).content.decode()
    assert len(re.findall(r"popovertarget=\"gallery-[\w-]+\" *>", html)) == 3
    assert html.count("Légende 1") == 2
    assert page.gated_text().split("\n") == ["Une nuit en images", "Légende 0", "Légende 1", "Légende 2"]


def test_twenty_cost_what_two_do(client, site):
    def filled(count: int) -> list:
        figure = [("figure", {"image": media.image(), "caption": ""}) for _each in range(count)]
        link = [("download", {"document": media.document(), "label": ""}) for _each in range(count)]
        films = [film(poster=media.image()) for _each in range(count)]
        return [*films, *[gallery(3) for _each in range(count)], box(*figure, *link)]

    two, twenty = (pages.article(site, title=f"Avec {count}", body=filled(count)) for count in (2, 20))
    assert queries(client, twenty.url) == queries(client, two.url)
