"""Runs the web server, the task worker and the scheduler as children of one process, and keeps them running."""

import contextlib
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess

from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import close_old_connections
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import TConn, ThreadWorker

from portal.operations.schedule import tick

logger = logging.getLogger(__name__)

STOP_SECONDS = 8
RESTART_SECONDS = 1
LOOK_SECONDS = 1
_MAKE = os.getppid() if "MAKELEVEL" in os.environ else 0  # asked before the preparation, which takes minutes
REQUEST_SECONDS = 15

_fork = multiprocessing.get_context("fork")


class PunctualWorker(ThreadWorker):
    """Nginx waits for slow clients; without it, whoever has not sent a whole request in time gives the thread back."""

    def handle(self, conn: TConn) -> object:
        late = threading.Timer(REQUEST_SECONDS, _read_no_more, [conn])
        late.daemon = True
        late.start()
        try:
            return super().handle(conn)
        finally:
            late.cancel()


def _read_no_more(conn: TConn) -> None:
    """What is being answered goes on being written."""
    with contextlib.suppress(OSError):
        conn.sock.shutdown(socket.SHUT_RD)


class Server(BaseApplication):
    """Gunicorn on the application that this process has already loaded."""

    def __init__(self, port: int, when_ready: Callable[[], None]) -> None:
        self.port, self.when_ready = port, when_ready
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("bind", f"127.0.0.1:{self.port}")
        self.cfg.set("worker_class", f"{__name__}.{PunctualWorker.__name__}")
        self.cfg.set("workers", 2)
        self.cfg.set("threads", 8)
        self.cfg.set("graceful_timeout", 3)
        self.cfg.set("loglevel", "warning")
        self.cfg.set("when_ready", lambda server: self.when_ready())

    def load(self) -> Callable:
        return get_internal_wsgi_application()


def work() -> None:
    """The task worker. The command of the same package would also tell each success."""
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=1,
        batch=False,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=uuid.uuid4().hex,
    )
    worker.configure_signals()
    worker.run()


def keep_time() -> None:
    """The scheduler: one tick at each minute."""
    while True:
        tick()
        close_old_connections()
        time.sleep(60 - time.time() % 60)


@dataclass
class Supervisor:
    """Children are forked from a process that never opens a database connection: those don't survive a fork."""

    children: dict[str, Callable[[], None]]
    _running: dict[str, ForkProcess] = field(default_factory=dict)

    def run(self) -> int:
        """Until a signal asks for the end, or the web server, without which nothing is of use, ends by itself."""
        try:
            for name in self.children:
                self._start(name)
            while True:
                if not wait([process.sentinel for process in self._running.values()], LOOK_SECONDS):
                    if is_abandoned():
                        return 1
                    continue
                time.sleep(RESTART_SECONDS)
                dead = {name: process for name, process in self._running.items() if not process.is_alive()}
                if "web" in dead:
                    return 1
                for name, process in dead.items():
                    logger.warning("%s stopped (%s) and is started again.", name, process.exitcode)
                    self._start(name)
        finally:
            self._stop_all()

    def _start(self, name: str) -> None:
        self._running[name] = _child(self.children[name])

    def _stop_all(self) -> None:
        on_signal(signal.SIG_IGN)
        for process in self._running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self._running.values():
            process.join(max(0, deadline - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()


def stop_on_signals() -> None:
    """Ctrl-C, a closed terminal and `kill` all end this process in good order."""
    on_signal(lambda number, frame: sys.exit(0))


def on_signal(handler: Callable | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


def is_abandoned() -> bool:
    """Whether the `make` that started this process has been killed outright since: it can't tell."""
    return bool(_MAKE) and os.getppid() != _MAKE


def run_apart(step: Callable[[], None]) -> bool:
    """Do one thing in a child of its own, and say whether it ended well."""
    process = _child(step)
    while process.is_alive():
        process.join(LOOK_SECONDS)
        if is_abandoned():
            process.terminate()
    return process.exitcode == 0


def _child(target: Callable[[], None]) -> ForkProcess:
    process = _fork.Process(target=_become, args=(target,), daemon=True)
    process.start()
    return process


def _become(target: Callable[[], None]) -> None:
    on_signal(signal.SIG_DFL)
    threading.Thread(target=_follow_parent, daemon=True).start()
    target()


def _follow_parent() -> None:
    """A supervisor that was killed outright can't stop its children: they notice by themselves."""
    if parent := multiprocessing.parent_process():
        parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
