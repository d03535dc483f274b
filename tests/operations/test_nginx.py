"""The nginx of Debian with the file that deploy/ ships: what it hands out is what the portal would have."""

import random
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.doors.application import Application
from tests.doors.served import ROOT, environment_of, free_port, served, wait_for_pictures
from tests.doors.visitor import Visitor

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
# Each server's own, and what says how one connection is used.
OF_THE_CONNECTION = {"Server", "Date", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length"}
OF_THE_MOMENT = {"Set-Cookie", "Expires"}
OLDER_NAME_OF_SCRIPTS = ("application/javascript", "text/javascript")  # one kind by RFC 9239: Debian 12 says the older
EDGE = ["/robots.txt", "/sitemap.xml", "/favicon.ico", "/theme.css", "/.well-known/security.txt"]
CONF = (ROOT / "deploy" / "nginx.conf").read_text()


def test_every_header_of_a_file_is_kept_where_nginx_hands_it_over():
    """X-Accel-Redirect keeps five headers and forgets the others: each has its line."""
    handed_over = CONF.partition("location /protected/")[2].partition("}")[0]
    kept = set(re.findall(r"add_header (\S+) \$upstream_http_", handed_over))
    assert {"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Strict-Transport-Security"} <= kept


def test_nothing_is_cached_between_visitors():
    assert "proxy_cache" not in CONF


@dataclass(frozen=True)
class Both:
    """The same data by both ways of delivery."""

    portal: str
    nginx: str
    password: str
    application: Application


def rendered(folder: Path, data: Path, port: int) -> Path:
    """deploy/'s file, with this machine's paths and without certificates."""
    conf = re.sub(r"^ *(ssl_certificate|listen \[::\]).*\n", "", CONF, flags=re.MULTILINE)
    conf = conf.replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}").replace(
        "listen 80;", f"listen 127.0.0.1:{free_port()};"
    )
    conf = conf.replace("/var/lib/portal", str(data)).replace("/run/portal", str(folder))
    conf = conf.replace("portail.example", "127.0.0.1").replace("$host", "$http_host")
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("proxy", "client_body", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"user root;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n"
        f"include /etc/nginx/mime.types;\naccess_log off;\n{paths}{conf}\n}}\n"
    )
    return whole


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> Iterator[Both]:
    if NGINX is None:
        pytest.skip("nginx is missing (Debian: apt install nginx)")
    folder = tmp_path_factory.mktemp("nginx")
    data, port = folder / "data", free_port()
    with served(sys.executable, data) as portal:
        wait_for_pictures(portal.url)
        behind = {**environment_of(portal), "X_ACCEL_REDIRECT": "/protected/", "TRUSTED_PROXIES": "1"}
        make_svg = (
            "from django.core.files.base import ContentFile; from portal.core.files.media import PortalDocument;"
            "PortalDocument.objects.create(title='s', file=ContentFile(b'<svg/>', name='drill.svg'))"
        )
        subprocess.run([sys.executable, "manage.py", "shell", "-c", make_svg], cwd=ROOT, env=behind, check=True)
        gunicorn = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"unix:{folder}/gunicorn.sock"]
        conf = rendered(folder, data, port)
        running = [
            subprocess.Popen([*gunicorn, "--worker-class", "gthread", "--threads", "4"], cwd=ROOT, env=behind),
            subprocess.Popen([NGINX, "-c", str(conf), "-g", "daemon off;"]),
        ]
        try:
            for _try in range(300):
                with socket.socket() as probe:
                    if (folder / "gunicorn.sock").exists() and not probe.connect_ex(("127.0.0.1", port)):
                        break
                time.sleep(0.1)
            yield Both(portal.url, f"http://127.0.0.1:{port}", portal.password, portal.application)
        finally:
            for process in reversed(running):
                process.terminate()
                process.wait(20)


def addresses(visitor: Visitor) -> list[str]:
    """One of each kind of answer that a crawl finds, and some that it can't."""
    found = visitor.crawl(["/", "/en/"], alike=1)
    kinds: dict[str, str] = {}
    for address in sorted(found):
        kinds.setdefault(re.sub(r"^(/\w+).*?(\.\w+)?$", r"\1\2", address), address)
    return [*kinds.values(), "/nulle-part/", "/media/documents/rien.pdf", "/admin/", "/compte/login/", "/compte", *EDGE]


def differences(ours: requests.Response, theirs: requests.Response) -> list[str]:
    told = []
    parts = {"Content-Security-Policy": ";", "Vary": ","}  # in any order
    if ours.status_code != theirs.status_code:
        told.append(f"{theirs.request.url}: {ours.status_code}, {theirs.status_code}")
    for name in {*ours.headers, *theirs.headers} - OF_THE_CONNECTION - OF_THE_MOMENT:
        own, handed = ours.headers.get(name), theirs.headers.get(name)
        if name == "Accept-Ranges" and None in (own, handed):
            continue  # of static files nginx gives parts, too; with a part it doesn't say so again
        if name == "ETag" and "/static/" in theirs.request.path_url:
            continue  # WhiteNoise takes the hour of Paris for that of Greenwich
        if name == "ETag" and "/media/" not in theirs.url and theirs.url.endswith(".pdf"):
            continue  # printed when it is asked for, with its moment
        if name in parts and own and handed:
            own, handed = (sorted({part.strip() for part in said.split(parts[name])}) for said in (own, handed))
            if name == "Vary":  # nginx compresses
                own, handed = ([part for part in said if part != "Accept-Encoding"] for said in (own, handed))
        if name == "Content-Type" and own and handed:
            own, handed = (said.replace('"', "").replace(*OLDER_NAME_OF_SCRIPTS) for said in (own, handed))
        if own != handed:
            told.append(f"{theirs.request.method} {theirs.request.path_url} {name}: {own!r}, {handed!r}")
    return told


