"""What is measured: each function gives the rows of one part of the table."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import requests

from benchmarks.speed.crawl import crawl
from benchmarks.speed.load import Pace, Target, interleaved, one_request, ratio, single
from benchmarks.speed.servers import NGINX, Server, free_port, gunicorn, nginx, start_gunicorn, wait_until_it_answers
from benchmarks.speed.site import Site

PORTAL, BARE = "portal.wsgi:application", "benchmarks.speed.bare:application"
CEILING = "benchmarks.speed.ceiling:application"
BARE_ENVIRONMENT = {"PATH": os.environ["PATH"]}
PUBLIC = ("home", "article", "study", "event", "issue", "news", "magazine", "studies", "calendar")
MEMBER = ("article", *[name for name in PUBLIC if name != "article"], "explorer", "account")
GROWING = ("home", "English home", "news", "magazine", "studies", "calendar")
SITEMAP = "/sitemap.xml"
SEARCHES = {"one word": "barometre", "some words": "attente+r%C3%A9ponse", "a slip": "baromettre", "nothing": "zzqqzz"}
MANY, ONE = 8, 1  # connections: a worker never idle, or one visitor after the other
SINGLE = 15
BARE_TIMES = 60  # single requests of the bare view that a clock of processor time can tell


@dataclass(frozen=True)
class Row:
    what: str
    measured: str
    target: str
    reached: bool | None = None  # None: nothing to reach, or not measured
    cost: str = ""
    note: str = ""


@dataclass
class Bench:
    """The sites of one database: `small` is there where growth is measured."""

    site: Site
    small: Site | None
    rounds: int
    seconds: float
    addresses: int
    say: Callable[[str], None]

    def measure(self, targets: Sequence[Target], base: Target, connections: int) -> dict[str, tuple[Pace, Pace]]:
        return interleaved(targets, base, rounds=self.rounds, seconds=self.seconds, connections=connections)


def bare_view(*, deployed: bool = False) -> AbstractContextManager[Server]:
    return gunicorn(BARE, BARE_ENVIRONMENT, free_port(), deployed=deployed)


def ceiling(*, deployed: bool = False) -> AbstractContextManager[Server]:
    return gunicorn(CEILING, BARE_ENVIRONMENT, free_port(), deployed=deployed)


def portal(site: Site, *, deployed: bool = False) -> AbstractContextManager[Server]:
    return gunicorn(PORTAL, site.environment, site.port, deployed=deployed)


def rate_row(what: str, own: Pace, other: Pace, least: float | None, *, with_cost: bool = True) -> Row:
    times = ratio(own, other)
    measured = f"{times.rate:.2f} × ({own.rate:,.0f} and {other.rate:,.0f} a second)"
    target, reached = ("", None) if least is None else (f"≥ {least} ×", times.rate >= least)
    return Row(what, measured, target, reached, f"{1 / times.cost:.2f} ×" if with_cost and times.cost else "")


def time_row(what: str, own: Pace, other: Pace, most: float, queries: int | None, queries_most: int) -> Row:
    times = ratio(own, other)
    measured = f"{times.time:.1f} × ({1000 / own.rate:.1f} ms), {queries} queries"
    reached = times.time <= most and queries is not None and queries <= queries_most
    return Row(what, measured, f"≤ {most} ×, ≤ {queries_most}", reached, f"{times.cost:.1f} ×")


def public(bench: Bench) -> Iterator[Row]:
    yield from _visitors(bench, PUBLIC, deployed=False)
    yield from _visitors(bench, ("home", "article"), deployed=True)


def _visitors(bench: Bench, names: Sequence[str], *, deployed: bool) -> Iterator[Row]:
    """Pages and the ceiling, each against the bare view; as deploy/ starts them, there is no target."""
    paths, how = bench.site.ask("addresses"), ", as deploy/ starts it" if deployed else ""
    with (
        bare_view(deployed=deployed) as bare,
        ceiling(deployed=deployed) as constant,
        portal(bench.site, deployed=deployed) as ours,
    ):
        targets = [Target("", constant), *(Target(name, ours, paths[name]) for name in names)]
        paces = bench.measure(targets, Target("bare", bare), MANY)
        most = paces.pop("")
        yield rate_row(f"ceiling: a constant WSGI answer{how}", *most, None)
        for name, (own, other) in paces.items():
            share = ratio(own, other).rate / ratio(*most).rate
            row = rate_row(f"{name}, visitor without cookie{how}", own, other, None if deployed else 1.8)
            yield replace(row, note=f"{share:.0%} of the ceiling")


def behind_nginx(bench: Bench) -> Iterator[Row]:
    if NGINX is None:
        yield Row("behind nginx", "-", "≥ 0.9 ×", note="nginx is missing: apt install nginx")
        return
    paths, site = bench.site.ask("addresses"), bench.site
    with tempfile.TemporaryDirectory() as name, portal(site) as direct:
        folder, behind = Path(name), {"X_ACCEL_REDIRECT": "/protected/", "TRUSTED_PROXIES": "1"}
        folder.chmod(0o755)
        environment = site.environment | behind
        with (
            gunicorn(PORTAL, environment, direct.port, f"{folder}/gunicorn.sock"),
            nginx(folder, site.data, free_port()) as front,
        ):
            static = site.data / "static" / "bench.html"
            for name in ("home", "article"):
                page = Target(f"{name} behind nginx", front, paths[name])
                static.write_bytes(requests.get(direct.url + paths[name], timeout=60).content)
                beside = Target("direct", direct, paths[name])
                own, other = bench.measure([page], beside, MANY)[page.label]
                yield rate_row(f"{name} behind nginx, against the portal alone", own, other, 0.9, with_cost=False)
                own, other = bench.measure([page], Target("static", front, "/static/bench.html"), MANY)[page.label]
                yield rate_row(f"{name} behind nginx, against a static file there", own, other, None, with_cost=False)


def member(bench: Bench) -> Iterator[Row]:
    paths = bench.site.ask("addresses")
    with bare_view() as bare, portal(bench.site) as ours:
        cookie = bench.site.sign_in()
        targets = [Target(name, ours, paths[name], cookie) for name in MEMBER]
        for name, (own, other) in bench.measure(targets, Target("bare", bare), ONE).items():
            most, queries_most = (15, 9) if name == "article" else (25, 12)
            count = bench.site.ask("queries", path=paths[name], member=True)
            yield time_row(f"{name}, as a member", own, other, most, count, queries_most)


def first_view(bench: Bench) -> Iterator[Row]:
    """Of a page just published anew, each a single request; nothing else asks in between."""
    paths = bench.site.ask("addresses")
    with bare_view() as bare, portal(bench.site) as ours:
        base = Target("bare", bare)
        for name in ("article", "home", "study", "event"):
            target, own, other = Target(name, ours, paths[name]), Pace(), Pace()
            one_request(target)
            for _again in range(SINGLE):
                bench.site.ask("publish", path=paths[name])
                single(base, other, times=BARE_TIMES)
                single(target, own, times=1)
            times, cost = ratio(own, other).time, sum(own.costs) / sum(other.costs)
            measured = f"{times:.1f} × ({1000 / own.rate:.1f} ms)"
            yield Row(f"{name}, first view after publication", measured, "≤ 60 ×", times <= 60, f"{cost:.1f} ×")


def growth(bench: Bench) -> Iterator[Row]:
    """Of a page that is made anew each time, in single requests: what is kept doesn't grow.

    All that is kept is forgotten first; the sitemap, which is made anew by parts, follows a publication.
    """
    small, big = bench.small, bench.site
    if small is None:
        return
    with portal(small) as few, portal(big) as many:
        paths = big.ask("addresses")
        for name in (*GROWING, "sitemap"):
            path, label = paths.get(name, SITEMAP), f"{name}, {big.pages:,} pages against {small.pages:,}"
            change = ("publish", {"path": paths["article"]}) if path == SITEMAP else ("forget", {})
            counts = [site.ask("queries", path=path, member=False, after=change) for site in (small, big)]
            if None in counts:
                yield Row(label, "-", "≤ 1.15 ×", note=f"{path} is not there")
                continue
            fewer, more = Pace(), Pace()
            for _again in range(SINGLE):
                for site, server, pace in ((small, few, fewer), (big, many, more)):
                    site.ask(change[0], **change[1])
                    single(Target(name, server, path), pace, times=1)
            times, cost = ratio(more, fewer).time, sum(more.costs) / sum(fewer.costs)
            measured = f"{times:.2f} ×, {counts[1]} queries ({counts[0]})"
            yield Row(label, measured, "≤ 1.15 ×, same", times <= 1.15 and counts[0] == counts[1], f"{cost:.2f} ×")


def search(bench: Bench) -> Iterator[Row]:
    """Of a search, which is never kept, in single requests: against the bare view, and against fewer pages."""
    small, big = bench.small, bench.site
    with ExitStack() as servers:
        bare, many = Target("bare", servers.enter_context(bare_view())), servers.enter_context(portal(big))
        few = servers.enter_context(portal(small)) if small else many
        for name, words in SEARCHES.items():
            path = f"/recherche/?q={words}"
            ours, fewer = Target(name, many, path), Target(name, few, path)
            paces = {target: Pace() for target in (ours, fewer, bare)}
            for _again in range(SINGLE):
                for target, pace in paces.items():
                    single(target, pace, times=BARE_TIMES if target is bare else 3)
            own, other = ratio(paces[ours], paces[bare]), ratio(paces[ours], paces[fewer])
            measured = f"{own.time:.1f} × ({1000 / paces[ours].rate:.1f} ms)"
            yield Row(f"search, {name}", measured, "≤ 60 ×", own.time <= 60, f"{own.cost:.1f} ×")
            if small is not None:
                label = f"search, {name}, {big.pages:,} pages against {small.pages:,}"
                yield Row(label, f"{other.time:.2f} ×", "≤ 1.3 ×", other.time <= 1.3, f"{other.cost:.2f} ×")


def memory(bench: Bench) -> Iterator[Row]:
    with portal(bench.site) as ours:
        fresh, counts = ours.megabytes(), []
        cookie = bench.site.sign_in()
        for _twice in range(2):
            counts += [crawl(ours.url, most=bench.addresses), crawl(ours.url, cookie, most=bench.addresses)]
        after = ours.megabytes()
        note = f"{fresh:.0f} MB fresh; {counts[0]} and {counts[1]} addresses, signed out and in, twice"
        yield Row("worker's memory after a crawl", f"{after:.0f} MB", "≤ 130 MB", after <= 130, note=note)


def start(bench: Bench) -> Iterator[Row]:
    """From the command to the end of the first answer: the master's own start is part of it."""
    took: dict[str, list[float]] = {PORTAL: [], BARE: []}
    cost: list[float] = []
    for _round in range(max(bench.rounds, 3)):
        for application in (BARE, PORTAL):
            environment = bench.site.environment if application == PORTAL else BARE_ENVIRONMENT
            began = time.perf_counter()
            server = start_gunicorn(application, environment, bench.site.port if application == PORTAL else free_port())
            try:
                wait_until_it_answers(server)
                took[application].append(time.perf_counter() - began)
                cost += [server.seconds()] if application == PORTAL else []
            finally:
                server.stop()
    seconds, bare = (statistics.median(took[application]) for application in (PORTAL, BARE))
    note = f"{seconds / bare:.1f} × the bare view’s {bare:.2f} s"
    cpu = f"{statistics.median(cost):.2f} s"
    yield Row("gunicorn’s start to the first answer", f"{seconds:.2f} s", "≤ 1.2 s", seconds <= 1.2, cpu, note)


PARTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "public": public,
    "nginx": behind_nginx,
    "member": member,
    "first": first_view,
    "growth": growth,
    "search": search,
    "memory": memory,
    "start": start,
}
