"""How often pages are read, whoever answers: the portal, or what it kept; without following anybody."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.urls import reverse

from portal.core.reads.counting import Reads, reads
from portal.core.reads.models import PageReads
from portal.desk.roles import create_roles
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.databases import lasting_copy
from tests.factories.members import UserFactory, member
from tests.factories.visits import Door, committed

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def counting(monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(reads, "_begun", True)
    monkeypatch.setattr(reads, "_writer", object())
    reads._counts.clear()
    yield
    reads._counts.clear()


@pytest.fixture
def door(db) -> Iterator[Door]:
    with committed():
        yield Door()


def counted(page) -> tuple[int, int]:
    reads.write_down()
    row = PageReads.objects.filter(page=page.pk).first()
    return (row.reads, row.by_members) if row else (0, 0)


def test_a_visitor_is_counted_whether_the_page_was_kept_or_not(site, door):
    page = pages.article(site)
    for _time in range(3):
        assert door.get(page.url, HTTP_USER_AGENT=FIREFOX).status == 200
    assert door.is_kept(page.url)
    assert counted(page) == (3, 0)


def test_a_page_that_the_browser_has_already_is_read_again(site, door):
    page = pages.article(site)
    etag = dict(door.get(page.url, HTTP_USER_AGENT=FIREFOX).head)["ETag"]
    door.get(page.url, HTTP_USER_AGENT=FIREFOX, HTTP_IF_NONE_MATCH=etag)
    assert counted(page) == (2, 0)


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
        "facebookexternalhit/1.1",
        "curl/8.5.0",
        "python-requests/2.32",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0 Safari/537.36",
    ],
)
def test_machines_are_not_counted(site, client, agent):
    page = pages.article(site)
    client.get(page.url, headers={"user-agent": agent})
    assert counted(page) == (0, 0)


def test_neither_is_what_a_browser_asks_beforehand_nor_a_question_nor_what_is_not_there(site, client):
    page = pages.article(site)
    client.get(page.url, headers={"user-agent": FIREFOX, "sec-purpose": "prefetch"})
    client.head(page.url, headers={"user-agent": FIREFOX})
    client.get(f"{site['magazine'].url}?page=1", headers={"user-agent": FIREFOX})
    assert not reads._counts


def test_members_are_counted_apart_and_whoever_edits_is_not(site, client):
    page = pages.article(site)
    reader, editor = member(), UserFactory()
    editor.groups.add(create_roles()["editor"])
    for user in (reader, editor):
        client.force_login(user)
        client.get(page.url, headers={"user-agent": FIREFOX})
    assert counted(page) == (1, 1)


def test_each_day_adds_up_and_a_page_that_is_gone_counts_nothing(site):
    page, gone = pages.article(site), pages.article(site, title="Retirée")
    for _time in range(2):
        reads.count(page.pk, {"HTTP_USER_AGENT": FIREFOX}, by_member=True)
        reads.count(gone.pk, {"HTTP_USER_AGENT": FIREFOX})
        reads.write_down()
        if _time == 0:
            gone.delete()
    assert counted(page) == (2, 2)
    assert PageReads.objects.count() == 1


def test_nothing_is_counted_before_the_web_begins_to():
    fresh = Reads()
    fresh.count(1, {"HTTP_USER_AGENT": FIREFOX})
    assert not fresh._counts


@pytest.fixture
def read(site, client):
    editor = UserFactory()
    editor.groups.add(create_roles()["editor"])
    client.force_login(editor)
    page = pages.article(site, title="La plus lue")
    for _time in range(3):
        reads.count(page.pk, {"HTTP_USER_AGENT": FIREFOX})
    reads.count(page.pk, {"HTTP_USER_AGENT": FIREFOX}, by_member=True)
    reads.write_down()
    return page


def test_the_desk_lists_what_is_read_and_gives_it_away_as_a_sheet(client, read):
    listed = client.get(reverse("desk_reads:index")).content.decode()
    assert "La plus lue" in listed
    sheet = client.get(reverse("desk_reads:index"), {"export": "csv"}).getvalue().decode()
    assert "La plus lue;article;français;4;1" in sheet


def test_a_page_is_told_day_by_day_and_in_its_editor(client, read):
    shown = client.get(reverse("desk_reads:page", args=[read.pk])).content.decode()
    assert "Lue 4 fois" in shown
    assert 'height="100.00"' in shown
    assert 'height="25.00"' in shown
    assert "4 lectures" in client.get(reverse("wagtailadmin_pages:edit", args=[read.pk])).content.decode()


def test_nobody_learns_of_pages_that_are_not_theirs(client, read):
    writer = UserFactory()
    writer.groups.add(create_roles()["writer"])
    client.force_login(writer)
    assert "La plus lue" not in client.get(reverse("desk_reads:index")).content.decode()
    assert client.get(reverse("desk_reads:page", args=[read.pk])).status_code == 404


def test_twenty_pages_cost_what_two_do(client, read, site):
    def more(count: int) -> int:
        for number in range(count):
            page = pages.news(site, title=f"{count} {number}")
            reads.count(page.pk, {"HTTP_USER_AGENT": FIREFOX})
        reads.write_down()
        return queries(client, reverse("desk_reads:index"))

    assert more(2) == more(18)


_READING = """
import django; django.setup()
import sys
from portal.core.reads.counting import Reads
reads = Reads()
reads.begin()
firefox = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
for _time in range(50):
    reads.count(int(sys.argv[1]), firefox, by_member=_time < 10)
    if _time % 10 == 0:
        reads.write_down()
"""
_HOW_MANY = """
import django; django.setup()
from portal.core.reads.models import PageReads
print(PageReads.objects.values_list("reads", "by_members").get())
"""


def test_several_processes_count_together_what_they_have_not_written_when_they_stop_too(tmp_path):
    with lasting_copy(tmp_path) as environment:
        root = "import django; django.setup()\nfrom wagtail.models import Page; print(Page.objects.first().pk)"
        page = subprocess.check_output([sys.executable, "-c", root], env=environment, text=True).strip()
        readers = [subprocess.Popen([sys.executable, "-c", _READING, page], env=environment) for _process in range(2)]
        assert [process.wait() for process in readers] == [0, 0]
        assert (
            subprocess.check_output([sys.executable, "-c", _HOW_MANY], env=environment, text=True).strip()
            == "(100, 20)"
        )