@pytest.mark.drill
def test_every_header_of_every_kind_of_answer_is_the_portals_own(both):
    kinds, told = addresses(Visitor(both.portal)), []
    plain = {"Accept-Encoding": "identity", "Host": both.portal.partition("//")[2]}  # pages tell their own address
    for address in kinds:
        for method in ("GET", "HEAD"):
            pair = [
                requests.request(method, base + address, headers=plain, allow_redirects=False, timeout=60)
                for base in (both.portal, both.nginx)
            ]
            told += differences(*pair)
    assert any(address.startswith("/media/") for address in kinds)
    assert not told, "\n".join(told)


@pytest.mark.drill
def test_no_answer_is_kept_apart_by_the_language_of_the_browser(both):
    told: list[str] = []
    pages = ["/", "/en/", "/magazine/", "/en/magazine/", "/contact/", "/nulle-part/", "/en/nowhere/", "/admin/"]
    for address in (*pages, "/robots.txt", "/sitemap.xml", "/media/documents/rien.pdf"):
        english, german = (
            requests.get(both.nginx + address, headers={"Accept-Language": spoken}, allow_redirects=False, timeout=60)
            for spoken in ("en-GB,en;q=0.8", "de,fr-CH;q=0.7")
        )
        if "accept-language" in english.headers.get("Vary", "").lower():
            told.append(f"{address}: Vary: {english.headers['Vary']}")
        told += [each for each in differences(english, german) if "ETag" not in each]
        if address in ("/", "/en/", "/magazine/", "/robots.txt") and english.content != german.content:
            told.append(f"{address}: another text")
    assert not told, "\n".join(told)


WALLED = ["/etudes/barometre-des-attentes-2025/", "/en/studies/", "/etudes/", "/"]
REQUESTS = 10_000


@pytest.mark.drill
def test_nothing_crosses_between_a_member_and_a_visitor(both):
    """On the very same addresses, in any order; the visitor's come from the cache of whole pages."""
    member, visitor = Visitor(both.nginx), Visitor(both.nginx)
    member.sign_in("membre@prevenance.example", both.password)
    order, crossed, walled = random.Random(7), [], 0
    for _request in range(REQUESTS):
        who, address = order.choice([member, visitor]), order.choice(WALLED)
        answer = who.get(address)
        has_wall, is_known = 'aria-labelledby="wall"' in answer.text, 'href="/compte/"' in answer.text
        walled += has_wall
        is_member = who is member
        kept = "no-store" not in answer.headers["Cache-Control"]
        english = address.startswith("/en/")
        if (has_wall and is_member) or kept is is_member or (is_known is not is_member and not english):
            crossed.append(f"{address}, {'member' if is_member else 'visitor'}")
    assert not crossed, crossed[:20]
    assert walled > REQUESTS / 20


ASKED = [
    {},
    {"Range": "bytes=2-9"},
    {"Range": "bytes=99999999-"},
    {"If-None-Match": "ETAG"},
    {"If-Modified-Since": "DATE"},
    {"Range": "bytes=2-9", "If-Range": "ETAG"},
]


@pytest.mark.drill
@pytest.mark.parametrize("kind", [".pdf", ".webp", ".svg"])
def test_a_file_in_part_again_or_whole_is_sent_alike(both, kind):
    own, handed = Visitor(both.portal), Visitor(both.nginx)
    for visitor in (own, handed):
        visitor.sign_in("administration@prevenance.example", both.password, both.application)
    found = own.crawl(["/", "/etudes/"], alike=1, status=None) | {"/media/documents/drill.svg"}
    address = next(each for each in sorted(found) if each.startswith("/media/") and each.endswith(kind))
    whole = own.session.get(both.portal + address, timeout=60)
    known = {"ETAG": whole.headers["ETag"], "DATE": whole.headers["Last-Modified"]}
    for headers in ASKED:
        asked = {"Accept-Encoding": "identity"} | {name: known.get(value, value) for name, value in headers.items()}
        answers = [each.session.get(each.base + address, headers=asked, timeout=60) for each in (own, handed)]
        if answers[0].status_code == 416:  # nginx writes that page itself
            assert answers[1].status_code == 416
            assert "nosniff" in answers[1].headers["X-Content-Type-Options"]
            continue
        assert not (told := differences(*answers)), f"{headers}: {told}"
        if answers[0].status_code < 300:
            assert answers[0].content == answers[1].content
            assert "sandbox" in answers[1].headers["Content-Security-Policy"]
            assert (kind != ".svg") or answers[1].headers["Content-Disposition"].startswith("attachment")
