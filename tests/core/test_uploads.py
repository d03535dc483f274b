"""What comes in through the editor's forms: taken and shown everywhere, or refused in a sentence."""

import json
import logging
import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.images.models import Filter

from portal.core.files.media import PortalDocument, PortalImage
from tests.factories import media, pages
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

# What the templates ask for.
SPECS = [
    *Filter.expand_spec(["format-{avif,webp,jpeg}", "width-{400,800,1200}"]),
    *Filter.expand_spec(["format-{avif,webp,jpeg}", "fill-128x128"]),
    *Filter.expand_spec(["format-{webp,png}", "max-400x160"]),
    "max-400x72",
    "format-jpeg|width-1200",
    "max-165x165",
]


@pytest.fixture
def editor(site) -> Client:
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


def send(editor: Client, kind: str, name: str, content: bytes):
    file = SimpleUploadedFile(name, content)
    return editor.post(f"/admin/{kind}/add/", {"title": "Essai", "file": file, "collection": "1"})


def errors(response) -> str:
    return " ".join(response.context["form"].errors["file"])


def encoded(picture: Image.Image, kind: str, **options) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def grey16() -> bytes:
    picture = Image.new("I;16", (60, 40))
    picture.putdata([level * 27 for level in range(60 * 40)])
    return encoded(picture, "PNG")


def rotated() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(Image.new("RGB", (60, 40)), "JPEG", exif=exif)


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (60, 40), (step * 60, 0, 0)) for step in range(4)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=80)


def palette() -> bytes:
    picture = Image.new("RGBA", (60, 40), (200, 0, 0, 0)).convert("P")
    return encoded(picture, "PNG", transparency=0)


