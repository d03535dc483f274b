"""A release's steps are compared with a moment in one module; everybody else asks it."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DECISION = ROOT / "portal" / "access" / "decision.py"
STEPS = {"preview_at", "members_at", "everyone_at", "opens_at"}
LOOKUP = re.compile(rf"({'|'.join(sorted(STEPS))})__(l|g)te?$")
IN_TEMPLATE = re.compile(r"release\.(preview_at|members_at|everyone_at)")


def sources() -> list[Path]:
    rooms = [path.parent for path in ROOT.glob("*/apps.py")]
    found = [path for room in [*rooms, ROOT / "portal"] for path in room.rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts and path != DECISION]


def named(node: ast.AST) -> set[str]:
    return {
        part.attr if isinstance(part, ast.Attribute) else part.id
        for part in ast.walk(node)
        if hasattr(part, "ctx") and isinstance(part, ast.Attribute | ast.Name)
    }


def compares(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        ordered = any(isinstance(operator, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for operator in node.ops)
        return ordered and bool(named(node) & STEPS)
    if isinstance(node, ast.keyword):
        return bool(node.arg and LOOKUP.search(node.arg))
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(LOOKUP.search(node.value))


def test_no_other_module_compares_a_step_with_a_moment():
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if compares(node)
    ]
    assert len(sources()) > 50
    assert wrong == []


def test_the_module_that_does_would_be_found():
    assert any(
        compares(node) for node in ast.walk(ast.parse(DECISION.read_text().replace("step <= at", "opens_at <= at")))
    )


def test_no_template_reads_the_steps_of_a_release():
    templates = [path for path in (ROOT / "templates").rglob("*.html") if path.parts[-2] != "admin"]
    assert [str(path) for path in templates if IN_TEMPLATE.search(path.read_text())] == []


def test_the_wall_and_the_core_know_no_room():
    """Rooms say how to get on; what draws the wall only lists it."""
    rooms = "|".join(path.parent.name for path in ROOT.glob("*/apps.py"))
    drawn = [ROOT / "templates" / "components" / "wall.html", *(ROOT / "portal" / "access").rglob("*.py")]
    assert [
        str(path) for path in drawn if re.search(rf"\b({rooms})(_tags|:|\.(models|views|services))", path.read_text())
    ] == []
