"""The database is stopped and started under a portal that serves: whoever comes after it notices nothing."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doors.served import Served, free_port, served
from tests.doors.visitor import Visitor

pytestmark = pytest.mark.drill

CLUSTERS = Path("/usr/lib/postgresql")


class Cluster:
    """A PostgreSQL of its own, on its own port, in its own folder; never the machine's."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.programs = max(CLUSTERS.iterdir(), key=lambda path: int(path.name)) / "bin"
        self._run("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", log, "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "fast", "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*as_postgres, str(self.programs / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    if not CLUSTERS.is_dir():
        pytest.skip("PostgreSQL is missing (Debian: apt install postgresql)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        cluster = Cluster(folder)
        cluster.start()
        yield cluster
        cluster.stop()


@pytest.fixture(scope="module")
def portal(cluster, tmp_path_factory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("restarts") / "data"
    with served(sys.executable, folder, DATABASE_URL=cluster.url) as portal:
        yield portal


def form_of_an_event(visitor: Visitor) -> str:
    home = visitor.get("/").text + visitor.get("/evenements/").text
    for page in dict.fromkeys(re.findall(r'href="(/evenements/[^"#?]+/)"', home)):
        if found := re.search(r'href="(/inscriptions/\d+/)"', visitor.get(page).text):
            return found[1]
    raise AssertionError("no event takes registrations")


def test_registrations_go_on_after_the_database_was_restarted(cluster, portal):
    visitor = Visitor(portal.url)
    form = form_of_an_event(visitor)
    person = {"first_name": "Zoë", "last_name": "Œuvrard", "organisation_name": ""}
    for number in range(4):
        visitor.send(form, {**person, "email": f"avant{number}@prevenance.example"})
    for tour in range(2):
        cluster.stop()
        cluster.start()
        for number in range(10):  # Broken, should one answer 500
            visitor.send(form, {**person, "email": f"apres{tour}-{number}@prevenance.example"})
