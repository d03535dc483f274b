"""A real browser on the real thing: the demonstration, loaded and served as a newcomer's `make serve` does, on tables
that were made already.

Where there is no Chromium these tests are skipped, except under CI, where that is a failure.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.doors.application import Application
from tests.doors.served import wait_for_pictures
from tests.factories.databases import lasting_copy

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
ROOT = Path(__file__).resolve().parent.parent.parent
LOAD = "from demo.load import load_demo; from tests.factories.emptiness import clear_site; clear_site(); load_demo()"
START_SECONDS = 240
MAIL_SECONDS = 180


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.browser)
    item.add_marker(pytest.mark.django_db)  # whose tables `served` takes a copy of


@dataclass(frozen=True)
class Served:
    """The running demonstration: where it is, and what is written there."""

    url: str
    folder: Path
    password: str
    environment: dict[str, str]
    application: Application
    staff: dict[str, list]  # cookies: each code is good for one sign-in, and the next is half a minute away

    def mails_to(self, address: str) -> list[EmailMessage]:
        """The messages that went to an address, oldest first."""
        messages = []
        for log in sorted((self.folder / "mail").glob("*.log")):
            for raw in re.split(rb"\n-{70,}\n", log.read_bytes()):
                message = message_from_bytes(raw.lstrip(), policy=default)
                if address in str(message["To"]):
                    messages.append(message)
        return messages

    def wait_for_mail(self, address: str) -> EmailMessage:
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            if messages := self.mails_to(address):
                return messages[-1]
            time.sleep(0.2)
        raise AssertionError(f"No message to {address} within {MAIL_SECONDS} seconds.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None and os.environ.get("CI"):
        pytest.fail("Chromium is missing: the browser tests can't run.")
    if CHROMIUM is None:
        pytest.skip("Chromium is missing (Debian, Ubuntu: apt install chromium).")
    # Playwright's loop makes Django take the tests that follow in this process for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(browser: Browser, django_db_setup, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("portal")
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with lasting_copy(folder) as tests_own:
        environment = _environment(tests_own, folder, url)
        subprocess.run([sys.executable, "manage.py", "shell", "-c", LOAD], cwd=ROOT, env=environment, check=True)
        yield from _serve(port, url, folder, environment)


def _serve(port: int, url: str, folder: Path, environment: dict[str, str]) -> Iterator[Served]:
    with _running(["serve", f"--port={port}"], url, environment):
        wait_for_pictures(url)
        password, secret = ((folder / f"demo-{what}").read_text().strip() for what in ("password", "second-step"))
        yield Served(url, folder, password, environment, Application(secret), {})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _running(command: list[str], url: str, environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "manage.py", *command], cwd=ROOT, env=environment)
    try:
        _wait_until_served(url, process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _environment(tests_own: dict[str, str], folder: Path, url: str) -> dict[str, str]:
    """What `make serve` writes into `.env`, in a folder and on a port of our own, with none of the tests' settings."""
    kept = {
        name: value
        for name, value in tests_own.items()
        if name not in ("CACHE_URL", "EMAIL_URL", "DEBUG", "DJANGO_ALLOW_ASYNC_UNSAFE")
    }
    return kept | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY": "not-a-secret-in-tests-but-long-enough-for-every-check-there-is",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "HTTPS": "false",
        "DEBUG": "false",
        "DEMO": "true",
        "DATA_DIR": str(folder),
        "DATABASE_URL": tests_own.get("DATABASE_URL", ""),
        "BASE_URL": url,
    }


def _wait_until_served(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "The portal stopped while starting; its output says why."
        try:
            urllib.request.urlopen(url, timeout=5)  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(f"The portal did not answer within {START_SECONDS} seconds.")


@pytest.fixture
def context(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """A fresh visitor, in French, who must never be sent to another site."""
    context = browser.new_context(base_url=served.url, locale="fr-FR", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(30_000)
    ours = (served.url, "data:", "blob:")
    elsewhere: list[str] = []
    context.on("request", lambda request: None if request.url.startswith(ours) else elsewhere.append(request.url))
    yield context
    context.close()
    assert elsewhere == []


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which scripts must not fail and nothing be refused by the content security policy."""
    page = context.new_page()
    problems: list[str] = []
    # A cross-fade that a next step cuts short is no fault.
    page.on("pageerror", lambda error: None if "ransition" in str(error) else problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    assert problems == []


@pytest.fixture
def sign_in(page: Page, served: Served) -> Iterator[Callable[[str], Page]]:
    """Sign in with the demonstration's password, and staff with the code of their second step, as a person does; who
    signed in before leaves."""
    staff: set[str] = set()
    inside: list[str] = []

    def leave() -> None:
        """Who changes their preferences goes on under another number."""
        if inside and (address := inside.pop()) in staff:
            served.staff[address] = page.context.cookies()

    def enter(address: str) -> Page:
        if inside:
            leave()
            page.context.clear_cookies()
        inside.append(address)
        if address in served.staff:
            staff.add(address)
            page.context.add_cookies(served.staff[address])
            page.goto("/compte/")
            return page
        page.goto("/compte/login/")
        page.locator("[name=login]").fill(address)
        page.locator("[name=password]").fill(served.password)
        page.get_by_role("button", name="Se connecter", exact=True).click()
        page.wait_for_url(lambda url: "/login/" not in url)
        if "/2fa/" in page.url:
            page.locator("[name=code]").fill(served.application.next_code(address))
            page.get_by_role("button", name="Se connecter", exact=True).click()
            page.wait_for_url(lambda url: "/2fa/" not in url)
            staff.add(address)
        return page

    yield enter
    leave()


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    """What axe finds wrong with the page as it stands, best practices included."""

    def find(page: Page) -> list[str]:
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in Axe().run(page).response["violations"]
            for node in violation["nodes"]
        ]

    return find
