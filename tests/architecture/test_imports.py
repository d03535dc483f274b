"""Who may import whom is written in pyproject.toml. Here it is checked, and nothing escapes it."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
ROOMS, BACKBONE, *OTHERS = CONFIG["contracts"]
OUTSIDE_EVERY_LAYER = {"portal.settings", "portal.wsgi"}  # configuration, and the way in
WITHOUT_MODULES_TO_TELL = {"demo", "portal.operations", "portal.urls"}  # the ends of the house


def rooms() -> set[str]:
    portal = ROOT / "portal"
    inside = {path.stem for path in portal.glob("*.py")} | {path.parent.name for path in portal.glob("*/__init__.py")}
    return {f"portal.{name}" for name in inside - {"__init__"}} | {path.parent.name for path in ROOT.glob("*/apps.py")}


def test_the_contracts_are_kept():
    """In a process of its own: the linter switches off the loggers there are."""
    asked = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", asked, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_room_has_its_layer():
    layers = {name.strip() for layer in ROOMS["layers"] for name in layer.split("|")}
    assert rooms() - OUTSIDE_EVERY_LAYER == layers


def test_every_module_of_a_room_has_its_layer():
    told = {room for contract in OTHERS if contract.get("exhaustive") for room in contract["containers"]}
    assert rooms() - OUTSIDE_EVERY_LAYER - WITHOUT_MODULES_TO_TELL == told


def test_the_backbone_holds_in_every_room():
    assert rooms() - OUTSIDE_EVERY_LAYER - WITHOUT_MODULES_TO_TELL - {"portal.core"} == set(BACKBONE["containers"])
