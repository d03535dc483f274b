"""The supervisor, in a process of its own with children of ours."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

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
