import re
import tomllib
from pathlib import Path

from demo.people import ACCOUNTS

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "members", "articles", "studies", "events", "demo", "tests", "deploy")
DRAWERS = {"utils", "helpers", "common", "misc"}
LONGEST = 400


def sources() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if not {"migrations", "__pycache__"} & set(path.parts)
    ]


def test_no_file_is_too_long():
    lines = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}


def test_no_module_is_a_drawer():
    assert not [path for path in sources() if path.stem in DRAWERS]


def test_tests_stand_beside_what_they_test():
    allowed = {"factories", "architecture", "browser", "snapshots", "doors"}
    apps = {path.parent.name for path in [*ROOT.glob("*/apps.py"), *ROOT.glob("portal/*/apps.py")]}
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders - allowed <= apps


def test_the_commands_of_readme_and_docs_exist():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    commands = {path.stem for path in ROOT.glob("**/management/commands/*.py") if ".venv" not in path.parts}
    from_libraries = {"migrate", "createcachetable", "collectstatic", "check", "db_worker", "makemigrations"}
    for page in [ROOT / "README.md", *ROOT.glob("docs/*.md")]:
        text = page.read_text()
        assert set(re.findall(r"(?:`|^    )make (\w+)", text, flags=re.MULTILINE)) <= targets, page.name
        assert set(re.findall(r"manage\.py (\w+)", text)) <= commands | from_libraries, page.name


def test_readme_tells_the_accounts_there_are():
    told = set(re.findall(r"`([\w-]+@\w+\.example)`", (ROOT / "README.md").read_text()))
    assert told == {account.email for account in ACCOUNTS}


def test_every_setting_is_documented():
    settings = (ROOT / "portal" / "settings.py").read_text()
    names = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"(\w+)\"", settings))
    told = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "operator.md").read_text(), flags=re.MULTILINE))
    assert told == names


def test_links_between_documents_lead_somewhere():
    for page in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_requirement_is_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if line and line[0] not in "#-"]
        assert all(re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+", line) for line in lines), name


def test_python_is_declared_once_and_alike():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["requires-python"] == ">=3.11"
    assert "(3, 11)" in (ROOT / "deploy" / "bootstrap.py").read_text()


def test_pages_show_pictures_by_the_tags_that_break_no_page():
    public = [path for path in (ROOT / "templates").rglob("*.html") if "admin" not in path.parts]
    assert not [path.name for path in public if "wagtailimages_tags" in path.read_text()]


def test_only_mails_are_styled_inline():
    """The content security policy of the public pages refuses it."""
    pages = [path for path in (ROOT / "templates").rglob("*.html") if "emails" not in path.parts]
    assert not [path.name for path in pages if re.search(r"\sstyle\s*=", path.read_text())]
