"""A crowd registers for one event through gunicorn, each visitor from an address of their own.

Told as a ratio to a view that only locks a row, counts and inserts one, served by the same command on the same
database, measured just before and just after.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.speed.servers import Server, as_deployed, free_port
from benchmarks.speed.site import ROOT, Site

PORTAL, BARE = "portal.wsgi:application", "benchmarks.registrations.bare:application"
BARE_PATH = "/insert"
LEAST = {"PostgreSQL": 100, "SQLite": 60}  # a second, on one worker
START_SECONDS = 60


class Portal(Site):
    """Empty, with one page for each event that is measured."""

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "DEMO": "false", "TRUSTED_PROXIES": "1"}

    def prepare(self, say: Any) -> None:
        self.make_room()
        self.tell("prepare")

    def tell(self, order: str, **parts: Any) -> Any:
        """An order of `inside.py`."""
        command = [sys.executable, str(Path(__file__).with_name("inside.py")), json.dumps([order, parts])]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{order}:\n{done.stderr}")
        return json.loads(done.stdout)


@dataclass(frozen=True)
class Crowd:
    """What came of it: seconds of each answer, in all, of the workers' processor, and what the answers were."""

    took: list[float]
    seconds: float
    processor: float
    statuses: Counter[int]

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds

    def quantile(self, hundredths: int) -> float:
        """In milliseconds."""
        return statistics.quantiles(self.took, n=100)[hundredths - 1] * 1000


def main() -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # what was started is stopped first
    parser = argparse.ArgumentParser(prog="python -m benchmarks.registrations", description=__doc__)
    parser.add_argument("--database", default="", help="postgres://… of a server, where a database is made and dropped")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--places", type=int, default=500)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 4], help="gunicorn's processes, one run each")
    parser.add_argument("--connections", type=int, default=8)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    portal = Portal(folder, 0, free_port(), given.database)
    reached = True
    try:
        portal.prepare(None)
        for workers in given.workers:
            reached &= measure(portal, workers, given)
    finally:
        portal.destroy()
        shutil.rmtree(folder, ignore_errors=True)
    return int(not reached)


def measure(portal: Portal, workers: int, given: argparse.Namespace) -> bool:
    event = portal.tell("event", title=f"Atelier {workers}", capacity=given.places)
    load = os.getloadavg()[0]
    crowds = []
    for application, path in ((BARE, BARE_PATH), (PORTAL, event["path"]), (BARE, BARE_PATH)):
        with gunicorn(application, portal.environment, portal.port, workers) as server:
            crowds.append(crowd(server, path, given.people, given.connections))
    before, ours, after = crowds
    states, answers = portal.tell("states", pk=event["pk"]), dict(ours.statuses)
    bare = (before.rate + after.rate) / 2
    print(
        f"{portal.kind}, {workers} worker(s), {given.people} people for {given.places} places, load {load:.1f}: "
        f"{states.get('confirmed', 0)} confirmed, {states.get('waiting', 0)} waiting, answers {answers}; "
        f"p50 {ours.quantile(50):.0f} ms, p95 {ours.quantile(95):.0f} ms; {ours.rate:.0f} a second, "
        f"{ours.rate / bare:.2f} of a bare locked insert's {bare:.0f} ({before.rate:.0f}, {after.rate:.0f}); "
        f"{1000 * ours.processor / given.people:.1f} ms of processor each, "
        f"{1000 * (before.processor + after.processor) / 2 / given.people:.1f} the bare one",
        flush=True,
    )
    kept = states == {"confirmed": given.places, "waiting": given.people - given.places}
    if not kept or answers != {302: given.people}:
        sys.exit("Places or answers are wrong.")
    return workers > 1 or ours.rate >= LEAST[portal.kind]


@contextmanager
def gunicorn(application: str, environment: dict[str, str], port: int, workers: int) -> Iterator[Server]:
    command = [sys.executable, "-m", "gunicorn", application, "--workers", str(workers), *as_deployed()]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "warning", "--no-control-socket"]
    server = Server(subprocess.Popen(command, cwd=ROOT, env=environment), port, f"127.0.0.1:{port}")
    try:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                for _each in range(4 * workers):  # every worker has loaded what it needs
                    ask(port, "GET", "/nowhere")
                break
            except OSError:
                time.sleep(0.1)
        yield server
    finally:
        server.stop()


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    cookie: str


def ask(port: int, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body or None, headers or {})
        answer = connection.getresponse()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return Answer(answer.status, answer.read().decode(errors="replace"), cookie)
    finally:
        connection.close()


def crowd(server: Server, path: str, people: int, connections: int) -> Crowd:
    """All send the form that the first of them was shown, which has the key that all visitors' forms may bear."""
    port = server.port
    form = ask(port, "GET", path, headers=_from(0)) if path != BARE_PATH else Answer(200, "", "")
    waiting, took, statuses = iter(range(1, people + 1)), [], Counter()
    turn = threading.Lock()

    def visitors() -> None:
        while True:
            with turn:
                number = next(waiting, None)
            if number is None:
                return
            body, headers = _filled(number, form)
            began = time.perf_counter()
            try:
                status = ask(port, "POST", path, body, headers).status
            except OSError:
                status = 0
            took.append(time.perf_counter() - began)
            statuses[status] += 1

    threads = [threading.Thread(target=visitors) for _each in range(connections)]
    began, cost = time.perf_counter(), server.seconds()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Crowd(took, time.perf_counter() - began, server.seconds() - cost, statuses)


def _filled(number: int, form: Answer) -> tuple[str, dict[str, str]]:
    fields = {"first_name": "Zoë", "last_name": "Œuvrard", "email": f"personne-{number}@exemple.fr"}
    secret = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
    fields |= {"form_key": str(uuid.uuid4()), "csrfmiddlewaretoken": secret[1] if secret else ""}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": form.cookie, **_from(number)}
    return urlencode(fields), headers


def _from(number: int) -> dict[str, str]:
    """As the trusted proxy tells where a visitor comes from."""
    return {"X-Forwarded-For": f"198.51.100.1, 10.{number // 65536}.{number // 256 % 256}.{number % 256}"}


if __name__ == "__main__":
    sys.exit(main())
