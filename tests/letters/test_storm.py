"""What must hold when a worker is killed while a letter goes out."""

import json
import subprocess
import sys

import pytest

from tests.factories.databases import lasting_copy

pytestmark = pytest.mark.django_db

SMALL = {"readers": 120, "kills": 1}
FULL = {"readers": 10_000, "kills": 2}


@pytest.mark.parametrize(
    "size", [pytest.param(SMALL, id="small"), pytest.param(FULL, id="full", marks=pytest.mark.drill)]
)
def test_each_reader_gets_it_once(size, tmp_path):
    command = [sys.executable, "-m", "tests.letters.storm", json.dumps(size)]
    with lasting_copy(tmp_path) as environment:
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    outcome = json.loads(run.stdout)
    assert outcome["reached"] == outcome["addressed"] == size["readers"]
    assert outcome["letters"] - size["readers"] <= size["kills"]  # doubled only where its end was not heard
