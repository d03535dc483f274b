"""Numbers stay without a gap and without a double when several processes issue invoices at the same moment."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.factories.databases import lasting_copy

pytestmark = pytest.mark.django_db

SMALL = {"processes": 4, "invoices": 9}
FULL = {"processes": 8, "invoices": 300}


@pytest.fixture(scope="module")
def database(django_db_setup, tmp_path_factory) -> Iterator[dict[str, str]]:
    with lasting_copy(tmp_path_factory.mktemp("billing_race")) as environment:
        yield environment


@pytest.fixture(
    scope="module",
    params=[pytest.param(SMALL, id="36"), pytest.param(FULL, id="2400", marks=pytest.mark.drill)],
)
def race(request, database) -> dict:
    command = [sys.executable, "-m", "tests.billing.race", json.dumps(request.param)]
    run = subprocess.run(command, env=database, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return {**json.loads(run.stdout), "size": request.param}


def test_numbers_have_neither_gap_nor_double(race):
    size = race["size"]
    assert race["ranks"] == list(range(1, size["processes"] * size["invoices"] * 2 // 3 + 1))


def test_one_key_is_one_invoice_for_all(race):
    assert race["one_key"] == 1


def test_an_invoice_is_taken_back_once(race):
    assert race["credited"] == ["issued"] + ["refused"] * (race["size"]["processes"] - 1)


def test_a_bank_file_that_several_read_pays_once(race):
    assert race["paid"] == 1


def test_without_the_lock_numbers_clash(race):
    """The negative control."""
    assert race["unlocked"] > 0
