"""Scenarios in which processes meet, each on an event of its own: `python -m tests.events.race '{"processes": 4, …}'`.

They run apart from pytest, on a database that keeps what is committed, and print what came of it as JSON.
"""

import json
import multiprocessing
import os
import random
import signal
import sys
import time
import traceback
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db.models import QuerySet  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from events import limits  # noqa: E402
from events.models import (  # noqa: E402
    Booking,
    CheckIn,
    Event,
    Registration,
)
from events.querysets import EventQuerySet  # noqa: E402
from events.services import registering  # noqa: E402
from events.services.door import make_door_link  # noqa: E402
from events.services.registering import cancel_registration  # noqa: E402
from events.services.waiting_list import confirm_from_waiting_list, end_offers  # noqa: E402
from events.states import Refused  # noqa: E402
from portal.core.limits.counting import Limit  # noqa: E402
from portal.core.mail.models import Message  # noqa: E402
from portal.core.mail.sending import send_message  # noqa: E402
from portal.operations.site import find_site  # noqa: E402
from tests.factories import pages  # noqa: E402
from tests.factories.databases import let_go  # noqa: E402
from tests.factories.events import (  # noqa: E402
    CategoryFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.factories.tasks import work as do_tasks  # noqa: E402

forking = multiprocessing.get_context("fork")


def main(processes: int, requests: int, capacity: int, kills: int) -> dict:
    site = find_site()

    def event(**facts) -> Event:
        return pages.event(site, title=f"Course {uuid.uuid4()}", facts=facts).event

    return {
        "locked": crowd(event(capacity=capacity), processes, requests),
        "no_list": crowd(event(capacity=capacity, has_waiting_list=False), processes, requests),
        "categories": crowd_of_categories(event(capacity=capacity), processes, requests),
        "offers": [promotions(event(capacity=1, offer_hours=48), processes) for _round in range(max(kills // 5, 3))],
        "unlocked": unlocked_crowd(event(capacity=capacity), processes, requests),
        "sessions": sessions(event(capacity=capacity), processes, requests, capacity // 2),
        "groups": groups(event(capacity=capacity), processes, requests // 3),
        "flood": flood(event(capacity=10_000), processes, requests),
        "one_form": same_person(event(), processes, one_form=True),
        "two_tabs": same_person(event(), processes, one_form=False),
        "cancelled": cancellations(event(capacity=1), processes),
        "doors": doors(event(), processes),
        "killed": kill_at_any_point(event(capacity=kills), kills),
    }


def together(processes: int, work: Callable[[int], object]) -> list:
    """What `work(number)` answers in each of that many processes, in their order, all starting at once; fails as one
    of them does."""
    barrier, answers = forking.Barrier(processes), forking.SimpleQueue()

    def run(number: int) -> None:
        try:
            barrier.wait()
            answers.put((number, work(number), ""))
        except BaseException:
            answers.put((number, None, traceback.format_exc()))
            raise

    let_go()
    started = [forking.Process(target=run, args=(number,)) for number in range(processes)]
    for process in started:
        process.start()
    collected = sorted((answers.get() for _process in started), key=lambda answer: answer[0])
    for process in started:
        process.join()
    if failures := [failure for _number, _answer, failure in collected if failure]:
        raise RuntimeError(failures[0])
    return [answer for _number, answer, _failure in collected]


def mails() -> QuerySet:
    """What the outbox has had to send, once the workers have written it."""
    do_tasks()
    return DBTaskResult.objects.filter(task_path=send_message.module_path)


def send(event: Event, email: str, form_key: uuid.UUID, address: str, **told: object) -> int:
    """The status of the answer to one form, sent from `address` through the trusted proxy."""
    fields = {"first_name": "Zoë", "last_name": "Œuvrard", "email": email, "form_key": str(form_key), **told}
    forwarded = {"x-forwarded-for": f"198.51.100.1, {address}"}
    client = Client(raise_request_exception=False)
    return client.post(reverse("events:register", args=[event.pk]), fields, headers=forwarded).status_code


def crowd(event: Event, processes: int, requests: int, categories: tuple[str, ...] = ("",)) -> dict:
    """Each process sends one form after the other, taking the categories in turn."""

    def work(number: int) -> list:
        done = []
        for each in range(requests):
            email = f"p{number}-{each}@exemple.fr"
            started = time.monotonic()
            address, category = f"10.{number}.{each // 250}.{each % 250}", categories[each % len(categories)]
            status = send(event, email, uuid.uuid4(), address, category_id=category)
            done.append((email, status, started, time.monotonic()))
        return done

    messages = mails().count()
    done = [row for rows in together(processes, work) for row in rows]
    spans = {email: (started, finished) for email, _status, started, finished in done}
    rows = list(Registration.objects.filter(event=event).order_by("pk").values_list("email", "state"))
    return {
        "statuses": Counter(str(status) for _email, status, _started, _finished in done),
        "states": [state for _email, state in rows],
        "spans": [spans[email] for email, _state in rows],
        "messages": mails().count() - messages,
    }


def sessions(event: Event, processes: int, requests: int, capacity: int) -> dict:
    """A crowd for an event and two of its sessions, in which some of those who are in give up again."""
    hours = [
        {"starts_at": event.starts_at + timedelta(hours=n), "ends_at": event.starts_at + timedelta(hours=n + 1)}
        for n in (0, 1)
    ]
    first, second = (SessionFactory(event=event, capacity=capacity, **facts) for facts in hours)

    def work(number: int) -> list[int]:
        statuses = []
        for each in range(requests):
            chosen = [[first.pk], [second.pk], [second.pk, first.pk]][each % 3]
            email = f"s{number}-{each}@exemple.fr"
            statuses.append(send(event, email, uuid.uuid4(), f"10.{number}.7.{each % 250}", sessions=chosen))
            if each % 5 == 4:
                mine = Registration.objects.filter(event=event, email=email).values_list("pk", flat=True)
                cancel_registration(registration_id=mine.get(), by=None)
        return statuses

    statuses = Counter(str(status) for done in together(processes, work) for status in done)
    booked = Booking.objects.booked().filter(session__event=event)
    return {
        "statuses": statuses,
        "confirmed": event.registrations.confirmed().count(),
        "booked": [booked.filter(session=session).count() for session in (first, second)],
        "without_place": booked.exclude(registration__state="confirmed").count(),
        "in_line": Booking.objects.next_in_line().filter(session__event=event).values("session").distinct().count(),
    }


def groups(event: Event, processes: int, forms: int) -> dict:
    """Each form is for three people."""

    def work(number: int) -> list[int]:
        statuses = []
        for each in range(forms):
            names = [f"g{number}-{each}-{person}" for person in range(3)]
            others = {
                f"with_{place}_{field}": value
                for place, name in enumerate(names[1:])
                for field, value in {"first_name": "Ada", "last_name": name, "email": f"{name}@exemple.fr"}.items()
            }
            address = f"10.{number}.8.{each % 250}"
            statuses.append(send(event, f"{names[0]}@exemple.fr", uuid.uuid4(), address, people=2, **others))
        return statuses

    return {
        "statuses": Counter(str(status) for done in together(processes, work) for status in done),
        "states": Counter(event.registrations.values_list("state", flat=True)),
    }


def flood(event: Event, processes: int, requests: int) -> dict:
    """All but one send from one address as fast as they can, more than it may; the other is visitors from elsewhere,
    one by one."""
    allowed = min(limits.REGISTER[0].times, (processes - 1) * requests * 2 // 3)
    limits.REGISTER = (Limit("flood", allowed, timedelta(hours=1)),)  # whose window does not open again meanwhile

    def work(number: int) -> list[tuple[int, float]]:
        done = []
        for each in range(requests):
            started = time.monotonic()
            address = "10.66.0.1" if number else f"10.0.{each // 250}.{each % 250}"
            status = send(event, f"f{number}-{each}@exemple.fr", uuid.uuid4(), address)
            done.append((status, time.monotonic() - started))
        return done

    visitors, *flooders = together(processes, work)
    return {
        "visitors": Counter(str(status) for status, _took in visitors),
        "flooders": Counter(str(status) for done in flooders for status, _took in done),
        "took": sorted(took for _status, took in visitors),
        "allowed": allowed,
    }


def crowd_of_categories(event: Event, processes: int, requests: int) -> dict:
    """One category has half of the event's places, one has no limit of its own, one is for members, whom nobody is."""
    narrow, wide = CategoryFactory(event=event, capacity=event.capacity // 2), CategoryFactory(event=event)
    forged = CategoryFactory(event=event, members_only=True)
    keys = tuple(f"{category.pk}-0.00-0.00" for category in (narrow, wide, forged))
    outcome = crowd(event, processes, requests, keys)
    held = Counter(event.registrations.confirmed().values_list("category", flat=True))
    return {**outcome, "narrow": held[narrow.pk], "wide": held[wide.pk], "forged": held[forged.pk]}


def promotions(event: Event, processes: int) -> dict:
    """Workers end an offer that nobody took, while an organiser gives that place to the very person."""
    past = timezone.now() - timedelta(minutes=1)
    offered = RegistrationFactory(event=event, state="offered", offered_at=past, offer_expires_at=past)
    RegistrationFactory.create_batch(3, event=event, state="waiting")

    def work(number: int) -> None:
        if number < processes - 1:
            end_offers()
        else:
            confirm_from_waiting_list(registration_id=offered.pk, by=None)

    messages = mails().count()
    together(processes, work)
    return {
        "states": Counter(event.registrations.values_list("state", flat=True)),
        "messages": mails().count() - messages,
    }


def unlocked_crowd(event: Event, processes: int, requests: int) -> dict:
    """The same crowd without transaction or lock; all processes decide on what they read at the same moment."""
    barrier, read = forking.Barrier(processes), Event.state

    def read_then_meet(*args) -> object:
        state = read(*args)
        barrier.wait(timeout=60)
        return state

    no_transaction = SimpleNamespace(atomic=lambda durable=False: nullcontext(), set_rollback=lambda value: None)
    with (
        patch.object(registering, "transaction", no_transaction),
        patch.object(EventQuerySet, "lock", lambda events, pk: events.get(pk=pk)),
        patch.object(Event, "state", read_then_meet),
    ):
        return crowd(event, processes, requests)


def same_person(event: Event, processes: int, *, one_form: bool) -> dict:
    shared = uuid.uuid4()

    def work(number: int) -> int:
        email = "Zoe@Exemple.fr" if number % 2 else "zoe@exemple.fr"
        return send(event, email, shared if one_form else uuid.uuid4(), f"10.0.0.{number}")

    messages = mails().count()
    statuses = together(processes, work)
    return {
        "statuses": statuses,
        "registrations": event.registrations.count(),
        "messages": mails().count() - messages,
    }


def cancellations(event: Event, processes: int) -> dict:
    """Everybody cancels the one who has the place, while the last process is an organiser who wants to give it away."""
    leaving = RegistrationFactory(event=event)
    RegistrationFactory(event=event, state="waiting")
    favourite = RegistrationFactory(event=event, state="waiting")

    def work(number: int) -> None:
        if number < processes - 1:
            cancel_registration(registration_id=leaving.pk, by=None)
            return
        try:
            confirm_from_waiting_list(registration_id=favourite.pk, by=None)
        except Refused:
            return

    messages = mails().count()
    together(processes, work)
    return {
        "states": Counter(event.registrations.values_list("state", flat=True)),
        "messages": mails().count() - messages,
    }


def doors(event: Event, processes: int) -> dict:
    """Each door reads the same badge three times; all tell of one more scan, with the same key, of somebody else."""
    first, second = RegistrationFactory.create_batch(2, event=event)
    shared = str(uuid.uuid4())
    until = timezone.now() + timedelta(days=1)
    tokens = [make_door_link(event=event, note=str(n), expires_at=until, by=None)[1] for n in range(processes)]

    def work(number: int) -> list[str]:
        scans = [{"key": str(uuid.uuid4()), "code": first.code} for _scan in range(3)]
        told = {"scans": [*scans, {"key": shared, "code": second.code}]}
        url = reverse("events:door_scans", args=[tokens[number]])
        answer = Client().post(url, json.dumps(told), content_type="application/json")
        return [each["outcome"] for each in answer.json()["scans"]]

    answers = together(processes, work)
    return {
        "same_badge": Counter(outcome for outcomes in answers for outcome in outcomes[:3]),
        "same_scan": Counter(outcomes[3] for outcomes in answers),
        "entries": CheckIn.objects.filter(registration__event=event).count(),
    }


def kill_at_any_point(event: Event, times: int) -> dict:
    """Kill the server's process during a registration, look at what is left, then send the form again."""
    seen = lost = answered = 0
    usual = 0.1  # seconds for one form, so that kills fall before and after the commit on any machine
    for number in range(times):
        email, key = f"k{number}@exemple.fr", uuid.uuid4()
        address = f"10.9.{number // 250}.{number % 250}"
        reading, writing = os.pipe()
        let_go()
        child = os.fork()
        if child == 0:
            status = send(event, email, key, address)
            os.write(writing, b"seen" if status == 302 else b"")
            os.kill(os.getpid(), signal.SIGKILL)
        os.close(writing)
        time.sleep(random.uniform(0, 2.5 * usual))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        confirmed_to_visitor = os.read(reading, 4) == b"seen"
        os.close(reading)
        seen += confirmed_to_visitor
        lost += confirmed_to_visitor and not event.registrations.filter(email=email).exists()
        started = time.monotonic()
        answered += send(event, email, key, address) == 302
        usual = (usual + time.monotonic() - started) / 2
        cache.clear()
    do_tasks()
    told = Counter(Message.objects.filter(to__startswith="k").values_list("to", flat=True))
    return {
        "seen": seen,
        "lost": lost,
        "answered": answered,
        "states": Counter(event.registrations.values_list("state", flat=True)),
        "most_messages": max(told.values()),
        "told": len(told),
    }


if __name__ == "__main__":
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}):
        json.dump(main(**json.loads(sys.argv[1])), sys.stdout)
