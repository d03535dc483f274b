"""The supervisor, in a process of its own with children of ours."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.doors.served import free_port

# Each child writes its process id, then sleeps.
PROGRAM = """
import os, sys, time
from pathlib import Path
import django
django.setup()
from portal.operations.supervisor import Supervisor, stop_on_signals
folder = Path(sys.argv[1])
def child(name):
    def run():
        with (folder / name).open("a") as file:
            file.write(f"{os.getpid()}\\n")
        time.sleep(60)
    return run
stop_on_signals()
sys.exit(Supervisor({name: child(name) for name in ("web", "worker")}).run())
"""


def until(condition: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{pid}/stat").exists() or ") Z " not in Path(f"/proc/{pid}/stat").read_text()


class Running:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        self.process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder)], env=environment)
        assert until(lambda: len(self.pids("web")) == len(self.pids("worker")) == 1)

    def pids(self, name: str) -> list[int]:
        path = self.folder / name
        return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def running(tmp_path):
    running = Running(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_all_its_children(running, number):
    running.process.send_signal(number)
    assert running.process.wait(timeout=15) == 0
    assert not any(runs(pid) for name in ("web", "worker") for pid in running.pids(name))


def test_a_worker_that_dies_is_started_again(running):
    os.kill(running.pids("worker")[0], signal.SIGKILL)
    assert until(lambda: len(running.pids("worker")) == 2)
    assert running.process.poll() is None


def test_without_its_web_server_it_ends_and_says_so(running):
    os.kill(running.pids("web")[0], signal.SIGKILL)
    assert running.process.wait(timeout=15) == 1
    assert until(lambda: not runs(running.pids("worker")[0]))


def test_children_end_with_a_supervisor_that_was_killed(running):
    running.process.kill()
    running.process.wait()
    assert until(lambda: not any(runs(running.pids(name)[0]) for name in ("web", "worker")))


def made(folder: Path, text: str) -> subprocess.Popen:
    makefile, program = folder / "Makefile", folder / "program.py"
    program.write_text(text)
    makefile.write_text(f"run:\n\t@exec {sys.executable} {program} {folder}\n")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": os.getcwd()}
    return subprocess.Popen(["make", "-f", str(makefile), "run"], env=environment)


def test_it_ends_when_the_make_that_started_it_was_killed(tmp_path):
    make = made(tmp_path, PROGRAM)
    web = tmp_path / "web"
    assert until(lambda: web.exists() and web.read_text().endswith("\n"))
    make.kill()
    make.wait()
    assert until(lambda: not runs(int(web.read_text())))


PREPARING = PROGRAM.replace("import Supervisor,", "import Supervisor, run_apart,").replace(
    "sys.exit(Supervisor", 'if run_apart(child("preparation")):\n    sys.exit(Supervisor'
)


def test_it_ends_when_make_was_killed_while_it_was_preparing(tmp_path):
    make = made(tmp_path, PREPARING.replace("time.sleep(60)", "time.sleep(6)"))
    preparation = tmp_path / "preparation"
    assert until(lambda: preparation.exists() and preparation.read_text().endswith("\n"))
    prepares = int(preparation.read_text().split()[-1])
    make.kill()
    make.wait()
    assert until(lambda: not runs(prepares), 5)
    assert not (tmp_path / "web").exists()


SLOW = """
import sys
import django
django.setup()
from portal.operations import supervisor
supervisor.REQUEST_SECONDS = 1
def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
class Server(supervisor.Server):
    def load_config(self):
        super().load_config()
        self.cfg.set("workers", 1)
        self.cfg.set("threads", 1)
    def load(self):
        return application
Server(int(sys.argv[1]), lambda: None).run()
"""


def test_slow_clients_give_their_threads_back():
    port = free_port()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    server = subprocess.Popen([sys.executable, "-c", SLOW, str(port)], env=environment)
    try:
        assert until(lambda: not socket.socket().connect_ex(("127.0.0.1", port)))
        slow = [socket.create_connection(("127.0.0.1", port)) for _client in range(3)]
        for client in slow:
            client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
            assert answer.read() == b"ok"
        for client in slow:
            client.close()
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.parametrize("after", [0.4, 0.8, 1.6])
def test_an_early_interruption_prints_no_trace(tmp_path, after):
    environment = {
        "PATH": os.environ["PATH"], "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "127.0.0.1", "HTTPS": "false",
        "DATA_DIR": str(tmp_path),
    }  # fmt: skip
    command = [sys.executable, "manage.py", "serve", "--port", str(free_port())]
    heeds = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # whatever started the tests
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, preexec_fn=heeds)
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    assert "Traceback" not in process.communicate(timeout=30)[1]
