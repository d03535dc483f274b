"""How fast an address answers: wrk from one core, rounds with the bare view between, medians."""

import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.speed.servers import LOAD, Server, get

WRK = shutil.which("wrk")


@dataclass(frozen=True)
class Target:
    """One address of one server; `label` names it in the table."""

    label: str
    server: Server
    path: str = "/"
    cookie: str = ""


@dataclass
class Pace:
    """Requests a second and processor seconds a request, a number a round."""

    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)


@dataclass(frozen=True)
class Ratio:
    """Of rates, and of the workers' processor time, which other work on the machine hardly disturbs."""

    rate: float
    cost: float

    @property
    def time(self) -> float:
        return 1 / self.rate


def ratio(ours: Pace, theirs: Pace) -> Ratio:
    """Round by round, then the median."""
    rates = [own / other for own, other in zip(ours.rates, theirs.rates, strict=True)]
    costs = [own / other for own, other in zip(ours.costs, theirs.costs, strict=True) if other]
    return Ratio(statistics.median(rates), statistics.median(costs) if costs else 0)


def interleaved(
    targets: Sequence[Target], base: Target, *, rounds: int, seconds: float, connections: int
) -> dict[str, tuple[Pace, Pace]]:
    """Each target by its label, and the base measured just before it in every round."""
    paces = {target.label: (Pace(), Pace()) for target in targets}
    for target in [base, *targets]:
        for _twice in range(2):
            if (status := get(target.server, target.path, target.cookie)) != 200:
                sys.exit(f"{target.label} {target.path}: {status}")
    for _round in range(rounds):
        for target in targets:
            ours, theirs = paces[target.label]
            _measure(base, theirs, seconds, connections)
            _measure(target, ours, seconds, connections)
    return paces


def _measure(target: Target, pace: Pace, seconds: float, connections: int) -> None:
    before, count = target.server.seconds(), 0
    while not count:  # none was done in the time given
        count, rate = wrk(target, seconds, connections)
        seconds *= 4
    pace.rates.append(rate)
    pace.costs.append((target.server.seconds() - before) / count)


def wrk(target: Target, seconds: float, connections: int) -> tuple[int, float]:
    """Requests answered, and how many a second."""
    command = ["taskset", "-c", LOAD, str(WRK), "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "30s"]
    command += ["-H", f"Cookie: {target.cookie}"] if target.cookie else []
    told = subprocess.run(
        [*command, target.server.url + target.path], capture_output=True, text=True, check=True
    ).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        sys.exit(f"{target.label} {target.path}:\n{told}")
    count, rate = re.search(r"(\d+) requests in", told), re.search(r"Requests/sec:\s+([\d.]+)", told)
    return int(count[1]), float(rate[1])  # type: ignore[index]


def one_request(target: Target) -> float:
    """Seconds of a single one, from the connection to the last byte."""
    began = time.perf_counter()
    status = get(target.server, target.path, target.cookie)
    seconds = time.perf_counter() - began
    if status != 200:
        sys.exit(f"{target.label} {target.path}: {status}")
    return seconds


def single(target: Target, pace: Pace, *, times: int) -> None:
    """One request after the other, each over a connection of its own, as one round of a pace."""
    before = target.server.seconds()
    took = statistics.median(one_request(target) for _each in range(times))
    pace.rates.append(1 / took)
    pace.costs.append((target.server.seconds() - before) / times)
