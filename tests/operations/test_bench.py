"""The parts of `make bench` that decide what its table says; the measures themselves are made by hand."""

import json
import subprocess
import sys

import pytest

from benchmarks.speed import load
from benchmarks.speed.__main__ import line, summary
from benchmarks.speed.load import Pace, Target, ratio
from benchmarks.speed.rows import Row, rate_row, time_row
from benchmarks.speed.servers import ROOT, Server

WRK = """Running 2s test @ http://127.0.0.1:8000/
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.70ms    1.20ms  12.00ms   80.00%
  5874 requests in 2.00s, 224.90MB read
Requests/sec:   2937.10
"""


def test_a_ratio_is_the_median_of_the_rounds():
    ours, theirs = Pace([20, 10, 500], [0.05, 0.1, 0.1]), Pace([200, 200, 1000], [0.01, 0.01, 0.01])
    assert ratio(ours, theirs).rate == 0.1
    assert ratio(ours, theirs).time == 10
    assert ratio(ours, theirs).cost == 10


def test_a_row_says_whether_the_target_is_reached():
    ours, theirs = Pace([2000], [0.0005]), Pace([1000], [0.001])
    assert rate_row("home", ours, theirs, 1.8).reached is True
    assert rate_row("home", theirs, ours, 1.8).reached is False
    assert time_row("home", theirs, ours, 2, 9, 9).reached is True
    assert time_row("home", theirs, ours, 2, 10, 9).reached is False
    assert time_row("home", theirs, ours, 2, None, 9).reached is False
    assert "SHORT" in line(Row("home", "3 ×", "≤ 2 ×", False))
    assert line(Row("sitemap", "-", "", note="not there")).endswith("not there")
    rows = [Row("home", "3 ×", "≤ 2 ×", False), Row("news", "1 ×", "≤ 2 ×", True), Row("static", "1 ×", "")]
    assert summary(rows) == "1 of 2 targets reached\n  short: home"


def told(monkeypatch, text: str) -> Target:
    done = subprocess.CompletedProcess([], 0, stdout=text)
    monkeypatch.setattr(load.subprocess, "run", lambda command, **options: done)
    return Target("home", Server(None, 8000, "127.0.0.1:8000"))


def test_what_wrk_tells_is_read(monkeypatch):
    assert load.wrk(told(monkeypatch, WRK), 2, 8) == (5874, 2937.1)


def test_answers_that_are_not_pages_are_not_counted(monkeypatch):
    with pytest.raises(SystemExit, match="Non-2xx"):
        load.wrk(told(monkeypatch, f"{WRK}  Non-2xx or 3xx responses: 5874\n"), 2, 8)


def test_the_bare_view_answers_forty_kilobytes():
    ask = (
        "from benchmarks.speed.bare import application; import io;"
        "from wsgiref.util import setup_testing_defaults as fill; e = {'HTTP_HOST': '127.0.0.1'}; fill(e);"
        "s = []; b = b''.join(application(e, lambda status, headers: s.append(status)));"
        "import json; print(json.dumps([s[0], len(b)]))"
    )
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    status, length = json.loads(done.stdout)
    assert status == "200 OK"
    assert 40_000 <= length < 41_000


def test_it_says_how_it_is_called():
    command = [sys.executable, "-m", "benchmarks.speed", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "--only" in done.stdout