PICTURES = {
    "gris16.png": grey16,
    "trame.png": lambda: encoded(Image.new("1", (60, 40)), "PNG"),
    "gris-alpha.png": lambda: encoded(Image.new("LA", (60, 40)), "PNG"),
    "palette.png": palette,
    "quadri.jpg": lambda: encoded(Image.new("CMYK", (60, 40), (10, 80, 90, 0)), "JPEG"),
    "gris.jpg": lambda: encoded(Image.new("L", (60, 40)), "JPEG"),
    "tournee.jpg": rotated,
    "animee.gif": lambda: animated("GIF"),
    "animee.webp": lambda: animated("WEBP"),
    "telephone.heic": lambda: encoded(Image.new("RGB", (64, 48)), "HEIF"),
    "telephone.avif": lambda: encoded(Image.new("RGB", (64, 48)), "AVIF"),
    "minuscule.png": lambda: media.png(1, 1),
    "😀.png": media.png,
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_rendition_is_made_of_what_is_taken(editor, name):
    response = send(editor, "images", name, PICTURES[name]())

    assert response.status_code == 302, errors(response)
    image = PortalImage.objects.get()
    for spec in SPECS:
        image.get_rendition(spec)
    assert image.file.name.rpartition("/")[2].split(".")[0]
    assert editor.get("/admin/images/").status_code == 200


def test_a_scan_of_sixteen_bits_keeps_its_greys(editor):
    send(editor, "images", "gris16.png", grey16())

    with Image.open(PortalImage.objects.get().file) as picture:
        assert picture.mode == "L"
        assert picture.getextrema() == (0, 252)


def bomb() -> bytes:
    """A few kilobytes that unfold to 30,000 by 30,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 4000))
        + chunk(b"IEND", b"")
    )


BROKEN = {
    "bombe.png": (bomb, "pixels"),
    "grande.png": (lambda: encoded(Image.new("1", (8000, 7000)), "PNG"), "pixels"),
    "tronquee.png": (lambda: encoded(Image.effect_noise((300, 200), 60), "PNG")[:20_000], "illisible"),
    "tronquee.jpg": (lambda: encoded(Image.effect_noise((300, 200), 60), "JPEG")[:9_000], "illisible"),
    "tronquee.webp": (lambda: encoded(Image.effect_noise((300, 200), 60), "WEBP")[:4_000], "illisible"),
    "tronquee.gif": (lambda: encoded(Image.effect_noise((300, 200), 60), "GIF")[:9_000], "illisible"),
    "vide.png": (lambda: b"", ""),
    "texte.png": (lambda: b"pas une image", ""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_can_not_be_drawn_is_refused_in_words(editor, name):
    make, word = BROKEN[name]

    response = send(editor, "images", name, make())

    assert response.status_code == 200
    assert word in errors(response)
    assert not PortalImage.objects.exists()


@pytest.mark.parametrize("name", ["bombe.png", "tronquee.png"])
def test_the_choosers_form_refuses_in_words_too(editor, name):
    upload = SimpleUploadedFile(name, BROKEN[name][0]())

    response = editor.post(
        "/admin/images/chooser/create/",
        {"image-chooser-upload-title": "Essai", "image-chooser-upload-file": upload},
    )
    several = editor.post(
        "/admin/images/multiple/add/",
        {"files[]": SimpleUploadedFile(name, BROKEN[name][0]())},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert (response.status_code, several.status_code, several.json()["success"]) == (200, 200, False)
    assert not PortalImage.objects.exists()


def undrawable() -> PortalImage:
    """As may lie in storage from before, or from a damaged disk."""
    image = media.image()
    with image.file.storage.open(image.file.name, "wb") as stream:
        stream.write(media.png(400, 300)[:100])
    return image


def test_a_picture_that_can_not_be_made_breaks_no_page(site, caplog):
    image = undrawable()
    figure = {"image": {"image": image.pk, "alt_text": "", "decorative": True}, "caption": "Légende"}
    pages.article(site, cover=image, body=json.dumps([{"type": "figure", "value": figure}]))

    with caplog.at_level(logging.CRITICAL):
        answers = [Client().get(page.url) for page in (*type(site["home"]).objects.live(), *pages_of(site))]

    assert {answer.status_code for answer in answers} == {200}
    assert "not-found" not in "".join(answer.content.decode() for answer in answers)
    assert 'class="mosaic"' in answers[-1].content.decode()


def pages_of(site) -> list:
    return [site["magazine"], *site["magazine"].get_descendants().live()]


def test_the_library_shows_itself_with_a_picture_that_can_not_be_made(editor):
    image = undrawable()

    assert editor.get("/admin/images/").status_code == 200
    assert editor.get(f"/admin/images/{image.pk}/").status_code == 200


def test_what_can_not_be_drawn_is_told_to_the_operator(caplog):
    image = undrawable()

    with pytest.raises(OSError, match=r"."):
        image.get_rendition("width-20")

    assert f"Image {image.pk}" in caplog.text


def zipped(*members: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return buffer.getvalue()


DOCUMENTS = {
    "étude.pdf": b"%PDF-1.7\n",
    "données.csv": "âge;réponse\n".encode("latin-1"),
    "Rapport.DOCX": zipped("word/document.xml"),
    "tables.xlsx": zipped("xl/workbook.xml"),
    "notes.odt": zipped("content.xml"),
    "réponses.sav": b"$FL2@(#) SPSS DATA FILE",
    "affiche.png": b"\x89PNG\r\n\x1a\n",
    "entretien.mp3": b"ID3\x04",
    "entretien.m4a": b"\0\0\0 ftypM4A ",
    "entretien.ogg": b"OggS",
    "film.mp4": b"\0\0\0 ftypisom",
    "film.webm": b"\x1a\x45\xdf\xa3",
    "film.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\nBonsoir.",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_of_the_usual_kinds_are_taken(editor, name):
    assert send(editor, "documents", name, DOCUMENTS[name]).status_code == 302
    assert PortalDocument.objects.exists()


REFUSED = {
    "outil.exe": b"MZ\x90",
    "page.html": b"<script>alert(1)</script>",
    "page.xhtml": b"<html/>",
    "dessin.svg": b"<svg/>",
    "lettre.docm": zipped("word/document.xml", "word/vbaProject.bin"),
    "script.js": b"alert(1)",
    "sans-suffixe": b"x",
    "page.pdf": b"<script>alert(1)</script>",
    "outil.csv": b"MZ\x90\0\3",
    "macros.docx": zipped("word/document.xml", "word/vbaProject.bin"),
    "autre.docx": zipped("xl/workbook.xml"),
    "rompu.xlsx": zipped("xl/workbook.xml")[:40],
    "autre.mp3": b"MZ\x90",
    "autre.mp4": b"<html>",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_runs_or_is_not_what_it_says_is_refused_in_words(editor, name):
    response = send(editor, "documents", name, REFUSED[name])

    assert response.status_code == 200
    assert len(response.context["form"].errors["file"]) == 1
    assert not PortalDocument.objects.exists()


@pytest.mark.parametrize(
    ("name", "stored"), [("😀.pdf", "document"), ("étude n° 4.PDF", "étude"), ("調査.pdf", "調査")]
)
def test_a_document_keeps_a_name_and_its_type(editor, name, stored):
    send(editor, "documents", name, b"%PDF-1.7\n")
    document = PortalDocument.objects.get()

    response = editor.get(f"/media/{document.file.name}")

    assert document.filename.startswith(stored)
    assert response["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("name", ["調" * 84 + ".pdf", "é" * 240 + ".pdf", "a." + "b" * 200])
def test_a_name_that_no_disk_takes_is_cut(settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path  # where nothing has that name yet
    document = PortalDocument.objects.create(title="Long", file=ContentFile(b"%PDF-1.7\n", name=name))

    assert document.file.storage.exists(document.file.name)
    assert document.filename.startswith(name[:20])
    assert document.filename.endswith(name[-4:])


def test_a_document_is_renamed_without_being_sent_again(editor):
    document = PortalDocument.objects.create(title="Avant", file=ContentFile(b"x", name="ancien.pdf"))

    response = editor.post(f"/admin/documents/edit/{document.pk}/", {"title": "Après", "collection": "1"})

    document.refresh_from_db()
    assert (response.status_code, document.title) == (302, "Après")


def test_the_description_of_a_picture_is_asked_for_by_its_name(db):
    field = get_image_form(get_image_model())(user=UserFactory(is_superuser=True)).fields["description"]
    assert str(field.label) == "Texte de remplacement"
    assert "Ce que montre l’image" in str(field.help_text)
