"""Throwaway portals to measure: their data, database, environment, and what is asked inside them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import requests
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
PREPARE = "from portal.operations.first_start import prepare; prepare(print)"
PASSWORD = "demo-password"  # noqa: S105 - the name of the file it is in


class Site:
    """The demonstration with `pages` seeded ones; all that it writes lies in `folder` and in a database of its own."""

    def __init__(self, folder: Path, pages: int, port: int, server: str = "") -> None:
        self.pages, self.port = pages, port
        self.data = folder / f"{'postgres' if server else 'sqlite'}-{pages}"
        self.database = _named(server, f"portal_bench_{pages}") if server else ""
        self.url = f"http://127.0.0.1:{port}"
        self._inside: subprocess.Popen | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Every setting that a `.env` might give otherwise."""
        return {
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "measured and thrown away, in fifty characters or more",
            "ALLOWED_HOSTS": "127.0.0.1",
            "HTTPS": "false",
            "DEBUG": "false",
            "DEMO": "true",
            "CACHE_URL": os.environ.get("CACHE_URL", ""),
            "BASE_URL": self.url,
            "DATA_DIR": str(self.data),
            "DATABASE_URL": self.database,
            "X_ACCEL_REDIRECT": "",
            "TRUSTED_PROXIES": "0",
            "LOG_LEVEL": "ERROR",
        }

    @property
    def kind(self) -> str:
        return "PostgreSQL" if self.database else "SQLite"

    def prepare(self, say: Callable[[str], None]) -> None:
        """Database, demonstration and seed, unless they are there already; then the pictures of what is measured."""
        self.make_room()
        self.manage("shell", "--no-imports", "-c", PREPARE)
        ready = self.data / "ready"
        if not ready.exists():
            say(f"{self.kind}: the demonstration…")
            self.manage("demo")
            say(f"{self.kind}: {self.pages:,} pages…")
            self.manage("seed", "--pages", str(self.pages))
            self.manage("rebuild_search")
            self.vacuum()
            ready.touch()
        for path in self.ask("addresses").values():  # for the worker to draw the pictures they lack
            self.ask("queries", path=path, member=True)
        self.manage("db_worker", "--batch", "--no-startup-delay", "-v", "0")

    def make_room(self) -> None:
        """A folder and a database, unless they are there already."""
        self.data.mkdir(parents=True, exist_ok=True)
        if self.database:
            _create(self.database)

    def vacuum(self) -> None:
        """As PostgreSQL does by itself a minute after so much was written: without, it plans for an empty index."""
        if self.database:
            with _autocommitting(self.database) as connection:
                connection.execute("VACUUM ANALYZE")

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"manage.py {arguments[0]}:\n{done.stdout}{done.stderr}")

    def ask(self, order: str, **parts: Any) -> Any:
        """An order of `inside.py`."""
        if self._inside is None:
            command = [sys.executable, str(Path(__file__).with_name("inside.py"))]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            self._inside = subprocess.Popen(command, cwd=ROOT, env=self.environment, **pipes)  # type: ignore[call-overload]
        self._inside.stdin.write(json.dumps([order, parts]) + "\n")  # type: ignore[union-attr]
        self._inside.stdin.flush()  # type: ignore[union-attr]
        answer = self._inside.stdout.readline()  # type: ignore[union-attr]
        if not answer:
            sys.exit(f"{order} {parts}: no answer from inside the portal.")
        return json.loads(answer)

    def sign_in(self, name: str = "membre") -> str:
        """The cookies of a member of the demonstration, as a header's value."""
        session, address = requests.Session(), f"{self.url}/compte/login/"
        form = BeautifulSoup(session.get(address, timeout=60).text, "html.parser").select("input[type=hidden][name]")
        fields = {str(field["name"]): str(field.get("value", "")) for field in form}
        fields |= {"login": f"{name}@prevenance.example", "password": (self.data / PASSWORD).read_text().strip()}
        answer = session.post(address, fields, headers={"Referer": address}, timeout=60)
        if not answer.ok or "sessionid" not in session.cookies:
            sys.exit(f"{name} can't sign in: {answer.status_code} {answer.url}")
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in session.cookies)

    def close(self) -> None:
        if self._inside:
            self._inside.stdin.close()  # type: ignore[union-attr]
            self._inside.wait(20)
            self._inside = None

    def destroy(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        if self.database:
            _drop(self.database)


def _named(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _name(database: str) -> str:
    return urlsplit(database).path.lstrip("/")


def _autocommitting(database: str) -> psycopg.Connection:
    return psycopg.connect(database.replace("postgres://", "postgresql://", 1), autocommit=True)


def _create(database: str) -> None:
    with _autocommitting(_named(database, "postgres")) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_name(database)]).fetchone()
        if not known:
            connection.execute(f'CREATE DATABASE "{_name(database)}"')  # type: ignore[arg-type]


def _drop(database: str) -> None:
    with _autocommitting(_named(database, "postgres")) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{_name(database)}" WITH (FORCE)')  # type: ignore[arg-type]
