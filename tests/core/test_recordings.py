"""Sound and films of our own in a text: played by the browser, told in words, as open as the text."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from portal.core.editing.blocks import AudioBlock, BodyField
from tests.factories import media, pages
from tests.factories.counting import queries

STREAM = BodyField().stream_block


def sound(**fields) -> tuple[str, dict]:
    document = fields.pop("document", None) or media.document("nuit.mp3", b"ID3" + bytes(2000))
    return "audio", {"document": document, "title": "Une nuit", "duration": "12:05", "transcript": "", **fields}


def film(**fields) -> tuple[str, dict]:
    document = fields.pop("document", None) or media.document("nuit.mp4", b"\0\0\0 ftypisom")
    return "video_file", {"document": document, "title": "La relève", **fields}


def test_a_sound_is_played_by_the_browser_alone_and_has_its_words(client, site):
    page = pages.article(site, body=[sound(transcript="<p>Bonsoir, ici Idriss.</p>")])
    html = client.get(page.url).content.decode()
    assert '<audio controls preload="none" aria-label="Une nuit">' in html
    assert 'type="audio/mpeg"' in html
    assert '<time datetime="PT725S">12' in html
    assert "Bonsoir, ici Idriss." in html
    assert page.gated_text().split() == ["Une", "nuit", "Bonsoir,", "ici", "Idriss."]
    assert "media-src 'self'" in client.get(page.url)["Content-Security-Policy"]


def test_a_film_has_its_picture_and_captions(client, site):
    captions = media.document("nuit.vtt", b"WEBVTT")
    page = pages.article(site, body=[film(captions=captions, poster=media.image())])
    html = client.get(page.url).content.decode()
    assert f'<track kind="captions" src="{captions.url}" srclang="fr"' in html
    assert client.get(captions.url)["Content-Type"].startswith("text/vtt")


def test_a_part_of_a_sound_is_given_alone(client, site):
    document = media.document("nuit.m4a", bytes(range(100)))
    pages.article(site, body=[sound(document=document)])
    answer = client.get(document.url, headers={"range": "bytes=10-19"})
    assert (answer.status_code, answer["Content-Type"]) == (206, "audio/mp4")


def test_a_sound_of_a_gated_text_is_gated(client, site):
    document = media.document("secret.mp3", b"ID3")
    page = pages.article(site, body=[sound(document=document, title="Secret")])
    pages.release(page)
    assert "Secret" not in client.get(page.url).content.decode()
    assert client.get(document.url).status_code == 404


@pytest.mark.parametrize(
    ("typed", "seconds", "length"),
    [
        ("", 0, ""),
        ("longtemps", 0, ""),
        ("0:42", 42, "42 s"),
        ("12:05", 725, "12 min 05 s"),
        ("1:02:30", 3750, "1 h 02 min"),
    ],
)
def test_how_long_it_is(typed, seconds, length):
    value = AudioBlock().to_python({"title": "Une nuit", "duration": typed})
    assert (value.seconds, value.length) == (seconds, length)


@pytest.mark.parametrize("typed", ["douze", "12", "12:60", "1:2:3", "-1:00", "1:00:00:00"])
def test_another_length_is_refused(site, typed):
    with pytest.raises(ValidationError) as refusal:
        AudioBlock().clean(AudioBlock().normalize(sound(duration=typed)[1]))
    assert set(refusal.value.block_errors) == {"duration"}


def test_a_file_that_is_no_sound_is_refused_in_words(site):
    with pytest.raises(ValidationError) as refusal:
        AudioBlock().clean(AudioBlock().normalize(sound(document=media.document())[1]))
    (said,) = refusal.value.block_errors["document"].messages
    assert "rapport" in said
    assert ".mp3" in said


def test_words_are_translated_and_lengths_are_not(site):
    block = STREAM.child_blocks["audio"]
    assert block.child_blocks["duration"].get_translatable_segments("12:05") == []


def test_what_lost_its_file_leaves_no_hole(client, site):
    document = media.document("nuit.mp3", b"ID3")
    page = pages.article(site, body=[sound(document=document), *pages.text("La suite.")])
    document.delete()
    html = Client().get(page.url).content.decode()
    assert "La suite." in html
    assert "recording" not in html


def test_twenty_cost_what_two_do(client, site):
    def filled(count: int) -> list:
        return [
            block
            for _each in range(count)
            for block in (sound(), film(poster=media.image(), captions=media.document()))
        ]

    two, twenty = (pages.article(site, title=f"Avec {count}", body=filled(count)) for count in (2, 20))
    assert queries(client, twenty.url) == queries(client, two.url)
