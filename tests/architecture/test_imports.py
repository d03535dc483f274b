"""Who may import whom is written in pyproject.toml. Here it is checked, and nothing escapes it."""

import tomllib
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
ROOMS, INSIDE, *_OTHERS = CONFIG["contracts"]
OUTSIDE_EVERY_LAYER = {"portal.settings", "portal.wsgi"}  # configuration, and the way in
WITH_CONTRACTS_OF_THEIR_OWN = {"portal.core", "portal.operations", "portal.urls"}


def rooms() -> set[str]:
    portal = ROOT / "portal"
    inside = {path.stem for path in portal.glob("*.py")} | {path.parent.name for path in portal.glob("*/__init__.py")}
    return {f"portal.{name}" for name in inside - {"__init__"}} | {path.parent.name for path in ROOT.glob("*/apps.py")}


def test_the_contracts_are_kept():
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS


def test_every_room_has_its_layer():
    layers = {name.strip() for layer in ROOMS["layers"] for name in layer.split("|")}
    assert rooms() - OUTSIDE_EVERY_LAYER == layers


def test_every_module_of_a_room_has_its_layer():
    assert INSIDE["exhaustive"]
    assert rooms() - OUTSIDE_EVERY_LAYER - WITH_CONTRACTS_OF_THEIR_OWN == set(INSIDE["containers"])
