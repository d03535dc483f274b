"""What the links in published pages lead to: those of the site by looking, those elsewhere by asking, slowly."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from portal.core.redirects.keeping import keep_address
from portal.desk import asking
from portal.desk.asking import ask, is_public
from portal.desk.links import written_in
from portal.desk.models import Link, LinkState
from portal.desk.roles import create_roles
from portal.desk.tasks import check_links
from portal.operations import schedule
from tests.factories import pages
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


class Elsewhere(BaseHTTPRequestHandler):
    """Another site: each path says what it answers. `/head-405` knows no HEAD; `/to/x` leads to `/x`."""

    asked: list[tuple[str, str, str]] = []

    def do_GET(self) -> None:
        type(self).asked.append((self.command, self.path, self.headers["User-Agent"]))
        name = self.path.rpartition("/")[2]
        status = 405 if name == "head-405" and self.command == "HEAD" else int(name) if name.isdecimal() else 200
        self.send_response(302 if self.path.startswith("/to/") else status)
        if self.path.startswith("/to/"):
            self.send_header("Location", self.path if name == "round" else f"/{name}")
        if status == 429:
            self.send_header("Retry-After", "60")
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *args) -> None:
        """Nothing."""


@pytest.fixture
def elsewhere(monkeypatch) -> Iterator[str]:
    Elsewhere.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(asking, "is_public", lambda host: True)
    monkeypatch.setattr(asking, "PAUSE_SECONDS", 0)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("200", None),
        ("head-405", None),
        ("to/200", None),
        ("404", LinkState.BROKEN),
        ("410", LinkState.BROKEN),
        ("to/404", LinkState.BROKEN),
        ("403", LinkState.UNSURE),
        ("500", LinkState.UNSURE),
        ("to/round", LinkState.UNSURE),
    ],
)
def test_what_another_site_answers(elsewhere, path, state):
    assert ask(f"{elsewhere}/{path}")[0] == state
    assert all("testserver" in agent for _method, _path, agent in Elsewhere.asked)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "localhost", "192.168.1.1"])
def test_nobody_inside_the_network_is_asked(host):
    assert not is_public(host)


def test_where_a_redirect_leads_is_looked_at_too(elsewhere, monkeypatch):
    seen = []
    monkeypatch.setattr(asking, "is_public", lambda host: not seen.append(host))
    ask(f"{elsewhere}/to/200")
    assert len(seen) == 2


def test_what_is_no_address_or_answers_nothing_breaks_nothing(monkeypatch):
    assert ask("http://[x/")[0] == LinkState.BROKEN
    assert ask("http://127.0.0.1/")[0] == LinkState.UNSURE

    def unknown(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert ask("http://nulle-part.example/")[0] == LinkState.BROKEN


def test_what_is_found_is_told_in_the_language_of_who_reads():
    state, found = ask("http://127.0.0.1/")
    link = Link(address="http://127.0.0.1/", state=state, found=found)
    for language, said in (("fr", "hors du réseau public"), ("en", "not on the public network")):
        with override(language):
            assert link.shown_answer == said


def test_a_site_that_asks_for_it_is_left_alone(elsewhere):
    answers = dict(asking.ask_one_by_one([f"{elsewhere}/200", f"{elsewhere}/429", f"{elsewhere}/404"]))
    assert list(answers) == [f"{elsewhere}/200"]


def article(site, *addresses: str):
    links = "".join(f'<p><a href="{address}">ici</a></p>' for address in addresses)
    return pages.article(site, body=[("paragraph", links)])


def test_links_are_found_wherever_they_are_written(site):
    there = ("outside_link", {"url": "https://ailleurs.example/x", "label": "Là", "site": ""})
    text = '<p><a href="/un/">1</a> <a href="mailto:a@b.fr">2</a> https://texte.example/</p>'
    page = pages.article(site, body=[there, ("paragraph", text)])
    assert written_in(page) == {"/un/", "https://ailleurs.example/x"}


def test_links_on_the_site_are_checked_without_asking(site):
    first = pages.article(site, slug="un")
    keep_address(old="/2019/un.html", page=first, by=None)
    good = ("/magazine/un/", "/2019/un.html", "/compte/", "http://testserver/en/magazine/", "/magazine/un/?a=1#b")
    page = article(site, *good, "/rien/", "http://testserver/rien-non-plus/")
    check_links.enqueue()
    rows = Link.objects.filter(page=page)
    assert {row.address for row in rows} == {"/rien/", "http://testserver/rien-non-plus/"}
    assert {row.state for row in rows} == {LinkState.BROKEN}


def test_a_link_to_a_page_that_is_not_published_is_told_without_its_title(site):
    target = pages.article(site, title="Secret", slug="secret")
    page = pages.article(site, title="Autre", body=[("paragraph", f'<p><a linktype="page" id="{target.pk}">x</a></p>')])
    target.unpublish()
    check_links.enqueue()
    row = Link.objects.get(page=page)
    assert "Secret" not in row.shown_address + row.found
    target.save_revision().publish()
    check_links.enqueue()
    assert not Link.objects.exists()


def test_links_elsewhere_are_told_since_when_until_they_are_mended(site, elsewhere):
    page = article(site, f"{elsewhere}/404", f"{elsewhere}/403", f"{elsewhere}/200")
    check_links.enqueue()
    assert dict(Link.objects.values_list("found", "state")) == {"404": "broken", "403": "unsure"}
    before = timezone.now() - timedelta(days=9)
    Link.objects.update(since=before)
    check_links.enqueue()
    assert set(Link.objects.values_list("since", flat=True)) == {before}
    page.body = []
    page.save_revision().publish()
    check_links.enqueue()
    assert not Link.objects.exists()


def test_nobody_is_asked_unless_the_operator_wants_it(site, elsewhere, settings):
    article(site, f"{elsewhere}/404")
    for wanted in (False, True):
        settings.CHECK_LINKS = wanted
        for day in range(7):
            schedule.check_links_on(timezone.localdate() + timedelta(days=day))
        assert Link.objects.exists() is wanted


def test_editors_see_the_links_of_their_own_pages(site):
    mine, other = article(site, "/rien/"), pages.event(site, title="Ailleurs")
    for page in (mine, other):
        Link.objects.create(page=page, address=f"/rien-{page.pk}/", state="broken", found="404")
    user = UserFactory()
    user.groups.add(create_roles()["events_organiser"])
    client = Client()
    client.force_login(user)
    html = client.get(reverse("link:index")).text
    assert f"/rien-{other.pk}/" in html
    assert f"/rien-{mine.pk}/" not in html
