"""Each passage of the translation's editor is called what it is in the editor of the text."""

import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale
from wagtail_localize.operations import translate_object

from tests.factories import media, pages

pytestmark = pytest.mark.django_db

PICTURE = {"decorative": False, "alt_text": "Une halle"}
RECORDING = {"title": "Entretien", "duration": "1:02", "transcript": "<p>Bonjour.</p>"}
GRID = {"data": [["Année", "Prix"], ["2024", "cher"]], "first_row_is_table_header": True, "table_caption": "Tarifs"}


def every_block(other) -> list[dict]:
    picture = {"image": {**PICTURE, "image": media.image().pk}, "caption": "Légende de la photo"}
    recording = {**RECORDING, "document": media.document("son.mp3").pk}
    link = '<p>Voir <a href="https://a.example/b.c">le site</a>.</p>'
    return [
        {"type": "paragraph", "value": link},
        {"type": "figure", "value": picture},
        {
            "type": "gallery",
            "value": {"title": "Album", "pictures": [{"type": "item", "value": picture, "id": n} for n in "ab"]},
        },
        {
            "type": "box",
            "value": {
                "title": "Repères",
                "content": [
                    {"type": "figure", "value": picture, "id": "c"},
                    {"type": "table", "value": GRID, "id": "d"},
                ],
            },
        },
        {"type": "table", "value": GRID},
        {"type": "typed_chart", "value": {"title": "Elles montent", "kind": "bars", "table": GRID, "source": "Nous"}},
        {"type": "audio", "value": recording},
        {
            "type": "video_file",
            "value": {**recording, "document": media.document("f.mp4").pk, "captions": media.document("c.vtt").pk},
        },
        {"type": "video", "value": {**RECORDING, "address": "https://youtu.be/aqz-KE-bpKQ"}},
        {"type": "cards", "value": [{"type": "item", "value": other.pk, "id": "e"}]},
        {"type": "page_link", "value": {"page": other.pk, "label": "Lire"}},
        {"type": "notes", "value": [{"type": "item", "value": {"mark": "1", "text": "<p>Source.</p>"}, "id": "f"}]},
        {"type": "question", "value": {"question": "Pourquoi ?", "answer": "<p>Parce que.</p>"}},
    ]


def passages(page, client) -> list[tuple[str, str | None, str]]:
    """The block, the part and the text of each."""
    english = Locale.objects.get(language_code="en")
    translate_object(page, [english])
    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.get_translation(english).pk])).text
    props = json.loads(BeautifulSoup(text, "lxml").select_one("[data-props]")["data-props"])
    return [
        (segment["location"]["field"], segment["location"]["subField"], segment.get("source") or segment["value"])
        for segment in props["segments"]
        if segment["location"]["blockId"]
    ]


def test_parts_are_named(site, admin_client):
    page = pages.article(site)
    page.body = json.dumps([{**block, "id": str(at)} for at, block in enumerate(every_block(pages.article(site)))])
    page.save_revision()
    with override("fr"):
        found = passages(page, admin_client)
    assert ("Texte", "Lien", "https://a.example/b.c") in found
    assert ("Image", "Texte de remplacement", "Une halle") in found
    assert ("Galerie", "Légende", "Légende de la photo") in found
    assert ("Encadré", "Image › Texte de remplacement", "Une halle") in found
    assert ("Encadré", "Tableau › Ligne 2, colonne 2", "cher") in found
    assert ("Tableau", "Légende", "Tarifs") in found
    assert ("Graphique d’un tableau", "Ligne 1, colonne 1", "Année") in found
    assert ("Vidéo hébergée ici", "Sous-titres") in {(block, part) for block, part, _text in found}
    assert ("Notes", "Note", "Source.") in found
