"""What stands at the edge of the site, and what every answer says."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.conf import settings
from django.test import override_settings
from django.test.client import RequestFactory
from PIL import Image
from wagtail.models import Site

from portal.core.look.theme import fingerprint
from portal.core.models import SiteSettings
from portal.wsgi import application
from tests.factories import pages
from tests.factories.html import Outline

pytestmark = pytest.mark.django_db

SECURITY_TXT = "/.well-known/security.txt"


@pytest.fixture
def association(site) -> SiteSettings:
    return SiteSettings.for_site(Site.objects.get())


def fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_security_is_reported_to_the_association(client, association):
    answer = client.get(SECURITY_TXT)
    told = fields(answer.content.decode())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert told["Contact"] == "mailto:bonjour@prevenance.exemple.fr"
    assert told["Preferred-Languages"] == "fr, en"
    assert told["Canonical"] == "http://testserver/.well-known/security.txt"


def test_its_end_is_a_moment_to_come_less_than_a_year_ahead(client, association):
    with time_machine.travel(datetime(2026, 11, 26, 23, 30, tzinfo=UTC), tick=False):
        first, second = (client.get(SECURITY_TXT) for _time in range(2))
        ends = datetime.fromisoformat(fields(first.content.decode())["Expires"])
        assert timedelta(days=30) < ends - datetime.now(UTC) < timedelta(days=365)
    assert first["ETag"] == second["ETag"]


@pytest.mark.parametrize(
    ("contact", "written"),
    [
        ("alerte+faille@exemple.fr", "mailto:alerte%2Bfaille@exemple.fr"),
        ("mailto:alerte@exemple.fr", "mailto:alerte@exemple.fr"),
        ("https://exemple.fr/failles", "https://exemple.fr/failles"),
    ],
)
def test_the_operator_may_name_somebody_else(client, association, contact, written):
    with override_settings(SECURITY_CONTACT=contact):
        assert fields(client.get(SECURITY_TXT).content.decode())["Contact"] == written


def test_where_nobody_is_named_there_is_none(client, association):
    association.contact_email = ""
    association.save()
    assert client.get(SECURITY_TXT).status_code == 404


def test_browsers_that_ask_for_it_get_an_icon(client):
    answer = client.get("/favicon.ico")
    assert answer["Content-Type"] == "image/x-icon"
    assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=604800"}
    assert Image.open(BytesIO(answer.content)).info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    assert "Vary" not in answer


@pytest.mark.parametrize("url", ["/", "/en/"])
def test_a_page_names_its_icons(client, site, url):
    icons = {link["rel"]: link for link in Outline(client.get(url).content.decode()).all("link")}
    touch = icons["apple-touch-icon"]["href"]
    path = settings.BASE_DIR / "static" / touch.removeprefix(settings.STATIC_URL)
    assert Image.open(path).size == (180, 180)


def test_a_changed_colour_has_another_address_and_is_seen_at_once(client, association):
    addresses = []
    for colour in ("#0a5c36", "#5c0a36"):
        association.brand_light = colour
        association.save()
        sheets = [
            link["href"] for link in Outline(client.get("/").content.decode()).all("link") if "theme" in link["href"]
        ]
        answer = client.get(sheets[0])
        assert colour in answer.content.decode()
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        addresses += sheets
    assert len(set(addresses)) == 2


@pytest.mark.parametrize("address", ["/theme.css", "/theme-0123456789ab.css"])
def test_any_other_address_of_the_colours_gives_those_of_now_and_is_not_kept(client, association, address):
    association.brand_light = "#0a5c36"
    association.save()
    answer = client.get(address)
    assert "#0a5c36" in answer.content.decode()
    assert answer["Cache-Control"] == "public, no-cache"
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_without_colours_of_its_own_the_sheet_is_empty(client, association):
    assert association.stylesheet_url() == ""
    assert client.get("/theme.css").content == b""
    assert client.get(f"/theme-{fingerprint('')}.css").status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/en/",
        "/magazine",
        "/nulle-part/",
        "/media/rien.pdf",
        "/admin/",
        "/admin/login/",
        "/robots.txt",
        "/sitemap.xml",
    ],
)
def test_no_answer_lets_a_page_use_the_devices_of_its_visitor(client, site, url):
    assert client.get(url)["Permissions-Policy"] == settings.PERMISSIONS_POLICY


def test_nor_does_one_that_is_refused_or_sent_to_https(client, site):
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert "camera=()" in client.get("/")["Permissions-Policy"]
    refused = client.get("/", headers={"host": "ailleurs.example"})
    assert refused.status_code == 400
    assert "camera=()" in refused["Permissions-Policy"]
    assert "camera=()" in client.delete("/robots.txt")["Permissions-Policy"]


def test_nginx_says_the_same_of_the_files_it_hands_out_itself():
    conf = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
    static = conf.partition("location /static/")[2].partition("}")[0]
    assert f'add_header Permissions-Policy "{settings.PERMISSIONS_POLICY}";' in static
    handed_over = conf.partition("location /protected/")[2].partition("}")[0]
    assert "Permissions-Policy $upstream_http_permissions_policy always" in handed_over


def sent(method: str, path: str) -> tuple[int, dict[str, str], bytes]:
    """As it is handed to the server in front, which Django's own client does not show."""
    environ = RequestFactory().generic(method, path).environ
    told: list = []
    parts = application(environ, lambda status, headers: told.extend((status, headers)))
    body = b"".join(parts)
    parts.close()
    return int(told[0].split()[0]), dict(told[1]), body


def test_head_is_answered_without_a_body_and_with_its_length(site):
    event = pages.event(site)
    for path in ("/", "/en/magazine/", "/nulle-part/", "/robots.txt", "/favicon.ico", "/theme.css", "/admin/login/"):
        status, headers, body = sent("HEAD", path)
        assert body == b"", path
        as_read = sent("GET", path)
        assert status == as_read[0]
        assert b"csrfmiddlewaretoken" in as_read[2] or headers.get("Content-Length") == str(len(as_read[2])), path
    assert sent("HEAD", f"/inscriptions/{event.event_id}/event.ics")[2] == b""
