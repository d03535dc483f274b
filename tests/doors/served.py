"""The portal with its demonstration, served by another Python than the one that visits it."""

import os
import secrets
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.doors.application import Application

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 600


@dataclass(frozen=True)
class Served:
    url: str
    folder: Path

    @property
    def password(self) -> str:
        return (self.folder / "demo-password").read_text().strip()

    @cached_property
    def application(self) -> Application:
        """What the staff of the demonstration take the code of their second step from."""
        return Application((self.folder / "demo-second-step").read_text().strip())

    def mail(self) -> str:
        """All that was sent, as the worker wrote it to files."""
        return "".join(log.read_text(errors="replace") for log in sorted((self.folder / "mail").glob("*.log")))

    def complaints(self) -> list[str]:
        """The errors that the portal's own log tells: those of the worker too, which no answer shows."""
        return [line for line in (self.folder / "portal.log").read_text().splitlines() if "Error" in line]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment_of(portal: Served) -> dict[str, str]:
    """All that the portal is told, and nothing of this process's environment but the way to programs."""
    secret = portal.folder / "secret"
    if not secret.exists():
        secret.write_text(secrets.token_urlsafe(50))
    return {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": secret.read_text(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "false",
        "DEMO": "true",
        "BASE_URL": portal.url,
        "DATA_DIR": str(portal.folder),
    }


@contextmanager
def served(python: str, folder: Path, **settings: str) -> Iterator[Served]:
    """Started as `make serve` does; `settings` as `.env` would say them."""
    folder.mkdir(parents=True)
    port = free_port()
    portal = Served(f"http://127.0.0.1:{port}", folder)
    environment = environment_of(portal) | settings
    with (folder / "portal.log").open("w") as log:
        command = [python, "manage.py", "serve", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait(process, portal)
        yield portal
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen, portal: Served) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{portal.url}/robots.txt", timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"The portal did not start:\n{(portal.folder / 'portal.log').read_text()}")


def wait_for_pictures(url: str) -> None:
    """Until the worker drew those of the pages that were published last."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        pages = [urllib.request.urlopen(f"{url}{path}", timeout=60).read() for path in ("/", "/en/")]  # noqa: S310
        if not any(b'src="data:image' in page for page in pages):
            return
        time.sleep(1)
    raise SystemExit(f"The pictures were not drawn within {START_SECONDS} seconds.")
