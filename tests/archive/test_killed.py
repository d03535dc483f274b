"""An old site is imported once, whatever happens to the process that imports it."""

import json
import subprocess
import sys

import pytest

from tests.factories.databases import lasting_copy

pytestmark = pytest.mark.django_db

SMALL = {"pieces": 4, "posts": 3}
FULL = {"pieces": 501, "posts": 500}
LARGEST = 600  # megabytes of memory


@pytest.fixture(
    scope="module", params=[pytest.param(SMALL, id="small"), pytest.param(FULL, id="full", marks=pytest.mark.drill)]
)
def outcome(request, django_db_setup, tmp_path_factory) -> dict:
    command = [sys.executable, "-m", "tests.archive.killing", json.dumps(request.param)]
    with lasting_copy(tmp_path_factory.mktemp("killed")) as environment:
        run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    print(run.stdout)  # noqa: T201 - what it measured, shown with -s
    return {**json.loads(run.stdout), "size": request.param}


def test_killed_in_the_middle_it_goes_on_and_makes_nothing_twice(outcome):
    for kind, ready in (("folder", outcome["size"]["pieces"] - 1), ("wordpress", outcome["size"]["posts"])):
        run = outcome[kind]
        assert 0 < run["killed_at"] < run["ready"] == ready
        assert run["once"]["pages"] - run["before"]["pages"] >= ready
        assert run["once"]["live"] - run["before"]["live"] == run["once"]["pages"] - run["before"]["pages"]
        assert run["once"]["redirects"] - run["before"]["redirects"] >= ready
        assert run["twice"] == run["once"]


def test_a_wrong_row_stops_no_other(outcome):
    ready = outcome["size"]["pieces"] - 1
    assert f"{ready} à importer, 1 refusé" in outcome["folder"]["told"]
    assert f"0 à importer, 1 refusé, {ready} importé" in outcome["folder"]["last"]


def test_it_fits_into_a_small_machine(outcome):
    assert outcome["megabytes"] < LARGEST
