"""What every message owes its reader, whatever it tells; the messages are the snapshots of what is sent."""

import re
from html import unescape
from pathlib import Path

import pytest

from tests.factories.html import Outline

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "emails"
ADDRESS = "http://testserver"

pytestmark = pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.stem) for path in sorted(SNAPSHOTS.rglob("*.html"))]
)


def outline(path: Path) -> Outline:
    return Outline(path.read_text())


def actions(path: Path) -> list[str]:
    return [attrs["href"] for attrs in outline(path).all("a") if attrs.get("class") == "button"]


def test_it_asks_for_one_thing_at_most(path):
    assert len(actions(path)) <= 1


def test_its_text_alone_leads_as_far(path):
    text = path.with_suffix(".txt").read_text()
    assert all(f"\n{action}\n" in text for action in actions(path))
    assert unescape(text) == text


def test_its_links_lead_here_and_count_nobody(path):
    links = [attrs["href"] for attrs in outline(path).all("a")]
    assert [link for link in links if not re.fullmatch(rf"{ADDRESS}[\w/-]*|mailto:[\w.@-]+", link)] == []


def test_it_fetches_and_runs_nothing(path):
    page = outline(path)
    assert {tag for tag, _attrs in page.tags} & {"script", "link", "iframe", "object", "svg", "form"} == set()
    fetched = [
        attrs.get("src") or attrs["background"] for _tag, attrs in page.tags if {"src", "background"} & set(attrs)
    ]
    assert [source for source in fetched if not source.startswith("cid:")] == []  # what the message brings itself
    assert "url(" not in path.read_text()
    assert "@import" not in path.read_text()


def test_it_says_its_language(path):
    language = path.stem.rpartition(".")[2]
    assert [attrs["lang"] for attrs in outline(path).all("html")] == [language]


def test_its_title_is_its_subject(path):
    subject = path.with_suffix(".txt").read_text().splitlines()[0]
    assert unescape(re.search(r"<title>(.+)</title>", path.read_text())[1]) == subject


def test_it_has_one_heading(path):
    assert len(outline(path).all("h1")) == 1


def test_it_follows_the_dark_scheme_of_its_reader(path):
    schemes = [attrs["content"] for attrs in outline(path).all("meta") if attrs.get("name") == "color-scheme"]
    assert schemes == ["light dark"]
    assert "@media (prefers-color-scheme: dark)" in path.read_text()


def test_it_is_600_pixels_wide_and_narrower_on_a_phone(path):
    layout = next(attrs for attrs in outline(path).all("table") if attrs.get("class") == "inner")
    assert layout["width"] == "600"
    assert "max-width: 100%" in layout["style"]
