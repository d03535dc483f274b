"""Drawings in SVG: cleaned as they come in, shown like any picture, refused in words where nothing is left."""

import json
import re
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Site

from members.models import Tier
from portal.core.files.media import PortalImage
from portal.core.models import SiteSettings
from tests.factories import pages
from tests.factories.members import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SQUARE = '<rect width="40" height="30" fill="#2c26d2"/>'
LOGO = f'<svg {SVG} viewBox="0 0 400 300">{SQUARE}</svg>'


@pytest.fixture
def editor(site) -> Client:
    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    return client


def send(editor: Client, content: str | bytes, name: str = "dessin.svg"):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return editor.post("/admin/images/add/", {"title": "Essai", "file": file, "collection": "1"})


def stored(editor: Client, content: str | bytes) -> str:
    response = send(editor, content)
    assert response.status_code == 302, response.context["form"].errors
    with PortalImage.objects.get().file.open() as stream:
        return stream.read().decode()


def drawing(inside: str, attributes: str = 'viewBox="0 0 40 30"', before: str = "") -> str:
    return f"{before}<svg {SVG} {attributes}>{inside}{SQUARE}</svg>"


ATTACKS = {
    "script": drawing("<script>alert(1)</script>"),
    "script elsewhere": drawing('<script href="https://mal.example/a.js"/>'),
    "script under a prefix": drawing('<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>'),
    "script of a web page": drawing('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'),
    "event of the root": drawing("", 'viewBox="0 0 40 30" onload="alert(1)"'),
    "event in capitals": drawing('<g ONCLICK="alert(1)"/>'),
    "event of an animation": drawing('<animate onbegin="alert(1)" attributeName="x" dur="1s"/>'),
    "event set by an animation": drawing('<set attributeName="onmouseover" to="alert(1)"/>'),
    "link": drawing('<a xlink:href="javascript:alert(1)"><text>Ici</text></a>'),
    "link with entities": drawing('<a href="java&#10;script:alert(1)"><text>Ici</text></a>'),
    "link set by an animation": drawing('<a><animate attributeName="href" to="javascript:alert(1)"/></a>'),
    "web page inside": drawing(
        '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:alert(1)"/></foreignObject>'
    ),
    "other file": drawing('<use href="https://mal.example/a.svg#b"/>'),
    "other file of this site": drawing('<use href="/media/original_images/a.svg#b"/>'),
    "drawing in an address": drawing('<use href="data:image/svg+xml;base64,PHN2Zz4=#a"/>'),
    "picture elsewhere": drawing('<image xlink:href="https://mal.example/a.png"/>'),
    "picture in a filter": drawing('<filter id="f"><feImage href="https://mal.example/a.png"/></filter>'),
    "style elsewhere": drawing('<style>@import "https://mal.example/a.css";</style>'),
    "style hidden in comments": drawing("<style>@im/**/port url(https://mal.example/a.css);</style>"),
    "style hidden by escapes": drawing(r"<style>a{background:\75rl(https://mal.example/a.png)}</style>"),
    "style in a section": drawing("<style><![CDATA[@font-face{src:url(https://mal.example/a.woff)}]]></style>"),
    "style of an element": drawing('<g style="fill:url(https://mal.example/a.svg#b)"/>'),
    "paint elsewhere": drawing('<g fill="url(//mal.example/a.svg#b)"/>'),
    "style sheet": drawing("", before='<?xml-stylesheet href="https://mal.example/a.css"?>'),
    "type elsewhere": drawing("", before='<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "https://mal.example/a.dtd">'),
    "other encoding": drawing("<script>alert(1)</script>", before='<?xml version="1.0" encoding="utf-16"?>').encode(
        "utf-16"
    ),
}
FORBIDDEN = re.compile(
    r"script|alert|mal\.example|foreignobject|iframe|@import|data:|doctype|entity|<\?|/media|\bon\w+\s*=|<a\b|animate|<set\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_runs_or_is_fetched_survives(editor, attack):
    kept = stored(editor, ATTACKS[attack]).removeprefix("<?xml version='1.0' encoding='utf-8'?>")

    assert FORBIDDEN.findall(kept) == []
    assert "#2c26d2" in kept


@pytest.mark.parametrize(
    "drawn",
    [
        '<linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient><path fill="url(#a)" d="M0 0h9"/>',
        '<style>.a{fill:#c00}</style><circle class="a" r="4"/>',
        '<symbol id="s"><path d="M0 0h9"/></symbol><use xlink:href="#s"/>',
        '<clipPath id="c"><rect width="4" height="4"/></clipPath><g clip-path="url(#c)"><text x="1">Été</text></g>',
    ],
)
def test_what_a_logo_is_drawn_with_stays(editor, drawn):
    kept, given = fromstring(stored(editor, drawing(drawn))), fromstring(drawing(drawn))

    def parts(root: Element) -> list:
        return [(e.tag, sorted(k.rpartition("}")[2] for k in e.attrib), (e.text or "").strip()) for e in root.iter()]

    assert parts(kept) == parts(given)


def nested(depth: int) -> str:
    return drawing("<g>" * depth + "</g>" * depth)


BOMB = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
REFUSED = {
    "no drawing": ("<html><body>Bonjour</body></html>", "n’est pas un dessin"),
    "no xml": (b"\x00\x01", "n’est pas un dessin"),
    "empty": ("", "n’est pas un dessin"),
    "cut short": (LOGO[:-10], "n’est pas un dessin"),
    "unknown encoding": (f'<?xml version="1.0" encoding="klingon"?>{LOGO}', "n’est pas un dessin"),
    "scripts alone": (f"<svg {SVG}><script>alert(1)</script></svg>", "Rien"),
    "entities": (drawing("<text>&b;</text>", before=BOMB), "entités"),
    "file as an entity": (drawing("", before='<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "entités"),
    "deep": (nested(40_000), "trop lourd"),
    "heavy": (drawing(SQUARE * 30_000), "trop lourd"),
    "no height": (drawing("", 'width="0" height="0"'), "illisible"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_leaves_no_drawing_is_refused_in_words(editor, case):
    content, words = REFUSED[case]

    response = send(editor, content)

    assert response.status_code == 200
    assert words in " ".join(response.context["form"].errors["file"])
    assert not PortalImage.objects.exists()


def test_a_drawing_under_another_name_is_refused(editor):
    assert send(editor, ATTACKS["script"], "photo.png").status_code == 200
    assert not PortalImage.objects.exists()


def test_the_form_for_several_cleans_too(editor):
    upload = SimpleUploadedFile("dessin.SVG", ATTACKS["script"].encode())

    answer = editor.post(
        "/admin/images/multiple/add/", {"files[]": upload}, headers={"X-Requested-With": "XMLHttpRequest"}
    )

    assert answer.json()["success"]
    assert b"script" not in PortalImage.objects.get().file.read()


def test_a_drawing_without_a_view_is_not_cut_when_it_is_made_smaller(editor):
    assert 'viewBox="0 0 400.0 200.0"' in stored(editor, drawing("", 'width="400" height="200"'))


@pytest.fixture
def image(editor) -> PortalImage:
    stored(editor, LOGO)
    return PortalImage.objects.get()


def test_a_drawn_logo_stands_in_the_head_and_the_dark_foot(image, editor, client):
    of_site = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    of_site.logo = of_site.logo_on_dark = image
    of_site.save()
    client.get("/")

    head, foot = client.get("/").content.decode().split("<footer", 1)

    for part in (head, foot):
        mark = re.search(r'<img class="logo__image" src="([^"]+\.svg)" width="(\d+)" height="(\d+)" alt="">', part)
        assert mark, part
        assert mark.group(2, 3) == ("96", "72")
    sent = client.get(mark.group(1))
    assert sent.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert sent.headers["X-Content-Type-Options"] == "nosniff"


def test_a_drawn_logo_of_an_organisation_is_shown_among_those_who_support(image, site, client):
    OrganisationFactory(name="Mutuelle Alpha", logo=image, tier=Tier.PARTNER)
    client.get("/")

    html = client.get("/").content.decode()
    shown = re.search(r"<img[^>]*class=\"tier__logo\"[^>]*>", html)
    assert shown
    assert (".svg" in shown[0], "Mutuelle Alpha" in shown[0]) == (True, True)


def test_a_drawing_is_shown_wherever_a_picture_is(image, site, client):
    figure = {"image": {"image": image.pk, "alt_text": "Un carré", "decorative": False}, "caption": "Légende"}
    page = pages.article(site, cover=image, body=json.dumps([{"type": "figure", "value": figure}]))

    html = client.get(page.url).content.decode()

    shown = re.findall(r"<picture><img[^>]+\.svg[^>]*></picture>", html)
    assert len(shown) == 2
    assert all('width="' in tag and 'height="' in tag for tag in shown)
    assert "og:image" not in html or ".svg" not in re.search(r'og:image" content="([^"]+)', html).group(1)


def test_the_library_shows_drawings(image, editor):
    assert b".svg" in editor.get("/admin/images/").content
    assert editor.get(f"/admin/images/{image.pk}/").status_code == 200
