"""The portal's speed, as ratios to a bare Django view in one interleaved run: a table in the terminal and a file."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.speed.load import WRK
from benchmarks.speed.rows import PARTS, Bench, Row
from benchmarks.speed.servers import free_port
from benchmarks.speed.site import ROOT, Site

SMALL = 100


def main() -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # what was started is stopped first
    given = arguments()
    if lacking := missing():
        sys.exit("\n".join(lacking))
    folder = given.folder or Path(tempfile.mkdtemp(prefix="bench-"))
    sizes = [given.pages] if given.pages <= SMALL else [given.pages, SMALL]
    parts = [part for part in given.only or PARTS if part != "growth" or len(sizes) > 1]
    if not {"growth", "search"} & set(parts):
        sizes = sizes[:1]
    sites = [Site(folder.resolve(), pages, free_port(), given.database) for pages in sizes]
    try:
        for site in sites:
            site.prepare(say)
        if given.prepare:
            return 0
        small = sites[1] if len(sites) > 1 else None
        rows = measure(Bench(sites[0], small, given.rounds, given.seconds, given.addresses, say), parts)
    finally:
        for site in sites:
            site.close()
            if given.folder is None:
                site.destroy()
        if given.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    head = f"{sites[0].kind}, {given.pages:,} pages, {given.rounds} rounds of {given.seconds} s"
    text = "\n".join([f"{head}, {time.strftime('%d/%m/%Y %H:%M')}", *map(line, rows), summary(rows)])
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(f"{text}\n")
    say(f"{summary(rows)}\n{given.output}")
    return int(any(row.reached is False for row in rows))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000, help="seeded beside the demonstration")
    parser.add_argument("--database", default="", help="postgres://… of a server, where databases are made and dropped")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts of the table")
    parser.add_argument("--rounds", type=int, default=5, help="the median counts")
    parser.add_argument("--seconds", type=int, default=1, help="of load, each time")
    parser.add_argument("--addresses", type=int, default=1500, help="crawled at most, signed out and then as a member")
    parser.add_argument("--folder", type=Path, help="where to keep the portals that are made, for another run")
    parser.add_argument("--prepare", action="store_true", help="only make those, and measure nothing")
    parser.add_argument("--output", type=Path, default=ROOT / "var" / "bench.txt", help="where the table is written")
    return parser.parse_args()


def missing() -> list[str]:
    lacking = []
    if WRK is None:
        lacking.append("Il manque wrk (Debian : apt install wrk). / wrk is missing (Debian: apt install wrk).")
    if shutil.which("taskset") is None or (os.cpu_count() or 1) < 2:
        lacking.append("Il faut Linux, taskset et deux cœurs. / This needs Linux, taskset and two cores.")
    return lacking


def measure(bench: Bench, parts: list[str]) -> list[Row]:
    rows = []
    say(line(Row("", "measured", "to reach", cost="processor")))
    for part in parts:
        for row in PARTS[part](bench):
            rows.append(row)
            say(line(row))
    return rows


def summary(rows: list[Row]) -> str:
    """How many of the targets are reached, and which are not."""
    short = [row.what for row in rows if row.reached is False]
    aimed = sum(row.reached is not None for row in rows)
    return f"{aimed - len(short)} of {aimed} targets reached" + "".join(f"\n  short: {what}" for what in short)


def line(row: Row) -> str:
    word = {True: "ok", False: "SHORT", None: ""}[row.reached]
    text = f"{row.what:52} {row.measured:38} {row.target:14} {row.cost:10} {word}"
    return f"{text.rstrip()}  {row.note}".rstrip()


def say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
