"""Mail through workers and a mail server that fail: `python -m tests.core.storm '{"messages": 8, …}'`.

It runs apart from pytest, on a database that keeps what is committed, and prints what came of it as JSON. Minutes
of waiting are cut to fractions of a second.
"""

import json
import multiprocessing
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import django

django.setup()

from django.db import close_old_connections  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django_tasks_db.management.commands.db_worker import Worker  # noqa: E402

from events import tasks  # noqa: E402
from events.models import AttendeeCode  # noqa: E402
from events.services.organising import change_event  # noqa: E402
from portal.core.mail import sending  # noqa: E402
from portal.core.mail.models import Message, MessageState  # noqa: E402
from portal.core.mail.writing import post  # noqa: E402
from portal.operations import schedule  # noqa: E402
from portal.operations.site import find_site  # noqa: E402
from tests.factories import pages  # noqa: E402
from tests.factories.databases import let_go  # noqa: E402
from tests.factories.events import RegistrationFactory  # noqa: E402
from tests.factories.mail_server import MailServer, free_port, listening  # noqa: E402
from tests.factories.tasks import QUEUED  # noqa: E402

forking = multiprocessing.get_context("fork")
PATIENCE = 1200  # seconds


def main(messages: int, kills: int, registered: int) -> dict:
    sending.RETRY_MINUTES = (0.005,) * 40
    sending.LEASE = schedule.MAIL_LEASE = timedelta(seconds=2)
    tasks.CHANGES_SETTLE = timedelta(0)
    port = free_port()
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(TASKS=QUEUED, MAIL_DELIVERY=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
        outcome = greylisted(messages, port, kills)
    with override_settings(TASKS=QUEUED):
        return {"greylisted": outcome, "bulk": bulk(registered)}


def work() -> None:
    os.closerange(3, 256)  # the mail server's port, too, would be inherited
    Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0.05,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"w{os.getpid()}",
    ).run()


@contextmanager
def working() -> Iterator[Callable[[], None]]:
    """A worker in a process of its own; what is given kills it outright and starts another."""
    running = []

    def start() -> None:
        let_go()
        running.append(forking.Process(target=work, daemon=True))
        running[-1].start()

    def end() -> None:
        os.kill(running[-1].pid, signal.SIGKILL)
        running[-1].join()

    def replace() -> None:
        end()
        start()

    start()
    try:
        yield replace
    finally:
        end()


def wait_until(done: Callable[[], bool]) -> None:
    """With a scheduler that never stands still."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, Counter(Message.objects.values_list("state", "error"))
        schedule.requeue_lost_tasks()
        sending.free_messages_of_lost_workers()
        close_old_connections()
        time.sleep(0.1)


def greylisted(count: int, port: int, kills: int) -> dict:
    """Each address is refused with 450 at first; the server stops in the middle, and workers are killed."""
    addresses = [f"n{number}@exemple.fr" for number in range(count)]
    post(Message(to=to, template="t", language="fr", subject=to, text="T") for to in addresses)
    server = MailServer(greeted=1)
    with working() as kill_worker:
        with listening(server, port):
            wait_until(lambda: len(server.letters) >= count // 3)
            for _time in range(kills):
                kill_worker()
                reached = len(server.letters)
                wait_until(lambda reached=reached: len(server.letters) > reached or all_sent())
        time.sleep(1)
        with listening(server, port):
            wait_until(all_sent)
    return {
        "reached": len(set(server.recipients)),
        "letters": len(server.letters),
        "distinct": len({letter["Message-ID"] for letter in server.letters}),
        "greeted": sum(1 for to in addresses if server.seen[to] > 1),
        "states": Counter(Message.objects.values_list("state", flat=True)),
        "kept": Message.objects.exclude(text="").count(),
    }


def all_sent() -> bool:
    return not Message.objects.exclude(state=MessageState.SENT).exists()


def bulk(registered: int) -> dict:
    """How long others wait to write while everyone registered is told that an event has moved."""
    event = pages.event(find_site(), facts={"capacity": registered}).event
    RegistrationFactory.create_batch(registered, event=event)
    event.venue = "Blois"
    change_event(event=event, by=None)
    told = Message.objects.filter(template="events/event_changed")
    started, waits = time.monotonic(), []
    with working():
        while told.count() < registered:
            assert time.monotonic() - started < PATIENCE
            before = time.monotonic()
            AttendeeCode.objects.create(email="lea@exemple.fr", code_hash="", expires_at=django.utils.timezone.now())
            waits.append(time.monotonic() - before)
            time.sleep(0.01)
    seconds = time.monotonic() - started
    return {
        "told": told.count(),
        "addresses": told.values("to").distinct().count(),
        "seconds": seconds,
        "usual_wait": sorted(waits)[len(waits) // 2],
        "longest_wait": max(waits),
    }


if __name__ == "__main__":
    json.dump(main(**json.loads(sys.argv[1])), sys.stdout)
